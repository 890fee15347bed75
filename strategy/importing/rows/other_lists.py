"""Lists that hold customers and amounts but no sales: a bank statement, an ageing list, a list of open amounts.

They are known by their headings, and named; what a person points at by hand goes before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from strategy.importing.columns.recognising import field_of, plain
from strategy.importing.nouns.refusal import FileRefused
from strategy.importing.rows.invoices import has_amounts

SHOWN = 6
BANK = re.compile(
    r"(naam |rekening |rekeningnummer |iban |bic |nom |compte |nom de la |name |account )*"
    r"(tegenpartij|tegenrekening|contrepartie|counterparty|gegenkonto|beguenstigter|begunstigde|beneficiaire)"
    r"( naam| rekening| iban| bic| name| account)*|afschrift|afschriftnummer|rekeninguittreksel|uittreksel|"
    r"uittrekselnummer|numero d extrait|extrait|valutadatum|date valeur|value date|valuta datum|buchungstext|"
    r"(gestructureerde |vrije )?mededeling(en)?|communication( structuree| libre)?|iban|bic|saldo na( verrichting| boeking)?"
)
BANK_AT_LEAST = 2
AGES = re.compile(
    r"(\d{1,3} (tot |a |to |bis )?\d{1,3}|(meer dan |plus de |over |ouder dan |uber )\d{1,3}|\d{1,3} (plus|en meer|et plus))"
    r"( dagen| d| dgn| jours| j| days| tage)?"
)
NOT_DUE = re.compile(
    r"niet vervallen|non echu|not due|nog niet vervallen|nicht fallig|current|vervallen|echu|overdue"
)
AGES_AT_LEAST = 2


def sales_or_stop(names: Sequence[str], chosen: Mapping[str, int], mapping: Mapping[str, str]) -> None:
    """Refuses a list that is known to hold no sales, by its name."""
    if any(field in ("amount", "amount_incl") for field in mapping.values()):
        return
    words = {name: plain(name) for name in names}
    ages = [name for name in names if _is_age(name, words[name])]
    if len(ages) >= AGES_AT_LEAST:
        raise FileRefused("import.ageing", columns=tuple(ages[:SHOWN]))
    banking = [name for name in names if BANK.fullmatch(words[name])]
    if len(banking) >= BANK_AT_LEAST and not _names_invoices(names):
        raise FileRefused("import.bank_statement", columns=tuple(banking[:SHOWN]))
    if "open_amount" in chosen and not has_amounts(set(chosen)) and not _asks_amount(names):
        raise FileRefused("import.open_amounts", column=names[chosen["open_amount"]])


def _is_age(name: str, words: str) -> bool:
    """Whether a column holds what is so many days old: `0-30`, `> 90 dagen`, `niet vervallen`."""
    if re.fullmatch(r"\s*[>+]\s*\d{1,3}.{0,8}|\s*\d{1,3}\s*\+.{0,8}", name):
        return True
    return bool(AGES.fullmatch(words) or NOT_DUE.fullmatch(words))


def _names_invoices(names: Sequence[str]) -> bool:
    """Whether a column says that it holds numbers or dates of invoices."""
    found = [field_of(name) for name in names]
    return any(one is not None and one[0] == "invoice" and one[1] > 1 for one in found)


def _asks_amount(names: Sequence[str]) -> bool:
    """Whether two columns may be the amount, so that it will be asked."""
    fields = {found[0] for name in names if (found := field_of(name))}
    return has_amounts(fields)
