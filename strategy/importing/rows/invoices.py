"""A table of an export to a ledger: which rows count, which do not and why, and what the file leaves open."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import numpy as np

from strategy.importing.columns.amounts import AmountColumn, Amounts, settle_signs
from strategy.importing.columns.dates import BAD, EMPTY, NO_DAY, DateColumn, day_of, settle
from strategy.importing.columns.recognising import LETTER, field_of, plain
from strategy.importing.nouns.findings import Notes
from strategy.importing.nouns.names import decoded
from strategy.importing.nouns.questions import ImportQuestion, Option
from strategy.importing.nouns.refusal import FileRefused
from strategy.importing.nouns.table import BoolArray, CodeArray, IntArray, Table, as_codes, take_rows
from strategy.importing.rows.accounts import (
    are_accounts,
    are_bank_accounts,
    document_codes,
    filled_by_document,
    sales_among,
)
from strategy.importing.rows.groups import Filled, RowsRead, customers_filled
from strategy.importing.rows.ledger import NONE, Coded, Ledger, total
from strategy.importing.rows.sales import SAYING, listed_no_sales, no_sales
from strategy.importing.rows.sides import (
    listed_payments,
    payments_or_credit,
    signed_by_columns,
    signed_by_word,
)
from strategy.importing.rows.sifting import Sifting, among, cell_text
from strategy.importing.rows.totals import totals_beginning
from strategy.importing.rows.weighing import SHARES, read_amounts, weigh
from strategy.words.amounts import CURRENCIES

VAT_RATES = ("21", "12", "9", "6", "0")
MOST_DAYS = 3650
VAT_INCLUDED = "vat_included"
VAT_UNSAID = re.compile(
    r"(totaal|total|factuur|invoice|gesamt|rechnungs)? ?"
    r"(bedrag|totaal|montant|total|amount|waarde|value|facture|betrag|summe)( total| facture| eur)?"
)
CREDIT_WORDS = re.compile(r"credit|avoir|refund|\bcn\b|note de credit|out_refund", re.IGNORECASE)


@dataclass(slots=True)
class Understanding:
    """How the columns of one table were read; filled while it is read, shown in the preview."""

    signs: dict[str, str]
    orders: dict[str, str]
    serials: dict[str, int]


def required_or_stop(names: Sequence[str], chosen: Mapping[str, int], open_fields: Sequence[str]) -> None:
    """Refuses a table without amounts, customers or dates, naming the columns that it does have."""
    fields = {*chosen, *open_fields}
    if not has_amounts(fields):
        raise FileRefused("import.missing_amount", columns=tuple(names[:30]))
    if not fields & {"customer_number", "customer_name", "account"}:
        raise FileRefused("import.missing_customer", columns=tuple(names[:30]))
    if "date" not in fields:
        raise FileRefused("import.missing_date", columns=tuple(names[:30]))


class Reading:
    """One table being turned into a ledger."""

    def __init__(self, table: Table, answers: Mapping[str, str], today: date) -> None:
        self.table = table
        self.answers = answers
        self.notes = Notes()
        self.today = today
        self.weighed = weigh(table, today)
        self.questions: list[ImportQuestion] = []
        self.understanding = Understanding({}, {}, {})
        self.dates: dict[str, CodeArray] = {}
        self.amounts: dict[str, Amounts] = {}

    def ledger(self) -> Ledger | None:
        """The rows that count, or None where a question is open (`questions`). Raises `FileRefused`."""
        self._read_dates()
        self._read_amounts()
        vat = self._vat_rate()
        if self.questions:
            return None
        amount, present, bad = self._revenue(vat)
        as_written, no_sale = amount, self._no_sales(amount)
        amount, payments = self._signed(amount, present & ~no_sale)
        who = self._customers(amount, present, no_sale | payments)
        if self.questions:
            return None
        invoice = self._texts("invoice")
        sifting = Sifting(
            table=self.table,
            number=who.number,
            name=who.name,
            invoice=invoice,
            dates=self.weighed.dates["date"],
            days=self.dates["date"],
            amount=amount,
            places=self.places,
            present=present,
            bad=bad,
            no_sale=no_sale | payments,
            heads=who.heads,
        )
        counts, left_out = sifting.counting(self.today)
        self.notes.take(left_out)
        currency = self._currency(counts)
        if self.questions:
            return None
        cost, has_cost = self._costs(amount)
        if cost is not None and not (as_written == amount).all():
            cost = np.where((as_written > 0) & (amount < 0), -np.abs(cost), cost)
        amount = self._credit_notes(amount, cost, counts)
        places = self.places
        paid, settled = self._payments(counts)
        ledger = Ledger(
            files=(self.table.file,),
            file=np.zeros(len(self.table), np.int32),
            rows=self.table.rows,
            number=who.number,
            name=who.name,
            invoice=invoice,
            date=self.dates["date"],
            amount=amount,
            places=places,
            cost=cost,
            has_cost=has_cost,
            paid=paid,
            settled=settled,
            currency=currency,
            has_lines=self.table.has_lines,
            complete=(self.table.complete,),
        )
        return ledger.keep(counts)

    @property
    def places(self) -> int:
        """The decimals of the finest amount column that is money."""
        return max((found.places for field, found in self.amounts.items() if field not in SHARES), default=2)

    # -- columns ----------------------------------------------------------------------------------

    def _texts(self, field: str) -> Coded:
        found = self.weighed.texts.get(field)
        return found or Coded(np.full(len(self.table), NONE, np.int32), [])

    def _read_dates(self) -> None:
        read = self.weighed.dates
        orders, followers, still_open = settle([found.column for found in read.values()], self.answers)
        for column in followers:
            self.notes.repair(
                "import.repair.order_of_neighbour",
                column=column.name,
                file=self.table.file,
                order=order_words(orders[column.name]),
            )
        if still_open:
            self.questions.append(_order_question(still_open))
            return
        self.understanding.orders = orders
        for field, found in read.items():
            days = found.column.numbers(orders[found.column.name])[found.codes]
            known = self.table.columns[field].days
            self.dates[field] = days if known is None else np.where(known == NO_DAY, days, known)
            if found.column.serials:
                self._note_serials(field, found.codes, found.column)

    def _note_serials(self, field: str, codes: CodeArray, column: DateColumn) -> None:
        place = next(i for i, value in enumerate(column.found) if value and value.serial)
        first = int(np.flatnonzero(codes == place)[0])
        self.understanding.serials[column.name] = column.serials
        self.notes.repair(
            "import.repair.serial",
            take_rows(self.table.rows, [first])[0],
            column.name,
            file=self.table.file,
            value=column.values[place],
            day=day_of(int(self.dates[field][first])),
        )

    def _read_amounts(self) -> None:
        found = self.weighed.amounts
        signs, followers, still_open = settle_signs(list(found.values()), self.answers)
        for column in followers:
            self.notes.repair(
                "import.repair.sign_of_neighbour",
                column=column.name,
                file=self.table.file,
                sign=signs[column.name],
            )
        if still_open:
            self.questions.append(_sign_question(still_open))
            return
        self.understanding.signs = signs
        self.amounts = read_amounts(found, signs)
        for field, column in found.items():
            if column.odd and field in ("amount", "amount_incl"):
                self.notes.repair(
                    "import.repair.stripped", column=column.name, file=self.table.file, n=column.odd
                )
            if self.amounts[field].rounded:
                self.notes.repair(
                    "import.repair.rounded",
                    column=column.name,
                    file=self.table.file,
                    n=self.amounts[field].rounded,
                )

    # -- amounts ----------------------------------------------------------------------------------

    def _vat_rate(self) -> Decimal | None:
        """The VAT to take off amounts of which only the total with VAT is known."""
        columns = self.table.columns
        pair = "debit" in columns and self.answers.get(VAT_INCLUDED) == "yes"
        if "amount" in columns or not ("amount_incl" in columns or pair) or "vat_amount" in columns:
            return None
        return self.asked_vat(columns["amount_incl" if "amount_incl" in columns else "debit"].name)

    def asked_vat(self, column: str) -> Decimal | None:
        """The VAT that the person said is in a column; asks where nobody did."""
        asked = self.answers.get("vat", "").strip().rstrip("%").replace(",", ".")
        try:
            rate = Decimal(asked) if asked else None
        except ArithmeticError:
            rate = None
        if rate is not None and 0 <= rate < 100:
            self.notes.repair(
                "import.repair.vat_removed", column=column, file=self.table.file, rate=float(rate)
            )
            return rate
        options = tuple(Option(rate, "import.option.vat", {"rate": int(rate)}) for rate in VAT_RATES)
        self.questions.append(ImportQuestion("vat", "import.question.vat", options, {"column": column}))
        return None

    def _revenue(self, vat: Decimal | None) -> tuple[IntArray, BoolArray, BoolArray]:
        """Amounts without VAT, where they are present, and where they are unreadable."""
        places, found = self.places, self.amounts
        if "amount" in found:
            return found["amount"].at(places), found["amount"].present, found["amount"].bad
        if "amount_incl" in found:
            incl = found["amount_incl"]
            if "vat_amount" in found:
                tax = found["vat_amount"]
                return incl.at(places) - tax.at(places), incl.present, incl.bad | tax.bad
            if vat:
                return without_vat(incl.at(places), vat), incl.present, incl.bad
            return incl.at(places), incl.present, incl.bad
        if "debit" in found:
            debit, credit = found["debit"], found["credit"]
            amount = debit.at(places) - credit.at(places)
            amount = without_vat(amount, vat) if vat else amount
            return amount, debit.present | credit.present, debit.bad | credit.bad
        return self._price_times_quantity(places)

    def _price_times_quantity(self, places: int) -> tuple[IntArray, BoolArray, BoolArray]:
        price, quantity = self.amounts["unit_price"], self.amounts["quantity"]
        exact = price.values.astype(object) * quantity.values.astype(object)
        decimals = price.places + quantity.places
        present, bad = price.present & quantity.present, price.bad | quantity.bad
        if "discount" in self.amounts:
            off = self.amounts["discount"]
            hundred = 10**off.places
            # a discount column either holds shares (0,15) or percentages (15)
            scale = hundred if int(np.abs(off.values).max(initial=0)) <= hundred else 100 * hundred
            exact = exact * (scale - off.values.astype(object))
            decimals += len(str(scale)) - 1
            bad = bad | off.bad
        wanted = max(places, min(decimals, 6))
        self.amounts["unit_price"] = Amounts(price.at(wanted), wanted, price.present, price.bad)
        shift = decimals - wanted
        if shift > 0:
            exact = np.array([_divided(value, 10**shift) for value in exact], object)
        else:
            exact = exact * 10**-shift
        return exact.astype(np.int64), present, bad

    def _costs(self, amount: IntArray) -> tuple[IntArray | None, BoolArray | None]:
        """Variable cost per row from a cost column, else from a margin in euro or in percent."""
        places, found = self.places, self.amounts
        if "cost" in found:
            self._note_unreadable("cost")
            return found["cost"].at(places), found["cost"].present
        if "margin" in found:
            self._note_unreadable("margin")
            return amount - found["margin"].at(places), found["margin"].present
        if "margin_share" in found:
            self._note_unreadable("margin_share")
            share = found["margin_share"]
            one = 10**share.places * (
                1 if int(np.abs(share.values).max(initial=0)) <= 10**share.places else 100
            )
            left = np.rint(amount * (1 - share.values / one)).astype(np.int64)
            return left, share.present
        return None, None

    def _note_unreadable(self, field: str) -> None:
        code, column = "import.repair.unreadable_amount", self.table.columns[field].name
        for place in self.notes.kept(code, np.flatnonzero(self.amounts[field].bad)):
            self._repair_at(place, code, column)

    def _credit_notes(self, amount: IntArray, cost: IntArray | None, counts: BoolArray) -> IntArray:
        """Credit notes that a type column names but that are written without a minus are turned round."""
        kinds = self._texts("document_kind")
        words = [place for place, text in enumerate(kinds.texts) if CREDIT_WORDS.search(plain(text))]
        if not words:
            return amount
        credit = np.isin(kinds.codes, words) & counts
        if not credit.any() or (amount[credit] < 0).any():
            return amount
        name = self.table.columns["document_kind"].name
        self.notes.repair(
            "import.repair.credit_turned", column=name, file=self.table.file, n=int(credit.sum())
        )
        if cost is not None:
            cost[credit] = -np.abs(cost[credit])
        return np.where(credit, -amount, amount)

    # -- rows -------------------------------------------------------------------------------------

    @property
    def is_ledger(self) -> bool:
        """Whether these are the bookings of a ledger, on accounts of several classes."""
        accounts = self.weighed.texts.get("account")
        return accounts is not None and are_accounts(accounts.texts)

    def _no_sales(self, amount: IntArray) -> BoolArray:
        """Rows that are no sale: by their kind, status or journal listed one by one, in a ledger by their account."""
        left_out = np.zeros(len(self.table), np.bool_)
        if self.is_ledger:
            accounts = self._texts("account")
            sales, question, findings = sales_among(accounts, amount, self.places, self.answers, self.table)
            if question:
                self.questions.append(question)
            self.notes.take(findings)
            left_out = ~sales
        columns = {field: self.weighed.texts[field] for field in SAYING if field in self.weighed.texts}
        found = no_sales(columns, ~left_out)
        self.notes.take(listed_no_sales(found, columns, self.table, amount, self.places))
        for kinds in found.values():
            for rows in kinds.values():
                left_out = left_out | rows
        return left_out

    def _signed(self, amount: IntArray, counts: BoolArray) -> tuple[IntArray, BoolArray]:
        """Amounts with the sign that a column beside them tells, and the rows that are payments after all."""
        nobody = np.zeros(len(amount), np.bool_)
        sides = self._texts("side")
        if "debit" in self.amounts and "amount" not in self.amounts and "amount_incl" not in self.amounts:
            signed = signed_by_columns(amount, np.zeros(len(amount), np.int64), counts)
            column = self.table.columns["credit"].name
        elif (found := signed_by_word(amount, sides, counts)) is not None:
            signed, column = found, self.table.columns["side"].name
        elif self.is_ledger and total(amount[counts]) < 0:
            return -amount, nobody
        else:
            return amount, nobody
        if self.is_ledger or signed.fixed:
            return signed.amount, nobody
        payments, question = payments_or_credit(signed, counts, self.places, column, self.answers)
        if question:
            self.questions.append(question)
        self.notes.take(listed_payments(payments, signed.amount, self.places, column, self.table))
        return signed.amount, payments

    def _customers(self, amount: IntArray, present: BoolArray, no_sale: BoolArray) -> Filled:
        """Who each row is of, also where the customer stands once for several rows."""
        number, name = self._texts("customer_number"), self._texts("customer_name")
        if are_bank_accounts(number.texts):
            column = self.table.columns["customer_number"].name
            if not name.texts:
                raise FileRefused("import.bank_accounts", column=column)
            self.notes.repair("import.repair.bank_accounts", column=column, file=self.table.file)
            number = Coded(np.full(len(self.table), NONE, np.int32), [])
        days, invoice = self.dates["date"], self._texts("invoice")
        no_heads = np.zeros(len(self.table), np.bool_)
        if self.is_ledger:
            documents = document_codes(invoice, self._texts("journal"))
            number, name = filled_by_document(number, documents), filled_by_document(name, documents)
        known = (number.codes != NONE) | (name.codes != NONE)
        if known.all():
            return Filled(number, name, no_heads)
        filled = customers_filled(
            RowsRead(
                number=number,
                name=name,
                dated=(days != EMPTY) & (days != BAD),
                present=present & ~no_sale,
                numbered=invoice.codes != NONE,
                totals=among(number, totals_beginning) | among(name, totals_beginning),
                amount=amount,
                places=self.places,
            ),
            self.answers,
        )
        if filled.question:
            self.questions.append(filled.question)
        if filled.filled:
            self.notes.repair("import.repair.filled", file=self.table.file, n=filled.filled)
        return filled

    # -- payments and currency --------------------------------------------------------------------

    def _payments(self, counts: BoolArray) -> tuple[CodeArray | None, BoolArray | None]:
        """The day each row was paid; None where the column says nothing at all."""
        if "paid" not in self.dates:
            return None, None
        paid, days, column = self.dates["paid"], self.dates["date"], self.table.columns["paid"]
        filled = counts & (paid != EMPTY)
        unreadable = filled & (paid == BAD)
        if not filled.any():
            self.notes.repair("import.repair.paid_empty", column=column.name, file=self.table.file)
            return None, None
        if unreadable.sum() * 2 > filled.sum():
            self.notes.repair("import.repair.paid_no_dates", column=column.name, file=self.table.file)
            return None, None
        waiting = np.where(filled, paid, days).astype(np.int64) - days
        waiting[unreadable] = 0
        strange = np.flatnonzero(unreadable | (np.abs(waiting) > MOST_DAYS))
        early = np.flatnonzero((waiting < 0) & (waiting >= -MOST_DAYS))
        for place in self.notes.kept("import.repair.unreadable_date", strange):
            text = cell_text(self.table, "paid", place)[:40]
            self._repair_at(place, "import.repair.unreadable_date", column.name, text=text)
        for place in self.notes.kept("import.repair.paid_early", early):
            self._repair_at(place, "import.repair.paid_early", column.name, n=-int(waiting[place]))
        settled = np.zeros(len(paid), np.bool_)
        settled[strange] = True
        if len(strange):
            paid = paid.copy()
            paid[strange] = EMPTY
        if still_open := self.amounts.get("open_amount"):
            settled |= (paid == EMPTY) & still_open.present & (still_open.values == 0)
        return paid, settled

    def _repair_at(self, place: int, code: str, column: str, **values: Any) -> None:
        row = take_rows(self.table.rows, [place])[0]
        self.notes.repair(code, row, column, file=self.table.file, **values)

    def _currency(self, counts: BoolArray) -> str:
        """The one currency of all rows that count; the rows in another are left out once one was chosen."""
        codes = self._currency_codes()
        if codes is None:
            return ""
        chosen, question = one_currency(codes, counts, self.answers)
        if question:
            self.questions.append(question)
        elif chosen:
            if len(codes.texts) == 1:
                return chosen
            other = counts & (codes.codes != codes.texts.index(chosen)) & (codes.codes != NONE)
            for place in np.flatnonzero(other).tolist():
                row = take_rows(self.table.rows, [place])[0]
                self.notes.skip(
                    "import.skipped.currency", row, file=self.table.file, currency=codes.text(place)
                )
            counts &= ~other
        return chosen

    def _currency_codes(self) -> Coded | None:
        if "currency" in self.table.columns:
            found = self._texts("currency")
            upper = [CURRENCIES.get(text.lower(), text.upper()) for text in found.texts]
            if len(upper) == 1:
                return Coded(found.codes, upper)
            different = sorted(set(upper))
            to_code = np.array([*(different.index(text) for text in upper), NONE], np.int32)
            return Coded(np.where(found.codes == NONE, np.int32(NONE), to_code[found.codes]), different)
        for field in ("amount", "amount_incl"):
            column = self.weighed.amounts.get(field)
            if column and column.currencies and column.currency is not None:
                return Coded(column.currency, column.currencies)
        return None


def has_required(names: Sequence[str]) -> bool:
    """Whether the names alone show amounts, customers and dates."""
    return has_fields({found[0] for name in names if (found := field_of(name))})


def has_fields(fields: set[str]) -> bool:
    """Whether these fields hold amounts, customers and dates."""
    return bool(has_amounts(fields) and fields & {"customer_number", "customer_name"} and "date" in fields)


def has_amounts(fields: set[str]) -> bool:
    """Whether these fields tell an amount: a column of it, debit and credit, or price times quantity."""
    pairs = ({"debit", "credit"}, {"unit_price", "quantity"})
    return bool(fields & {"amount", "amount_incl"}) or any(pair <= fields for pair in pairs)


def one_currency(
    currencies: Coded, counts: BoolArray, answers: Mapping[str, str]
) -> tuple[str, ImportQuestion | None]:
    """The currency of the rows that count, by what they say or else by answer; a question where there are several."""
    if len(currencies.texts) == 1:
        return currencies.texts[0], None
    tally = np.bincount(
        currencies.codes[counts & (currencies.codes != NONE)], minlength=len(currencies.texts)
    )
    named = sorted(text for text, n in zip(currencies.texts, tally.tolist(), strict=True) if n)
    if len(named) <= 1:
        return (named[0] if named else ""), None
    asked = answers.get("currency", "").upper()
    if asked in named:
        return asked, None
    options = tuple(Option(text, "import.option.currency", {"currency": text}) for text in named)
    return "", ImportQuestion("currency", "import.question.currency", options, {"currencies": tuple(named)})


def vat_is_unsaid(table: Table) -> bool:
    """Whether the amounts do not say if VAT is in them: `Bedrag`, `Totaal`, `Amount`, or debit and credit.

    The accounts of a ledger do: sales are booked without VAT.
    """
    columns = table.columns
    if "account" in columns and are_accounts(
        [text for text in decoded(as_codes(columns["account"].cells)[1], table.codec) if text]
    ):
        return False
    if "amount_incl" in columns:
        return False
    if "amount" not in columns:
        return "debit" in columns
    return is_vague(columns["amount"].name)


def is_vague(name: str) -> bool:
    """Whether the name of a column with amounts does not say if VAT is in them."""
    return VAT_UNSAID.fullmatch(plain(LETTER.sub("", name))) is not None


def as_with_vat(field: str) -> str:
    """The same field, the amount being one with VAT."""
    return "amount_incl" if field == "amount" else field


def vat_question(column: str) -> ImportQuestion:
    """Asks whether the amounts are with or without VAT."""
    options = tuple(Option(value, f"import.option.vat_{value}") for value in ("no", "yes"))
    values = {"column": column}
    return ImportQuestion(VAT_INCLUDED, "import.question.vat_included", options, values)


def amounts_named(table: Table) -> str:
    """The name of the column with the amounts, or of the two of them."""
    columns = table.columns
    return (
        columns["amount"].name
        if "amount" in columns
        else f"{columns['debit'].name} / {columns['credit'].name}"
    )


def order_words(order: str) -> dict[str, Any]:
    """A date order as a coded text."""
    return {"code": f"import.order.{order}"}


def _order_question(columns: Sequence[DateColumn]) -> ImportQuestion:
    example = columns[0].example
    # an order that one of the columns cannot have is no answer
    possible = set.intersection(*(set(column.orders) for column in columns))
    orders = sorted(possible or {order for column in columns for order in column.orders})
    options = tuple(Option(order, f"import.option.{order}", {"example": example}) for order in orders)
    return ImportQuestion(
        "date_order",
        "import.question.date_order",
        options,
        {"example": example, "columns": tuple(column.name for column in columns)},
    )


def _sign_question(columns: Sequence[AmountColumn]) -> ImportQuestion:
    example = columns[0].signs.example
    sign = "," if "," in example else "."
    thousands = example.replace(sign, "")
    fraction = example.replace(sign, ",")
    options = (
        Option("comma" if sign == "." else "point", "import.option.thousands", {"value": thousands}),
        Option("point" if sign == "." else "comma", "import.option.fraction", {"value": fraction}),
    )
    return ImportQuestion(
        "decimal",
        "import.question.decimal",
        options,
        {"example": example, "columns": tuple(column.name for column in columns)},
    )


def without_vat(amounts: IntArray, rate: Decimal) -> IntArray:
    """Amounts with so much VAT in them as amounts without it."""
    factor = 1 + rate / 100
    return np.array(
        [
            int((Decimal(int(value)) / factor).quantize(Decimal(1), ROUND_HALF_EVEN))
            for value in amounts.tolist()
        ],
        np.int64,
    )


def _divided(value: int, by: int) -> int:
    return int((Decimal(value) / by).quantize(Decimal(1), ROUND_HALF_EVEN))


def sum_of(ledger: Ledger) -> Decimal:
    """The exact sum of a ledger."""
    return ledger.exact(total(ledger.amount))
