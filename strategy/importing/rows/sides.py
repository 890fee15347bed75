"""The sign of an amount where a column beside it tells it: D or C, Af or Bij, plus or minus, or two columns of amounts.

Debit and credit do not say by themselves which of them is a sale: on the account of a customer it is debit, on the
account of the sales credit. The larger side is the sale, the other one takes off.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from strategy.importing.columns.recognising import plain
from strategy.importing.nouns.findings import Findings, Notes
from strategy.importing.nouns.questions import ImportQuestion, Option
from strategy.importing.nouns.table import BoolArray, IntArray, Table
from strategy.importing.rows.ledger import Coded, as_decimal, total

DEBIT = ("d", "db", "dr", "deb", "debet", "debit", "soll", "s")
CREDIT = ("c", "cr", "cred", "credit", "kredit", "haben", "h")
IN = ("bij", "plus", "in", "bijschrijving")
OUT = ("af", "min", "minus", "uit", "out", "afschrijving")
SIDE_QUESTION = "credit_side"
# a smaller side that is larger than this share of the sales may be the payments
MUCH = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Signed:
    """Amounts with their sign; `other` are the rows of the side that takes off, `fixed` where the words say which."""

    amount: IntArray
    other: BoolArray
    fixed: bool = False


def side_of(text: str) -> int:
    """1 for debit or in, -1 for credit or out, 0 for anything else."""
    bare = text.strip()
    word = plain(bare)
    if bare in ("+", "-"):
        return 1 if bare == "+" else -1
    return 1 if word in DEBIT or word in IN else -1 if word in CREDIT or word in OUT else 0


def signed_by_word(amount: IntArray, sides: Coded, counts: BoolArray) -> Signed | None:
    """The amounts signed by the word in their row, None where the words are no sides or the amounts have signs.

    Among the rows that count the larger side is positive, unless the words themselves say what comes in.
    """
    of_text = np.array([*(side_of(text) for text in sides.texts), 0], np.int64)
    if not of_text.any():
        return None
    side = of_text[sides.codes]
    fixed = all(_says_itself(text) for text in sides.texts if side_of(text))
    if (amount[(side != 0) & counts] < 0).any():
        return None
    return _larger_first(np.where(side < 0, -amount, amount), side != 0, counts, fixed)


def _says_itself(text: str) -> bool:
    return text.strip() in ("+", "-") or plain(text) in (*IN, *OUT)


def signed_by_columns(debit: IntArray, credit: IntArray, counts: BoolArray) -> Signed:
    """One amount of a column with debits and one with credits."""
    amount = debit - credit
    return _larger_first(amount, amount != 0, counts, fixed=False)


def _larger_first(amount: IntArray, sided: BoolArray, counts: BoolArray, fixed: bool) -> Signed:
    if not fixed and total(amount[sided & counts]) < 0:
        amount = np.where(sided, -amount, amount)
    other: BoolArray = sided & counts & (amount < 0)
    return Signed(amount, other, fixed)


def payments_or_credit(
    signed: Signed, counts: BoolArray, places: int, column: str, answers: Mapping[str, str]
) -> tuple[BoolArray, ImportQuestion | None]:
    """The rows of the smaller side that are payments; a question where that side is so large that it may be them."""
    nobody = np.zeros(len(signed.amount), np.bool_)
    if not signed.other.any():
        return nobody, None
    off = as_decimal(-total(signed.amount[signed.other]), places)
    on = as_decimal(total(signed.amount[counts & ~signed.other]), places)
    answer = answers.get(SIDE_QUESTION, "")
    if answer == "payments":
        return signed.other, None
    if answer == "credit" or off <= MUCH * on:
        return nobody, None
    options = tuple(Option(value, f"import.option.side_{value}") for value in ("credit", "payments"))
    values = {"column": column, "amount": off, "sales": on}
    return nobody, ImportQuestion(SIDE_QUESTION, "import.question.credit_side", options, values)


def listed_payments(
    payments: BoolArray, amount: IntArray, places: int, column: str, table: Table
) -> Findings:
    """The rows of the smaller side as findings, where they are payments."""
    notes, code = Notes(), "import.skipped.payment"
    at = np.flatnonzero(payments)
    if len(at):
        notes.add_sum(code, as_decimal(total(amount[at]), places))
    for place in notes.kept(code, at):
        sum_of = as_decimal(int(amount[place]), places)
        notes.skip(code, int(table.rows[place]), column, file=table.file, word=column[:40], amount=sum_of)
    return notes.found()
