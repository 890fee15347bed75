"""Customers pasted from a spreadsheet: tabs between cells, one customer a row, a header where there is one.

Nothing is guessed. A header is recognised by the names of its columns; without one the columns are those of
`ORDER`, which the screen shows beforehand. What cannot be read is listed with its row and column and left out,
never changed silently.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from strategy.fields import field_of, read, with_values
from strategy.models import Company, Customer
from strategy.reading import Unreadable

ORDER = ("name", "revenue", "orders", "hours", "days_to_pay", "days_to_decide", "variable_cost", "potential")
MOST_ROWS = 5000
SYNONYMS = {
    "name": "naam klant klantnaam bedrijf bedrijfsnaam firma debiteur name customer client company",
    "number": "nr nummer klantnummer klantnr klantcode number customernumber",
    "kind": "soort type kind",
    "segment": "segment groep klantgroep doelgroep group",
    "revenue": "omzet jaaromzet omzetperjaar omzetnu omzet12m revenue turnover sales",
    "potential": "potentieel potentieleomzet potentieleomzetperjaar groei potential",
    "chance": "kans kansdaarop waarschijnlijkheid chance probability",
    "orders": "orders ordersperjaar bestellingen aantalorders aantalbestellingen facturen aantalfacturen invoices",
    "variable_cost": "variabelekost variabelekosten variabel kostprijs variablecost",
    "hours": "uren urenperjaar tijd hours hoursperyear",
    "days_to_pay": "betaaltna betaaldna betaaldagen betaaltermijn dagentotbetaling dso daystopay paysafter",
    "days_to_decide": "beslistna beslisdagen beslistermijn daystodecide decidesafter",
    "offer_margin": "aangebodenmarge offertemarge offermargin",
    "acquisition_cost": "kostomhemklanttemaken wervingskost acquisitiekost acquisitioncost",
    "alias": "schuilnaam alias",
    "group": "groepvanbedrijven eigenaar groupofcompanies",
    "note": "notitie opmerking opmerkingen nota note remark",
}
COLUMNS = {word: name for name, words in SYNONYMS.items() for word in words.split()}
KINDS = {
    "customer": "klant customer",
    "prospect": "prospect lead prospectnogeenomzet",
    "dormant": "slapend slapendkochtvroeger inactief dormant",
}
TOTALS = ("totaal", "totalen", "total", "totals", "som", "eindtotaal", "subtotaal")


@dataclass(frozen=True)
class Refused:
    """A cell (or, with an empty `column`, a row) that was left out: where it stood and why.

    `row` counts from 1 with the header, as the spreadsheet does; `column` is the header or the letter of the
    column. `code` is a text key, `values` fill its placeholders.
    """

    row: int
    column: str
    typed: str
    code: str
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PastedRow:
    """One customer: the row it came from, its name, and the fields that were read."""

    row: int
    values: dict[str, Any]

    @property
    def name(self) -> str:
        """The name of the customer."""
        return str(self.values["name"])


@dataclass(frozen=True)
class Pasted:
    """What was read: the field of each column (None: not used), whether there was a header, rows and refusals."""

    columns: tuple[str | None, ...]
    header: tuple[str, ...]
    rows: tuple[PastedRow, ...]
    problems: tuple[Refused, ...]

    @property
    def ignored(self) -> tuple[str, ...]:
        """The headers of the columns that are not used."""
        return tuple(
            head for head, name in zip(self.header, self.columns, strict=False) if name is None and head
        )


def paste_customers(
    text: str, company: Company, language: str = "nl", columns: Sequence[str | None] | None = None
) -> Pasted:
    """Read what was pasted. `columns` says what the columns are where people chose it themselves.

    Segments are found by their name in `company`. Nothing is written: `pasted_customers` makes customers of it
    and companies.put_customers keeps them in one write.
    """
    cells = _cells(text)
    header = tuple(cells[0]) if cells and _is_header(cells[0]) else ()
    width = max((len(row) for row in cells), default=0)
    named = [COLUMNS.get(_plain(head)) for head in header] or list(ORDER[:width])
    chosen = tuple(_once(columns if columns is not None else named))
    lines = list(enumerate(cells, start=1))[1 if header else 0 :]
    rows: list[PastedRow] = []
    problems: list[Refused] = []
    seen: dict[str, int] = {}
    for number, line in lines:
        if not any(cell.strip() for cell in line):
            continue
        if len(rows) == MOST_ROWS:
            problems.append(Refused(number, "", "", "form.paste.too_many", {"most": str(MOST_ROWS)}))
            break
        values, refused = _row(number, line, chosen, header, company, language)
        wrong = _row_problem(number, values, seen)
        problems += [wrong] if wrong else refused
        if wrong is None:
            seen[_plain(values["name"])] = number
            rows.append(PastedRow(number, values))
    return Pasted(chosen, header, tuple(rows), tuple(problems))


def pasted_customers(pasted: Pasted, company: Company) -> list[Customer]:
    """The customers that a paste makes: a known name (or customer number) is filled in further, others are new."""
    by_number = {each.number: each for each in company.customers if each.number}
    by_name = {_plain(each.name): each for each in company.customers}
    made = []
    for row in pasted.rows:
        known = by_number.get(str(row.values.get("number", ""))) or by_name.get(_plain(row.name))
        customer = known or Customer(id=secrets.token_hex(8))
        unknown = tuple(path for path in customer.unknown if path not in row.values)
        made.append(with_values(customer, row.values).model_copy(update={"unknown": unknown}))
    return made


def _cells(text: str) -> list[list[str]]:
    """The cells of every line; quoted cells may hold line breaks, as spreadsheets copy them."""
    plain = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    if not plain.strip():
        return []
    between = "\t" if "\t" in plain else ";" if ";" in plain.split("\n", 1)[0] else "\t"
    lines: list[list[str]] = [[]]
    for quoted, bare, end in _cell(between).findall(plain):
        lines[-1].append(quoted.replace('""', '"').strip() if quoted else bare.strip())
        if end == "\n":
            lines.append([])
        elif not end:
            break
    return lines


def _cell(between: str) -> re.Pattern[str]:
    """One cell and what ends it: wholly in quotes, or as it stands; a quote that is never closed is a sign."""
    return re.compile(rf'(?:"((?:[^"]|"")*)"(?={between}|\n|\Z)|([^{between}\n]*))({between}|\n|\Z)')


def _plain(words: str) -> str:
    """Words for comparing: no case, accents, brackets with a unit, spaces or signs."""
    bare = re.sub(r"\(.*?\)|\[.*?\]|[€%]", "", words)
    letters = unicodedata.normalize("NFKD", bare.casefold())
    return "".join(sign for sign in letters if sign.isalnum())


def _is_header(line: Iterable[str]) -> bool:
    """Whether a line names columns: at least one name we know, and nothing that is a number."""
    filled = [cell for cell in line if cell]
    return any(_plain(cell) in COLUMNS for cell in filled) and not any(
        re.search(r"[0-9]", re.sub(r"\(.*?\)|12m", "", cell)) for cell in filled
    )


def _once(columns: Iterable[str | None]) -> list[str | None]:
    """Each field once: of two columns with the same meaning the first is used."""
    used: set[str | None] = set()
    kept = []
    for name in columns:
        kept.append(None if name in used else name)
        used.add(name)
    return kept


def _row(
    number: int,
    line: Sequence[str],
    columns: Sequence[str | None],
    header: Sequence[str],
    company: Company,
    language: str,
) -> tuple[dict[str, Any], list[Refused]]:
    """The fields of one line, and the cells of it that cannot be read."""
    values: dict[str, Any] = {}
    refused = []
    for at, cell in enumerate(line):
        if not cell or (at < len(columns) and columns[at] is None):
            continue
        place = header[at] if at < len(header) and header[at] else _letter(at)
        if at >= len(columns):
            refused.append(Refused(number, place, cell, "form.paste.too_wide"))
            continue
        name = str(columns[at])
        try:
            values[name] = _read(name, cell, company, language)
        except Unreadable as problem:
            refused.append(Refused(number, place, cell, problem.code, problem.values))
    return values, refused


def _row_problem(number: int, values: dict[str, Any], seen: dict[str, int]) -> Refused | None:
    """Why a line as a whole is no customer, None where it is one."""
    name = str(values.get("name", "")).strip()
    if not name:
        return Refused(number, "", "", "form.paste.no_name")
    if _plain(name) in TOTALS:
        return Refused(number, "", name, "form.paste.total")
    if _plain(name) in seen:
        return Refused(
            number, "", name, "form.paste.double", {"name": name, "other": str(seen[_plain(name)])}
        )
    return None


def _read(name: str, cell: str, company: Company, language: str) -> Any:
    """The value of one cell. Raises `Unreadable`."""
    if name == "kind":
        kind = next((kind for kind, words in KINDS.items() if _plain(cell) in words.split()), None)
        if kind is None:
            raise Unreadable("form.paste.no_kind", typed=cell)
        return kind
    if name == "segment":
        found = next((each.id for each in company.segments if _plain(each.name) == _plain(cell)), None)
        if found is None:
            raise Unreadable("form.paste.no_segment", typed=cell)
        return found
    return read(field_of("customer", "", name), cell, language)


def _letter(at: int) -> str:
    """The name that a spreadsheet gives to this column: A, B, ... Z, AA."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
