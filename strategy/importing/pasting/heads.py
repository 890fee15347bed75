"""The heads of a pasted table: which field of a customer each of them names, in Dutch, English and French.

A head that says another unit than its field, VAT, or an agreed term of payment names no field, and says why.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from strategy.company.fields import field_of
from strategy.deck import deck_in
from strategy.importing.columns import recognising as exports
from strategy.importing.columns.recognising import plain
from strategy.words.texts import LANGUAGES

# Field of a customer -> what people put above the column; the labels of the cards are known besides.
HEADS: dict[str, str] = {
    "alias": "schuilnaam, pseudoniem",
    "kind": "soort, soort klant, type, type klant, klanttype, type client, customer type, client type, status, statut",
    "segment": "segment, groep, klantgroep, klantengroep, klantsegment, doelgroep, groupe, groupe de clients, "
    "segment client, group, customer group, customer segment",
    "group": "groep van bedrijven, bedrijvengroep, holding, moederbedrijf, eigenaar, group of companies, parent, "
    "parent company, groupe de societes, maison mere",
    "revenue": "omzet, omzet nu, huidige omzet, jaaromzet, verkoop, verkopen, gefactureerd, revenue, current revenue, "
    "turnover, sales, chiffre d affaires, chiffre affaires, ca, ventes",
    "potential": "potentieel, potentiele omzet, extra omzet, omzetpotentieel, groeipotentieel, potential, "
    "potential revenue, extra revenue, potentiel, ca potentiel, chiffre d affaires potentiel",
    "chance": "kans, slaagkans, kans op potentieel, waarschijnlijkheid, chance, probability, likelihood, probabilite",
    "orders": "orders, order, aantal orders, bestellingen, aantal bestellingen, opdrachten, aantal opdrachten, facturen, "
    "aantal facturen, invoices, number of orders, number of invoices, commandes, nombre de commandes, "
    "factures, nombre de factures",
    "variable_cost": "variabele kost, variabele kosten, var kost, var kosten, variable cost, variable costs, "
    "cout variable, couts variables, frais variables",
    "hours": "uren, aantal uren, bestede uren, tijd, hours, time, heures, nombre d heures",
    "effort": "aandacht, inspanning, attention, effort",
    "days_to_pay": "betaalt na, betaald na, betaaldagen, dagen tot betaling, werkelijke betaaltermijn, dso, "
    "gemiddelde betaaltermijn, pays after, days to pay, paie apres, paye apres, delai de paiement reel",
    "days_to_decide": "beslist na, beslissingstermijn, beslistermijn, dagen tot beslissing, decides after, "
    "days to decide, decide apres, delai de decision",
    "offer_margin": "aangeboden marge, offertemarge, marge offerte, marge in offerte, offered margin, margin offered, "
    "marge proposee, marge offre",
    "acquisition_cost": "acquisitiekost, acquisitiekosten, wervingskost, wervingskosten, acquisition cost, "
    "cout d acquisition, kost om hem klant te maken, cost of winning them",
    "idea": "idee, idea, idee client",
    "note": "notitie, notities, nota, opmerking, opmerkingen, commentaar, note, notes, remark, remarks, comment, "
    "comments, remarque, remarques, commentaire",
    "judged.decides": "beslist snel, snel beslissen, beslissnelheid, decides fast, decide vite",
    "judged.pays": "betaalt snel, snel betalen, betaalsnelheid, pays fast, paie vite",
    "judged.openness": "openheid, innovatie openheid, openness, innovation openness, ouverture",
    "judged.repeatability": "herhaalbaar, herhaalbaarheid, innovatie herhaalbaar, repeatable, repeatability, "
    "innovation repeatable, repetable",
    "judged.size": "grootte, netwerk grootte, grootte netwerk, size, network size, taille, taille du reseau",
    "judged.relevance": "relevantie, netwerk relevantie, relevantie netwerk, relevance, network relevance, pertinence",
    "judged.reputation": "reputatie, netwerk reputatie, reputation, network reputation",
    "name": "rijlabels, row labels, etiquettes de lignes",
}
# `Omzet` alone is a figure; the judgement of it says so.
JUDGED_BY_NAME: dict[str, tuple[str, ...]] = {
    "judged.revenue": ("omzet", "revenue", "chiffre d affaires"),
    "judged.margin": ("marge", "winstmarge", "margin", "profit margin"),
}
JUDGEMENT_WORDS = ("oordeel", "score", "judgement", "jugement", "1 5")
NUMBER_HEADS = ("nummer", "nr", "no", "numero", "number", "code", "id")
AGREED_TERMS = (
    "betaaltermijn",
    "betalingstermijn",
    "betaalconditie",
    "betalingsvoorwaarde",
    "betalingsvoorwaarden",
    "payment term",
    "payment terms",
    "delai de paiement",
    "conditions de paiement",
)
MONEY_WORDS = {"eur", "euro"}
PERCENT_WORDS = {"%", "procent", "percent", "pct", "pourcent"}
VAT_WORDS = {"btw", "vat", "tva", "ttc", "tvac"}
# Words beside the name of a field that do not change what it is.
ASIDE = (
    "eur euro % procent percent pct pourcent btw vat tva ttc tvac in per jaar jaarlijks jaarlijkse jr year yearly "
    "annual par an annuel vorig vorige laatste 12 maanden months mois excl exclusief zonder ex excluding without "
    "hors htva ht dagen days jours d uur u h"
)
SUM_OF = re.compile(r"^(som van|sum of|somme de) ")
YEAR = re.compile(r"(19|20)\d\d")
WHO = {"name", "number"}
KINDS = {
    "customer": "klant, klanten, bestaande klant, actief, actieve klant, customer, client, active, actif",
    "prospect": "prospect, prospects, prospectie, lead, nieuwe klant",
    "dormant": "slapend, slapende klant, slaapt, inactief, dormant, inactive, inactif, dormante, client dormant",
}
KIND_OF = {plain(word): kind for kind, words in KINDS.items() for word in words.split(",")}


@dataclass(frozen=True, slots=True)
class HeadRead:
    """The field that a head names and how surely (3 is in full), or the reason why it is none."""

    field: str = ""
    strength: int = 0
    code: str = "unknown"


@cache
def known_heads() -> dict[str, str]:
    """What may stand above a column, without case and accents -> the path of the field."""
    heads = {plain(words): path for path, listed in HEADS.items() for words in listed.split(",")}
    for path, words in JUDGED_BY_NAME.items():
        for word in words:
            heads |= {f"{word} {said}": path for said in JUDGEMENT_WORDS}
            heads |= {f"{said} {word}": path for said in JUDGEMENT_WORDS}
    for path in list(HEADS):
        if path.startswith("judged."):
            own = [head for head, named in heads.items() if named == path]
            heads |= {f"{head} {said}": path for head in own for said in JUDGEMENT_WORDS}
            heads |= {f"{said} {head}": path for head in own for said in JUDGEMENT_WORDS}
    readable = {*HEADS, *JUDGED_BY_NAME, "number"}
    for path in readable - WHO:
        heads.setdefault(plain(path), path)
    for language in LANGUAGES:
        questions = [question for card in deck_in(language).cards for question in card.questions]
        for spec in (
            spec for question in questions if question.item == "customer" for spec in question.fields
        ):
            if spec.name in readable:
                heads.setdefault(plain(spec.label), spec.name)
    return heads


@cache
def known_fields() -> tuple[str, ...]:
    """Every field of a customer that a column may fill, who it is first."""
    return tuple(dict.fromkeys(("name", "number", *HEADS, *JUDGED_BY_NAME)))


@lru_cache(maxsize=4096)
def understood(head: str) -> HeadRead:
    """What the head of a column says."""
    words = SUM_OF.sub("", plain(head[:200]))
    if words in AGREED_TERMS:
        return HeadRead(code="agreed_term")
    if words in known_heads():
        return in_its_unit(words, HeadRead(known_heads()[words], 3))
    if words in NUMBER_HEADS:
        return HeadRead("number", 1)
    export = exports.field_of(head[:200])
    if export and export[0] in ("customer_name", "customer_number"):
        return HeadRead(export[0].removeprefix("customer_"), export[1])
    if export and export == ("amount", exports.EXPLICIT):
        return HeadRead("revenue", 2)
    bare = " ".join(word for word in words.split() if word not in ASIDE.split() and not YEAR.fullmatch(word))
    if bare in known_heads():
        return in_its_unit(words, HeadRead(known_heads()[bare], 2))
    return HeadRead(code="with_vat" if export and export[0] == "amount_incl" else "unknown")


def in_its_unit(words: str, found: HeadRead) -> HeadRead:
    """The field, unless the head says that the column is with VAT or in another unit than the field."""
    said, reads = set(words.split()), field_of("customer", "new", found.field).reads
    if said & VAT_WORDS and not exports.WITHOUT_VAT.search(words):
        return HeadRead(code="with_vat")
    if (said & MONEY_WORDS and reads != "amount") or (said & PERCENT_WORDS and reads != "percent"):
        return HeadRead(code="other_unit")
    return found
