"""Customers pasted from a spreadsheet: columns by their heads, Dutch numbers, nothing guessed (method.md 3.1, 3.11).

A cell that cannot be read stays empty and is listed with its row and column; the rest of the row counts. A row
belongs to a known customer by its number, else by its name without case and legal form; that customer gets the
pasted figures and keeps everything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from strategy.company.fields import Field, field_of, read, with_values
from strategy.importing.columns.recognising import column_letter, plain
from strategy.importing.customers.gathering import name_key
from strategy.importing.nouns.names import clean, folded
from strategy.importing.pasting.heads import (
    KIND_OF,
    PERCENT_WORDS,
    WHO,
    YEAR,
    HeadRead,
    known_fields,
    understood,
)
from strategy.importing.rows.totals import totals_among
from strategy.nouns.company import Customer, Segment
from strategy.words.formats import number as shown_number
from strategy.words.texts import text as in_words
from strategy.words.typed import Unreadable, plain_number

MOST_ROWS = 5_000
MOST_COLUMNS = 100
MOST_BYTES = 2_000_000
HEAD_ROWS = 10
LONG_TEXTS = ("note", "idea")
NUMERIC = ("amount", "percent", "days", "hours", "count", "number")
DECIMAL_SIGN = {"nl": ",", "en": "."}
DIGITS = re.compile(r"[\d.,]*\d")
THOUSANDS_SPACE = re.compile(r"(?<=\d)[ \u00a0\u202f'’](?=\d)")


class PasteRefused(ValueError):
    """A paste that cannot be read as a whole. `code` is a text key, `values` fill its placeholders."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True)
class PasteProblem:
    """What could not be used: row and column as pasted (row 1 is the first), and why as a text key with values.

    `column` is the head of the column, or its letter where it has none; empty where it is about the whole row.
    """

    row: int
    column: str
    code: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PastedColumn:
    """A column as it was understood: the path of its field, or "" and in `code` the reason why it is not used."""

    letter: str
    name: str
    field: str
    code: str
    values: Mapping[str, str]

    @property
    def shown(self) -> str:
        """What people call the column."""
        return self.name or self.letter


@dataclass(frozen=True, slots=True)
class PastedRow:
    """One customer of the paste as it would be kept, and as it was before; None where it is new."""

    row: int
    customer: Customer
    before: Customer | None


@dataclass(frozen=True, slots=True)
class PasteDoubt:
    """A column of numbers that may be read in two ways; `example` is a cell as it was pasted."""

    column: PastedColumn
    example: str

    @property
    def readings(self) -> dict[str, float]:
        """What the example is, by the sign that stands for decimals: a comma or a point."""
        found = DIGITS.findall(THOUSANDS_SPACE.sub("", self.example))[0]
        sign = next(each for each in found if each in ",.")
        head, tail = found.split(sign)
        other = "." if sign == "," else ","
        return {sign: float(f"{head}.{tail}"), other: float(f"{head}{tail}")}


@dataclass(frozen=True, slots=True)
class PastePlace:
    """Where in the table of customers somebody pastes: the fields of its columns from the cell in focus to the
    right, and the customers of its rows from there down. Rows below the last one are new customers.
    """

    fields: tuple[str, ...]
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paste:
    """What was pasted, as it was understood; nothing is written."""

    columns: tuple[PastedColumn, ...] = ()
    doubts: tuple[PasteDoubt, ...] = ()
    rows: tuple[PastedRow, ...] = ()
    problems: tuple[PasteProblem, ...] = ()
    skipped: tuple[PasteProblem, ...] = ()

    @property
    def new(self) -> tuple[Customer, ...]:
        """The customers that were not known."""
        return tuple(row.customer for row in self.rows if row.before is None)

    @property
    def changed(self) -> tuple[Customer, ...]:
        """The known customers for which the paste says something else."""
        return tuple(row.customer for row in self.rows if row.before not in (None, row.customer))

    @property
    def same(self) -> tuple[Customer, ...]:
        """The known customers for which the paste says nothing else."""
        return tuple(row.customer for row in self.rows if row.before == row.customer)

    @property
    def customers(self) -> tuple[Customer, ...]:
        """What would be written."""
        return self.new + self.changed


def read_paste(
    text: str,
    known: Sequence[Customer],
    *,
    segments: Sequence[Segment] = (),
    language: str = "nl",
    signs: Mapping[str, str] | None = None,
    fields: Mapping[str, str] | None = None,
    place: PastePlace | None = None,
) -> Paste:
    """Read pasted cells as customers beside those that are known; nothing pasted gives an empty `Paste`.

    `language` decides how a number such as `1.234` is read where its column does not tell; `signs` answers what
    stands for decimals in a column of doubt, `fields` says of what a column is ("" for nothing), both by letter.
    `place` says which customers and fields the cells are for; where their own heads say whose they are, those
    count instead. Raises `PasteRefused`: too large, too many rows or columns, or no telling where the names are.
    """
    if len(text) > MOST_BYTES or len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise PasteRefused("paste.refused.too_big", most=shown_number(MOST_BYTES / 1e6, language))
    grid = _trimmed(_grid(text, language) if place is None else _records(_plain_lines(text), "\t", language))
    if not any(map(any, grid)):
        return Paste()
    width = max(map(len, grid))
    if width > MOST_COLUMNS:
        raise PasteRefused("paste.refused.too_many_columns", n=str(width), most=str(MOST_COLUMNS))
    head = _head_of(grid)
    first = 0 if head is None else head + 1
    if len(grid) - first > MOST_ROWS:
        raise _too_many_rows(language)
    below = [[*cells, *[""] * (width - len(cells))] for cells in grid[first:]]
    names = [" ".join(cell.split()) for cell in grid[head]] if head is not None else []
    names += [""] * (width - len(names))
    if place is None or any(name and understood(name).field in WHO for name in names):
        columns = _as_chosen(_columns(names, below, has_head=head is not None), fields or {})
        reading = _Reading(columns, below, known, segments, language, signs or {})
    else:
        columns = _columns_in_place(names, place, language)
        reading = _ReadingInPlace(columns, below, known, segments, language, place)
    for row in range(1, first):
        reading.skip(row, "above_head" if any(grid[row - 1]) else "empty")
    for row, cells in enumerate(below, first + 1):
        reading.take(row, cells)
    return Paste(
        columns, reading.doubts, tuple(reading.rows), tuple(reading.problems), tuple(reading.skipped)
    )


def _as_chosen(columns: Sequence[PastedColumn], fields: Mapping[str, str]) -> tuple[PastedColumn, ...]:
    """The columns with the fields that were chosen for them; a field that was chosen leaves the other column."""
    chosen = {letter: field for letter, field in fields.items() if field in known_fields() or not field}
    taken = set(filter(None, chosen.values()))
    found, used = [], set[str]()
    for column in columns:
        field = chosen.get(column.letter, "" if column.field in taken else column.field)
        if field in used:
            field = ""
        used |= {field} - {""}
        if field != column.field:
            code = "" if field else "paste.column.not_chosen"
            column = replace(column, field=field, code=code, values={})
        found.append(column)
    if not used & WHO:
        raise PasteRefused("paste.refused.no_name", names=", ".join(column.shown for column in columns[:8]))
    return tuple(found)


def _grid(text: str, language: str) -> list[list[str]]:
    """The cells of the text: between tabs, or between semicolons or commas where that is clear."""
    text = _plain_lines(text)
    if "\t" not in text:
        for sign in ";,":
            if sign in text and _is_clear(grid := _records(text, sign, language), sign):
                return grid
    return _records(text, "\t", language)


def _plain_lines(text: str) -> str:
    """The text with one kind of line break, and none at its end."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").rstrip()


def _records(text: str, sign: str, language: str) -> list[list[str]]:
    """The rows of cells between this sign. Raises `PasteRefused` as soon as there are too many."""
    records = []
    for record in _each_record(text, sign):
        records.append(record)
        if len(records) > MOST_ROWS + HEAD_ROWS:
            raise _too_many_rows(language)
    return records


def _too_many_rows(language: str) -> PasteRefused:
    return PasteRefused("paste.refused.too_many_rows", most=shown_number(MOST_ROWS, language))


def _each_record(text: str, sign: str) -> Iterator[list[str]]:
    """Row by row. A cell in quotes may hold line breaks; a quote that does not close the cell is a plain one."""
    cell = re.compile(rf'"((?:[^"]++|"")*+)"(?={sign}|\n|\Z)|([^{sign}\n]*)')
    place, cells = 0, list[str]()
    while found := cell.match(text, place):
        cells.append(found[2] if found[1] is None else found[1].replace('""', '"'))
        place = found.end()
        if place >= len(text):
            break
        if text[place] == "\n":
            yield cells
            cells = []
        place += 1
    yield cells


def _is_clear(grid: Sequence[Sequence[str]], sign: str) -> bool:
    """Whether this sign separates columns: a head names two fields, or every row has as many cells.

    A comma also stands in names and numbers, so it needs both, or nothing but names with one number each. Raises
    `PasteRefused` where only the head is clear.
    """
    filled = [cells for cells in grid if any(map(str.strip, cells))]
    is_even = len({len(cells) for cells in filled}) == 1 and len(filled[0]) > 1
    head = _head_of([[cell.strip() for cell in cells[:MOST_COLUMNS]] for cells in filled[:HEAD_ROWS]])
    has_head = head is not None and len(_fields_among(filled[head])) > 1
    if sign == ";":
        return has_head or (is_even and (len(filled) > 1 or _is_number(filled[0][1])))
    if has_head and not is_even:
        raise PasteRefused("paste.refused.unclear")
    return has_head or (is_even and all(len(cells) == 2 and _is_number(cells[1]) for cells in filled))


def _trimmed(grid: Sequence[Sequence[str]]) -> list[list[str]]:
    """The rows without the empty cells at their end and without the empty rows at the end."""
    trimmed = []
    for cells in grid:
        kept = [cell.strip(" \u00a0\n") for cell in cells]
        while kept and not kept[-1]:
            kept.pop()
        trimmed.append(kept)
    while trimmed and not trimmed[-1]:
        trimmed.pop()
    return trimmed


def _head_of(grid: Sequence[Sequence[str]]) -> int | None:
    """The place of the row with the names of the columns, None where there is none.

    On the first filled row one known name is enough, but for a kind of customer, which may as well stand in a
    cell; further down it needs the customer and another field.
    """
    filled = [place for place, cells in enumerate(grid[:HEAD_ROWS]) if any(cells)]
    for place in filled:
        cells = grid[place]
        found = _fields_among(cells)
        alone = _fields_among([*cells[:1], *(cell for cell in cells[1:] if plain(cell) not in KIND_OF)])
        enough = alone or len(found) > 1 if place == filled[0] else found & WHO and len(found) > 1
        if enough and not any(_is_number(cell) and not YEAR.fullmatch(cell) for cell in cells):
            return place
    return None


def _fields_among(cells: Sequence[str]) -> set[str]:
    """The fields that these cells name."""
    return {found.field for cell in cells if cell and (found := understood(cell)).field}


def _is_number(cell: str) -> bool:
    """Whether the cell holds a number, perhaps with a euro sign."""
    try:
        return plain_number(cell.replace("€", " ")) is not None
    except Unreadable:
        return False


def _columns(
    names: Sequence[str], below: Sequence[Sequence[str]], *, has_head: bool
) -> tuple[PastedColumn, ...]:
    """Every column with its field. Raises `PasteRefused` where the head does not say which column has the name."""
    if not has_head:
        fields = _without_head(below, len(names))
        return tuple(
            _column(place, "", HeadRead(field, code="no_head")) for place, field in enumerate(fields)
        )
    found = [understood(name) if name else HeadRead(code="no_head") for name in names]
    if not any(each.field in WHO for each in found):
        if names[0]:
            raise PasteRefused("paste.refused.no_name", names=", ".join(filter(None, names[:8])))
        found[0] = HeadRead("name")
    _numbers_called_customer(found, below)
    return tuple(_among_rivals(place, names, found) for place in range(len(names)))


def _columns_in_place(names: Sequence[str], place: PastePlace, language: str) -> tuple[PastedColumn, ...]:
    """Every column with the field that its own head names, else with the one of the table above which it stands."""
    found = [understood(name) if name else HeadRead(code="no_head") for name in names]
    if not any(names):
        fields = [*place.fields, *[""] * len(names)][: len(names)]
        found = [HeadRead(field, code="beyond") for field in fields]
        names = [_label(field, language) for field in fields]
    return tuple(_column(at, name, own) for at, (name, own) in enumerate(zip(names, found, strict=True)))


def _label(path: str, language: str) -> str:
    """What a column of the table is called; a percentage says so, as it is typed there without a sign."""
    if not path:
        return ""
    sign = " %" if field_of("customer", "new", path).reads == "percent" else ""
    return f"{in_words(f'paste.fields.{path}', language)}{sign}"


def _among_rivals(place: int, names: Sequence[str], found: Sequence[HeadRead]) -> PastedColumn:
    """The column, unless another one says the same field as fully or more fully. Raises `PasteRefused` for names."""
    own = found[place]
    rivals = [other for other, each in enumerate(found) if each.field == own.field]
    strongest = max(found[other].strength for other in rivals)
    best = [other for other in rivals if found[other].strength == strongest]
    if not own.field or best == [place]:
        return _column(place, names[place], own)
    if len(best) > 1 and own.field == "name":
        raise PasteRefused("paste.refused.two_names", names=", ".join(names[other] for other in best))
    others = ", ".join(names[other] for other in best if other != place)
    return _column(place, names[place], HeadRead(code="also" if place in best else "better"), other=others)


def _column(place: int, name: str, found: HeadRead, **values: str) -> PastedColumn:
    code = "" if found.field else f"paste.column.{found.code}"
    return PastedColumn(column_letter(place), name, found.field, code, values)


def _without_head(below: Sequence[Sequence[str]], width: int) -> list[str]:
    """Without a head the first column is the name, and the second the revenue where it mostly holds numbers."""
    fields = ["name", *[""] * (width - 1)]
    second = [cells[1] for cells in below if width > 1 and cells[1]]
    if second and 2 * sum(map(_is_number, second)) >= len(second):
        fields[1] = "revenue"
    return fields


def _numbers_called_customer(found: list[HeadRead], below: Sequence[Sequence[str]]) -> None:
    """`Klant` and `Naam` side by side: the one with nothing but codes in it is the customer number."""
    named = [place for place, each in enumerate(found) if each.field == "name"]
    if len(named) < 2 or any(each.field == "number" for each in found):
        return
    coded = [place for place in named if all(map(_is_code, filter(None, (cells[place] for cells in below))))]
    if len(coded) == 1:
        found[coded[0]] = HeadRead("number", 1)


def _is_code(cell: str) -> bool:
    """Whether this looks like a customer number: a digit in it and no space."""
    return " " not in cell and any(letter.isdigit() for letter in cell)


class _Reading:
    """The rows read so far, and the customers known so far: those of before and those of earlier rows."""

    def __init__(
        self,
        columns: Sequence[PastedColumn],
        below: Sequence[Sequence[str]],
        known: Sequence[Customer],
        segments: Sequence[Segment],
        language: str,
        signs: Mapping[str, str],
    ) -> None:
        self.used = [(place, column) for place, column in enumerate(columns) if column.field]
        self.head = [plain(column.name) for column in columns]
        self.language = language
        self.numbers = {
            column.field: _NumberColumn.of(
                column, [cells[place] for cells in below], language, signs.get(column.letter, "")
            )
            for place, column in self.used
            if field_of("customer", "new", column.field).reads in NUMERIC
        }
        self.doubts = tuple(
            PasteDoubt(column, self.numbers[column.field].doubt)
            for _, column in self.used
            if column.field in self.numbers and self.numbers[column.field].doubt
        )
        self.segments: dict[str, list[str]] = {}
        for segment in segments:
            self.segments.setdefault(folded([segment.name.strip()])[0], []).append(segment.id)
        self.rows: list[PastedRow] = []
        self.problems: list[PasteProblem] = []
        self.skipped: list[PasteProblem] = []
        self.row_of: dict[str, int] = {}
        self.people = _People(known)

    def skip(self, row: int, code: str, **values: str) -> None:
        """Leave a row out, and say why."""
        self.skipped.append(PasteProblem(row, "", f"paste.skipped.{code}", values))

    def take(self, row: int, cells: Sequence[str]) -> None:
        """Read one row: a customer, or a row that is left out."""
        if not any(cells):
            return self.skip(row, "empty")
        if any(self.head) and all(plain(cell) == head for cell, head in zip(cells, self.head, strict=True)):
            return self.skip(row, "head_again")
        told = self._told(row, cells)
        name, number = told.pop("name", ""), told.pop("number", "")
        found = self.people.called(name, number)
        if not found and totals_among([number or name or next(filter(None, cells))]):
            return self._leave_out(row, "total")
        if len(found) > 1:
            return self._leave_out(row, "two_known", name=_short(name or number))
        if not found and not name:
            return self.skip(row, "no_name")
        before = found[0] if found else None
        if before is not None and before.id in self.row_of:
            other = str(self.row_of[before.id])
            return self._leave_out(row, "double", name=_short(name or number), other=other)
        if before is not None and name and before.name and name_key(name) != name_key(before.name):
            self._problem(row, "name", "paste.problem.other_name", name=before.name, number=before.number)
        return self._keep(row, _told_to(before or Customer(id=uuid4().hex), name, number, told), before)

    def _keep(self, row: int, customer: Customer, before: Customer | None) -> None:
        """This row is this customer."""
        self.row_of[customer.id] = row
        self.people.add(customer)
        self.rows.append(PastedRow(row, customer, before))

    def _leave_out(self, row: int, code: str, **values: str) -> None:
        """Leave a row out, and forget what was wrong in its cells: that no longer matters."""
        while self.problems and self.problems[-1].row == row:
            self.problems.pop()
        self.skip(row, code, **values)

    def _told(self, row: int, cells: Sequence[str]) -> dict[str, Any]:
        """What the row says, by field; what cannot be read is left out and listed."""
        told = {}
        for place, column in self.used:
            if not cells[place]:
                continue
            try:
                value = self._value(column.field, cells[place])
            except Unreadable as unreadable:
                self.problems.append(PasteProblem(row, column.shown, unreadable.code, unreadable.values))
                continue
            if value not in (None, ""):
                told[column.field] = value
        return told

    def _value(self, path: str, cell: str) -> Any:
        """The cell as a value of this field. Raises `Unreadable`."""
        if path in self.numbers:
            return self.numbers[path].value(cell)
        if path == "kind":
            if plain(cell) not in KIND_OF:
                raise Unreadable("paste.problem.no_kind", typed=_short(cell))
            return KIND_OF[plain(cell)]
        if path == "segment":
            return self._segment(cell)
        raw = cell if path in LONG_TEXTS else clean(cell)
        return read(field_of("customer", "new", path), raw, self.language)

    def _segment(self, cell: str) -> str:
        """The id of the customer group with this name. Raises `Unreadable`: none, or two."""
        found = self.segments.get(folded([clean(cell)])[0], [])
        if len(found) != 1:
            code = "two_segments" if found else "no_segment"
            raise Unreadable(f"paste.problem.{code}", typed=_short(cell))
        return found[0]

    def _problem(self, row: int, path: str, code: str, **values: str) -> None:
        column = next(column for _, column in self.used if column.field == path)
        self.problems.append(PasteProblem(row, column.shown, code, values))


class _ReadingInPlace(_Reading):
    """Rows that are for the customers beside which they are pasted, and new customers below the last of those."""

    def __init__(
        self,
        columns: Sequence[PastedColumn],
        below: Sequence[Sequence[str]],
        known: Sequence[Customer],
        segments: Sequence[Segment],
        language: str,
        place: PastePlace,
    ) -> None:
        super().__init__(columns, below, known, segments, language, {})
        standing = {customer.id: customer for customer in known}
        self.waiting = [standing[id] for id in reversed(place.ids) if id in standing]

    def take(self, row: int, cells: Sequence[str]) -> None:
        """Read one row for the next customer of the table."""
        if not self.waiting:
            return super().take(row, cells)
        before = self.waiting.pop()
        if not any(cells):
            return self.skip(row, "empty")
        told = self._told(row, cells)
        name, number = told.pop("name", before.name), told.pop("number", before.number)
        return self._keep(row, _told_to(before, "", "", {"name": name, "number": number, **told}), before)


class _People:
    """Customers by number and by name."""

    def __init__(self, known: Sequence[Customer]) -> None:
        self.now: dict[str, Customer] = {}
        self.by_number: dict[str, list[str]] = {}
        self.by_name: dict[str, list[str]] = {}
        for customer in known:
            self.add(customer)

    def add(self, customer: Customer) -> None:
        """A customer that rows may be about."""
        number, name = _number_key(customer.number), name_key(customer.name.strip())
        for index, key in ((self.by_number, number), (self.by_name, name)):
            if key and customer.id not in index.setdefault(key, []):
                index[key].append(customer.id)
        self.now[customer.id] = customer

    def called(self, name: str, number: str) -> list[Customer]:
        """Those with this number, else those with this name whose number is not another one."""
        key = _number_key(number)
        if key in self.by_number:
            return [self.now[id] for id in self.by_number[key]]
        named = [self.now[id] for id in self.by_name.get(name_key(name), [])] if name else []
        return [each for each in named if not (key and each.number)]


def _number_key(number: str) -> str:
    """A customer number without case and double spaces."""
    return folded([number.strip()])[0]


def _told_to(customer: Customer, name: str, number: str, told: Mapping[str, Any]) -> Customer:
    """The customer with what was pasted; what was said to be unknown and is told now, is known."""
    values = {"name": customer.name or name, "number": customer.number or number, **told}
    same_days = told.get("days_to_pay", customer.days_to_pay) == customer.days_to_pay
    values["days_to_pay_at_least"] = customer.days_to_pay_at_least and same_days
    unknown = tuple(path for path in customer.unknown if path not in told)
    return with_values(customer, values).model_copy(update={"unknown": unknown})


@dataclass(frozen=True, slots=True)
class _NumberColumn:
    """A column of numbers: its decimal sign, and whether a lone sign before three digits says what it means.

    `1.234` is 1234 or 1,234: the page's language decides, unless another number in the column shows which sign
    it uses. Where two numbers contradict each other, and for an amount with three decimals, nobody can tell: then
    `doubt` is such a cell, and the answer to one question decides for the whole column.
    """

    field: Field
    sign: str
    is_mixed: bool
    has_thousandths: bool
    says_percent: bool
    doubt: str = ""
    is_settled: bool = False

    @classmethod
    def of(cls, column: PastedColumn, cells: Sequence[str], language: str, answer: str) -> _NumberColumn:
        """The column as these cells write numbers; `answer` is the sign for decimals that was chosen, or ""."""
        field = field_of("customer", "new", column.field)
        written = {cell: _decimal_sign(cell) for cell in cells}
        shown = set(written.values()) & {",", "."}
        sign = next(iter(shown)) if len(shown) == 1 else DECIMAL_SIGN[language]
        made = cls(
            field,
            sign,
            is_mixed=len(shown) == 2,
            has_thousandths=field.reads != "amount" and sign == DECIMAL_SIGN[language],
            says_percent=bool(PERCENT_WORDS & set(plain(column.name).split())),
        )
        doubt = next((cell for cell, sign in written.items() if made.is_doubtful(sign)), "")
        if not doubt or answer not in (",", "."):
            return replace(made, doubt=doubt)
        return replace(made, sign=answer, doubt=doubt, is_settled=True)

    def is_doubtful(self, written: str) -> bool:
        """Whether a number with this sign may be read in two ways."""
        is_thousandths = written == f"{self.sign}?"
        return written.endswith("?") and (self.is_mixed or (is_thousandths and not self.has_thousandths))

    def value(self, cell: str) -> Any:
        """The number in this cell. Raises `Unreadable`."""
        written = _decimal_sign(cell)
        if self.is_doubtful(written) and not self.is_settled:
            raise Unreadable("paste.problem.two_ways", typed=_short(cell))
        # One more decimal, and three of them can no longer be thousands.
        sure = DIGITS.sub(r"\g<0>0", cell, count=1) if written == f"{self.sign}?" else cell
        found = read(self.field, sure, "nl" if self.sign == "," else "en")
        if self.field.reads == "percent" and found is not None and "%" not in cell:
            share = abs(found)
            if 0 < share <= 0.01 or (share > 1 and not self.says_percent):
                raise Unreadable("paste.problem.percent_sign", typed=_short(cell))
        return found


def _decimal_sign(cell: str) -> str:
    """The sign that the number in a cell uses for decimals, "" where it has none.

    `,?` and `.?` for a lone sign before three digits, which may as well separate thousands.
    """
    found: list[str] = DIGITS.findall(THOUSANDS_SPACE.sub("", cell))
    signs = [sign for sign in found[0] if sign in ",."] if len(found) == 1 else []
    if not signs:
        return ""
    if len(set(signs)) == 2:
        return signs[-1]
    if len(signs) > 1:
        return "," if signs[0] == "." else "."
    before, after = found[0].split(signs[0])
    may_be_thousands = len(after) == 3 and 1 <= len(before) <= 3 and before[0] != "0"
    return f"{signs[0]}?" if may_be_thousands else signs[0]


def _short(typed: str) -> str:
    """What was pasted, short enough to repeat in a sentence."""
    shown = " ".join(typed.split())
    return shown if len(shown) <= 40 else shown[:39] + "…"
