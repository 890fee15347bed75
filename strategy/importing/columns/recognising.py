"""Which column holds what: by its heading (headings.py)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

from strategy.importing.columns.headings import EXPLICIT, EXPORT_HEADINGS, USUAL, VAGUE
from strategy.importing.nouns.limits import COLUMNS
from strategy.importing.nouns.questions import ImportQuestion, Option
from strategy.importing.nouns.refusal import FileRefused

SUMS = "sum"
# a column that is what a stretch of time came to has no name of its own
FIELDS = (*EXPORT_HEADINGS, SUMS)
NEVER_ASKED = (
    "status",
    "line",
    "document_kind",
    "discount",
    "due",
    "open_amount",
    "currency",
    "journal",
    "side",
    "account",
    "hours",
)
NOT_NEEDED_BESIDE = (
    ("amount", "amount_incl"),
    ("amount", "vat_amount"),
    ("amount", "unit_price"),
    ("amount", "quantity"),
    ("amount", "debit"),
    ("amount", "credit"),
    ("amount_incl", "debit"),
    ("amount_incl", "credit"),
    ("cost", "margin"),
    ("cost", "margin_share"),
    ("margin", "margin_share"),
)
IGNORED = ("", "ignore", "negeren", "-")


def plain(name: str) -> str:
    """A column name without case, accents, punctuation and double spaces; `%` stays."""
    letters = unicodedata.normalize("NFKD", name.casefold().replace("œ", "oe").replace("ß", "ss"))
    letters = "".join(letter for letter in letters if not unicodedata.combining(letter))
    letters = letters.replace("€", " eur ").replace("№", " no ").replace("n°", " no ").replace("nº", " no ")
    letters = re.sub(r"b\.t\.w\.?", "btw", letters)
    letters = re.sub(r"h\.?t\.?v\.?a\b\.?", "htva", letters)
    return re.sub(r"[^a-z0-9%]+", " ", re.sub(r"%", " % ", letters)).strip().replace("  ", " ")


def _known_names() -> dict[str, tuple[str, int]]:
    names: dict[str, tuple[str, int]] = {}
    for field, levels in EXPORT_HEADINGS.items():
        for strength, words in zip((EXPLICIT, USUAL, VAGUE), levels, strict=True):
            for word in filter(None, (part.strip() for part in words.split(","))):
                names[plain(word)] = (field, strength)
    return names


LONGEST_NAME = 80
KNOWN_NAMES = _known_names()
WITH_VAT = re.compile(r"\b(incl|inclusief|tvac|ttc|met btw|including|tva comprise|inkl|inklusive)\b")
WITHOUT_VAT = re.compile(
    r"\b(excl|exclusief|hors|htva|ht|zonder btw|excluding|ex btw|ex vat|exkl|ohne|zzgl)\b"
)
TAX = re.compile(r"\b(btw|vat|tva|mwst|ust)\b")
MONEY = re.compile(r"\b(eur|euro|usd|gbp|in eur|in euro)\b")
# two columns of one name are told apart by their letter (`unique_names`); `AccountCode` is two words
LETTER = re.compile(r" \([A-Z]{1,3}\)$")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
PLUS_OR_MINUS = ("+/-", "-/+", "+ / -")


@lru_cache(4096)
def field_of(name: str) -> tuple[str, int] | None:
    """The field that a column name stands for, and how sure the name is; None for an unknown name."""
    name = LETTER.sub("", name.strip())
    if len(name) > LONGEST_NAME or sum(letter.isdigit() for letter in name) > 2:
        return None
    if name in PLUS_OR_MINUS:
        return "side", EXPLICIT
    return _field_of(plain(name)) or _field_of(plain(CAMEL.sub(" ", name)))


def _field_of(words: str) -> tuple[str, int] | None:
    """The field of a plain name, also where it names a currency, or says whether VAT is in it."""
    bare = " ".join(MONEY.sub(" ", words).split())
    for known in (words, bare):
        if known in KNOWN_NAMES:
            return KNOWN_NAMES[known]
    for said, field in ((WITH_VAT, "amount_incl"), (WITHOUT_VAT, "amount")):
        found = KNOWN_NAMES.get(" ".join(TAX.sub(" ", said.sub(" ", bare)).split()))
        if found and found[0] == "amount" and said.search(bare):
            return field, EXPLICIT
    return None


def column_letter(place: int) -> str:
    """The spreadsheet letter of a column counted from 0: A, B, ..., Z, AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def assign_columns(
    names: Sequence[str],
    mapping: Mapping[str, str],
    answers: Mapping[str, str],
    rows: Sequence[Sequence[str]] = (),
) -> tuple[dict[str, int], list[ImportQuestion]]:
    """Field to column place, by what the person asked for, else by synonym; a question where two fit alike.

    The first of the `rows` with a cell in a column gives the example beside its name. Raises `FileRefused` for a mapping to a field that does not exist or with more than 500 columns.
    """
    if len(names) > COLUMNS:
        raise FileRefused("import.too_many_columns", n=len(names), limit=COLUMNS)
    asked = _asked_columns(names, mapping)
    taken = set(asked.values())
    chosen = {field: place for place, field in asked.items() if field}
    candidates: dict[str, list[tuple[int, int]]] = {}
    for place, name in enumerate(names):
        found = field_of(name)
        if place not in asked and found and found[0] not in taken:
            candidates.setdefault(found[0], []).append((found[1], place))
    questions = {}
    for field, found_places in candidates.items():
        best, question = _choose(field, found_places, names, answers, rows)
        if question:
            questions[field] = question
        elif best is not None:
            chosen[field] = best
    for needed, spare in NOT_NEEDED_BESIDE:
        if needed in chosen or needed in questions:
            questions.pop(spare, None)
    if "customer_name" not in chosen and "customer_number" not in chosen:
        _name_by_elimination(names, asked, chosen)
    return chosen, list(questions.values())


def _asked_columns(names: Sequence[str], mapping: Mapping[str, str]) -> dict[int, str]:
    asked = {}
    for name, field in mapping.items():
        field = field.strip()
        if field not in FIELDS and field.lower() not in IGNORED:
            raise FileRefused("import.unknown_field", field=field[:60], fields=FIELDS)
        places = [place for place, known in enumerate(names) if plain(known) == plain(name)]
        if places:
            asked[places[0]] = "" if field.lower() in IGNORED else field
    return asked


def _choose(
    field: str,
    found: list[tuple[int, int]],
    names: Sequence[str],
    answers: Mapping[str, str],
    rows: Sequence[Sequence[str]],
) -> tuple[int | None, ImportQuestion | None]:
    strongest = max(strength for strength, _ in found)
    rivals = [place for strength, place in found if strength == strongest]
    # two names for an amount are two amounts, unless one of them says that it is without VAT
    if field == "amount" and strongest < EXPLICIT:
        rivals = [place for _, place in found]
    if field in NEVER_ASKED:
        return rivals[0], None
    if len(rivals) == 1:
        return rivals[0], None
    key = f"column_{field}"
    answer = answers.get(key)
    for place in rivals:
        if answer is not None and plain(names[place]) == plain(answer):
            return place, None
    options = tuple(_column_option(names, place, rows) for place in rivals)
    values = {"field": {"code": f"import.field.{field}"}, "columns": tuple(names[place] for place in rivals)}
    return None, ImportQuestion(key, "import.question.column", options, values)


def _column_option(names: Sequence[str], place: int, rows: Sequence[Sequence[str]]) -> Option:
    """A column as an answer, with what stands in it."""
    example = next((row[place].strip() for row in rows if len(row) > place and row[place].strip()), "")
    code = "import.option.column_example" if example else "import.option.column"
    return Option(names[place], code, {"name": names[place], "example": example[:40]})


def _name_by_elimination(names: Sequence[str], asked: Mapping[int, str], chosen: dict[str, int]) -> None:
    """A lone column whose name only begins with a word for customer: `Klant (facturatie)`."""
    words = re.compile(r"^(klant|debiteur|relatie|client|customer)\b")
    found = [place for place, name in enumerate(names) if place not in asked and words.match(plain(name))]
    if len(found) == 1 and found[0] not in chosen.values():
        chosen["customer_name"] = found[0]
