"""Which rows are sales: purchases, quotes, pro formas, drafts, orders, payments and corrections are not.

A row says what it is in the column with the kind of document, its status or its journal.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from strategy.importing.columns.recognising import plain
from strategy.importing.nouns.findings import Findings, Notes
from strategy.importing.nouns.table import BoolArray, IntArray, Table
from strategy.importing.rows.ledger import Coded, as_decimal, total

SAYING = ("document_kind", "status", "journal")
PURCHASE, QUOTE, PROFORMA, DRAFT, PAYMENT, MEMORIAL, ORDER = (
    "purchase",
    "quote",
    "proforma",
    "draft",
    "payment",
    "memorial",
    "order",
)
# what a plain text begins with, the first that fits counts
BEGINNINGS = {
    PURCHASE: "aankoop|inkoop|achat|purchase|vendor|supplier|in invoice|in refund|leverancier|fournisseur|einkauf|"
    "eingangsrechnung|lieferant|facture fournisseur|facture d achat|kostennota|onkosten|bill$|bills$",
    PROFORMA: "pro ?forma",
    QUOTE: "offerte|prijsopgave|devis|quote|quotation|estimate|angebot|kostenvoranschlag|bestek",
    DRAFT: "concept|draft|brouillon|ontwerp|entwurf|cancel|geannuleerd|annule|void|storniert",
    PAYMENT: "betaling|ontvangst|paiement|encaissement|payment|receipt|zahlung|bank|kas$|kasboek|caisse|cash|financ|"
    "overschrijving|virement|entry kas|rekeninguittreksel",
    MEMORIAL: "memoriaal|diverse|diversen|operations diverses|general journal|journal entry|general entry|opening|"
    "afsluiting|beginbalans",
    ORDER: "verkooporder|sales order|order$|bestelling|bestelbon|bon de commande|commande|auftrag|leverbon|leveringsbon|"
    "delivery|bon de livraison|lieferschein|pakbon",
}
KINDS = {kind: re.compile(rf"(?:{words})") for kind, words in BEGINNINGS.items()}
INVOICE_WORDS = re.compile(
    r"verkoopfactuur|factuur|facture|invoice|sales invoice|rechnung|out invoice|verkoop$|sales entry"
)
# journals are often called by a code: V1 beside A1, VK beside AK
SALES_CODE = re.compile(r"(?:v|vk|vf|ve|ven|verk|vkp|vte)[ \d]*")
PURCHASE_CODE = re.compile(r"(?:a|ak|af|ac|ach|aank|akp)[ \d]*")


def kind_of_text(text: str) -> str:
    """What kind of row calls itself so, "" for a sale or a text that says nothing about it."""
    words = plain(text)
    return next((kind for kind, begins in KINDS.items() if begins.match(words)), "")


def kinds_of(field: str, texts: Sequence[str]) -> list[str]:
    """The kind of every text of a column. Orders count where no text of the column means an invoice."""
    kinds = [kind_of_text(text) for text in texts]
    words = [plain(text) for text in texts]
    if not any(INVOICE_WORDS.match(word) for word in words):
        kinds = ["" if kind == ORDER else kind for kind in kinds]
    if field == "journal" and any(SALES_CODE.fullmatch(word) for word in words):
        kinds = [
            PURCHASE if PURCHASE_CODE.fullmatch(word) else kind
            for kind, word in zip(kinds, words, strict=True)
        ]
    return kinds


def no_sales(columns: Mapping[str, Coded], left: BoolArray) -> dict[str, dict[str, BoolArray]]:
    """The rows, of those that are left, that are no sale: by column and kind, each row once."""
    found: dict[str, dict[str, BoolArray]] = {}
    for field in SAYING:
        if field not in columns:
            continue
        kinds = kinds_of(field, columns[field].texts)
        for kind in dict.fromkeys(filter(None, kinds)):
            codes = [place for place, one in enumerate(kinds) if one == kind]
            there = left & np.isin(columns[field].codes, codes)
            if there.any():
                found.setdefault(field, {})[kind] = there
                left = left & ~there
    return found


def listed_no_sales(
    found: Mapping[str, Mapping[str, BoolArray]],
    columns: Mapping[str, Coded],
    table: Table,
    amount: IntArray,
    places: int,
) -> Findings:
    """The rows that are no sale as findings, with their sums."""
    notes = Notes()
    for field, kinds in found.items():
        for kind, rows in kinds.items():
            at = np.flatnonzero(rows)
            code = f"import.skipped.{'status' if (field, kind) == ('status', DRAFT) else kind}"
            notes.add_sum(code, as_decimal(total(amount[at]), places))
            for place in notes.kept(code, at):
                notes.skip(
                    code,
                    int(table.rows[place]),
                    table.columns[field].name,
                    file=table.file,
                    word=columns[field].text(place)[:40],
                    amount=as_decimal(int(amount[place]), places),
                )
    return notes.found()
