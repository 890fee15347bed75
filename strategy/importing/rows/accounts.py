"""Ledger accounts: an export of bookings holds sales, debtors, VAT and much else; revenue is what the 7-accounts say.

An account of the ledger and the number of a bank account are never a customer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import numpy as np

from strategy.importing.nouns.findings import Findings, Notes
from strategy.importing.nouns.names import decoded
from strategy.importing.nouns.questions import ImportQuestion, Option
from strategy.importing.nouns.refusal import FileRefused
from strategy.importing.nouns.table import BoolArray, CodeArray, IntArray, Table, as_codes
from strategy.importing.rows.ledger import NONE, Coded, as_decimal, total

ACCOUNT = re.compile(r"\d{3,10}")
BANK_ACCOUNT = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
# 70 turnover up to 74 other operating income; 75 to 79 are interest, exceptional income and the like
SALES = re.compile(r"7[0-4]\d+")
OTHER_INCOME = re.compile(r"7[5-9]\d+")
SALES_ACCOUNTS = "sales_accounts"
MOST = 0.9


def are_accounts(texts: Sequence[str]) -> bool:
    """Whether these texts are accounts of a ledger."""
    return _most(texts, lambda text: ACCOUNT.fullmatch(text.replace(".", "").replace(" ", "")) is not None)


def are_bank_accounts(texts: Sequence[str]) -> bool:
    """Whether these texts are numbers of bank accounts (IBAN)."""
    return _most(texts, lambda text: BANK_ACCOUNT.fullmatch(text.replace(" ", "").upper()) is not None)


def _most(texts: Sequence[str], fits: Callable[[str], bool]) -> bool:
    return bool(texts) and sum(map(fits, texts)) >= MOST * len(texts)


def with_customer(table: Table) -> Table:
    """The table with a customer, where only a column of accounts could tell one. Raises `FileRefused` where it does not."""
    columns = table.columns
    if "account" not in columns or {"customer_number", "customer_name"} & columns.keys():
        return table
    texts, name = decoded(as_codes(columns["account"].cells)[1], table.codec), columns["account"].name
    if are_bank_accounts([text for text in texts if text]):
        raise FileRefused("import.bank_accounts", column=name)
    if are_accounts([text for text in texts if text]):
        raise FileRefused("import.ledger_without_customer", column=name)
    others = {field: column for field, column in columns.items() if field != "account"}
    return replace(table, columns={**others, "customer_number": columns["account"]})


def sales_among(
    accounts: Coded, amount: IntArray, places: int, answers: Mapping[str, str], table: Table
) -> tuple[BoolArray, ImportQuestion | None, Findings]:
    """The rows on accounts of sales; a question where the ledger has no 7-accounts.

    Raises `FileRefused` for a ledger of one class of accounts that is not the 7: the account of a customer, say.
    """
    digits = sorted({text[:1] for text in accounts.texts})
    sales = _rows_of(accounts, [text for text in accounts.texts if SALES.fullmatch(text.replace(".", ""))])
    if sales.any():
        return sales, None, _others(accounts, sales, amount, places, table)
    if len(digits) == 1:
        shown = tuple(accounts.texts[:5])
        raise FileRefused("import.ledger_without_sales", accounts=shown, column=table.columns["account"].name)
    answer = answers.get(SALES_ACCOUNTS, "")
    if answer in digits:
        sales = _rows_of(accounts, [text for text in accounts.texts if text.startswith(answer)])
        return sales, None, _others(accounts, sales, amount, places, table)
    options = tuple(_option(digit, accounts, amount, places) for digit in digits)
    values = {"column": table.columns["account"].name}
    question = ImportQuestion(SALES_ACCOUNTS, "import.question.sales_accounts", options, values)
    return sales, question, Findings()


def _option(digit: str, accounts: Coded, amount: IntArray, places: int) -> Option:
    texts = [text for text in accounts.texts if text.startswith(digit)]
    rows = _rows_of(accounts, texts)
    sum_of: Decimal = abs(as_decimal(total(amount[rows]), places))
    values = {"digit": digit, "accounts": tuple(texts[:3]), "amount": sum_of, "n": int(rows.sum())}
    return Option(digit, "import.option.accounts", values)


def _rows_of(accounts: Coded, texts: Sequence[str]) -> BoolArray:
    codes = [place for place, text in enumerate(accounts.texts) if text in set(texts)]
    rows: BoolArray = np.isin(accounts.codes, codes)
    return rows


def _others(accounts: Coded, sales: BoolArray, amount: IntArray, places: int, table: Table) -> Findings:
    """The bookings on other accounts, as one remark; income that is no turnover with its sum."""
    notes = Notes()
    column = table.columns["account"].name
    others = [text for place, text in enumerate(accounts.texts) if (~sales & (accounts.codes == place)).any()]
    if others:
        n = int((~sales & (accounts.codes != NONE)).sum())
        notes.repair("import.repair.ledger", column=column, file=table.file, n=n, accounts=tuple(others[:10]))
    income = _rows_of(accounts, [text for text in others if OTHER_INCOME.fullmatch(text)])
    if income.any():
        amount_of = abs(as_decimal(total(amount[income]), places))
        notes.repair("import.repair.other_income", column=column, file=table.file, amount=amount_of)
    return notes.found()


def document_codes(invoice: Coded, journal: Coded) -> CodeArray:
    """A code per document: its number in its journal, -1 without a number."""
    if not len(journal.texts):
        return invoice.codes
    both = invoice.codes.astype(np.int64) * (len(journal.texts) + 1) + journal.codes + 1
    _, codes = np.unique(both, return_inverse=True)
    return np.where(invoice.codes == NONE, np.int32(NONE), codes.ravel().astype(np.int32))


def filled_by_document(customers: Coded, documents: CodeArray) -> Coded:
    """Rows without a customer get the one customer of their document, where it has exactly one."""
    known = customers.codes != NONE
    booked = documents != NONE
    if known.all() or not (known & booked).any():
        return customers
    n = int(documents.max(initial=-1)) + 1
    lowest = np.full(n, np.iinfo(np.int32).max, np.int32)
    highest = np.full(n, NONE, np.int32)
    rows = known & booked
    np.minimum.at(lowest, documents[rows], customers.codes[rows])
    np.maximum.at(highest, documents[rows], customers.codes[rows])
    one = np.where(lowest == highest, highest, NONE).astype(np.int32)
    of_document = np.where(booked, one[np.where(booked, documents, 0)], np.int32(NONE))
    return Coded(np.where(known, customers.codes, of_document).astype(np.int32), customers.texts)
