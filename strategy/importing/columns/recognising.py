"""Which column holds what: synonyms in Dutch, French, English and German."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

from strategy.importing.nouns.limits import COLUMNS
from strategy.importing.nouns.questions import ImportQuestion, Option
from strategy.importing.nouns.refusal import FileRefused

EXPLICIT, USUAL, VAGUE = 3, 2, 1

# field -> names that say it in full / the usual names / names that may mean other things too
SYNONYMS: dict[str, tuple[str, str, str]] = {
    "customer_number": (
        "klantnummer, klantnr, klant nr, klant nummer, klantcode, klant code, klant id, klantid, "
        "nr klant, nummer klant, debiteurnummer, debiteurnr, debiteur nr, debiteur nummer, "
        "debiteurcode, debiteurennummer, debiteurennr, relatienummer, relatienr, relatie nr, "
        "relatiecode, relatie code, relatie id, numero client, numero de client, no client, "
        "n client, nr client, code client, client id, id client, ref client, num client, "
        "compte client, compte tiers, customer number, customer no, customer nr, customer id, "
        "customerid, customer code, customer ref, client number, client no, client code, "
        "account code, account number, account no, partner id, partner reference, custsupid, contactid, "
        "contact id, klantreferentienummer, derdencode, klantennummer, klantennr, klantenrekening, "
        "kundennummer, kundennr, kunden nr, kunden id, debitorennummer, debitorennr, debitoren nr, "
        "relatie code, numero tiers, code tiers, codetiers, btw nummer klant, klant btw nummer, "
        "btw nummer, btwnummer, btw nr, numero de tva, numero tva, no tva, vat number, "
        "ondernemingsnummer, ondernemingsnr, numero d entreprise",
        "",
        "relatie nummer, tiers, derde",
    ),
    "customer_name": (
        "klantnaam, klant naam, naam klant, naam van de klant, debiteurnaam, debiteur naam, "
        "naam debiteur, relatienaam, relatie naam, naam relatie, bedrijfsnaam, firmanaam, "
        "nom client, nom du client, nom de client, raison sociale, customer name, client name, "
        "name of customer, company name, companyname, account name, partner name, "
        "partner display name, invoice partner display name, naam onderneming, organisatienaam, "
        "bedrijfsnaam klant, custsupname, kundenname, debitorenname, name des kunden, nom tiers, "
        "nom du tiers, rijlabels, row labels, etiquettes de lignes, zeilenbeschriftungen",
        "klant, klanten, debiteur, debiteuren, relatie, client, clients, customer, customers, "
        "debtor, afnemer, partner, opdrachtgever, acheteur, buyer, bill to, invoice to, "
        "facturatie aan, gefactureerd aan, factuur aan, kunde, kunden, debitor, auftraggeber",
        "naam, bedrijf, firma, onderneming, organisatie, contact, nom, societe, entreprise, name, "
        "company, organisation, organization, tenaamstelling, firmenname, unternehmen, denomination",
    ),
    "invoice": (
        "factuurnummer, factuurnr, factuur nr, factuur nummer, nr factuur, factuurnum, fact nr, "
        "factnr, verkoopfactuurnummer, factuur id, facture no, numero facture, numero de facture, "
        "no facture, n facture, nr facture, n de facture, num facture, invoice number, invoice no, "
        "invoice nr, invoice id, invoicenumber, invoiceid, invref, rechnungsnummer, rechnungsnr, "
        "rechnung nr, rechnungs nr, no de facture, numero de la facture, factuurnummer klant",
        "factuur, facture, invoice, boekstuknummer, boekstuknr, boekstuk, stuknummer, stuknr, "
        "bonnummer, numero de piece, numero piece, no piece, piece, voucher, voucher number, "
        "documentnummer, document nummer, document nr, document number, doc nr, docnr, "
        "numero document, rechnung, belegnummer, belegnr, beleg nr, numero de document, boekhoudnr, "
        "boekhoudnummer",
        "order id, orderid, order number, order no, ordernummer, ordernr, bestelnummer, "
        "bestelbonnummer, numero commande, numero de commande, sales order, order, bestelling, "
        "commande, document, nummer, nr, numero, number, no, referentie, reference, beleg, "
        "auftragsnummer, auftrag",
    ),
    "date": (
        "factuurdatum, factuur datum, datum factuur, datum van de factuur, verkoopdatum, "
        "date facture, date de facture, date de facturation, date facturation, invoice date, "
        "invoicedate, date of invoice, bill date, invoice bill date, invoice date bill date, "
        "rechnungsdatum, date de la facture, datum rechnung, datum der rechnung",
        "orderdatum, order date, orderdate, besteldatum, bestel datum, date commande, "
        "date de commande, boekdatum, boekingsdatum, documentdatum, document date, docdatum, "
        "date document, date du document, date piece, issue date, issuedate, posting date, "
        "boekstukdatum, transactiedatum, date comptable, date de vente, invdt, belegdatum, "
        "buchungsdatum, date d emission, date emission, verkaufsdatum, auftragsdatum",
        "datum, date, dag, jour, day",
    ),
    "due": (
        "vervaldatum, verval datum, vervaldag, uiterste betaaldatum, betaaltermijn datum, "
        "date echeance, date d echeance, echeance, due date, duedate, payment due, invoice date due, "
        "te betalen voor, betalen voor, falligkeitsdatum, falligkeit, fallig am, zahlungsziel",
        "",
        "verval, due",
    ),
    "paid": (
        "betaald op, betaaldatum, betaal datum, datum betaling, datum betaald, betalingsdatum, "
        "betaling ontvangen op, ontvangen op, date paiement, date de paiement, paye le, payee le, "
        "regle le, date reglement, date de reglement, paid on, paid date, date paid, payment date, "
        "paymentdate, paid at, laatste betaling, datum laatste betaling, dernier paiement, "
        "last payment, last payment date, voldaan op, bezahlt am, zahlungsdatum, zahldatum, "
        "zahlung am, settled date, settled on, date settled, regle a, date du paiement, "
        "datum bezahlt",
        "",
        "betaald, betaling, paiement, paid, payment, bezahlt, zahlung",
    ),
    "amount": (
        "bedrag excl btw, bedrag exclusief btw, bedrag ex btw, bedrag zonder btw, totaal excl btw, "
        "totaal exclusief btw, totaal ex btw, totaal zonder btw, excl btw, exclusief btw, ex btw, "
        "omzet excl btw, netto excl btw, factuurbedrag excl btw, totaalbedrag excl btw, "
        "totaal bedrag excl btw, prijs excl btw, maatstaf van heffing, maatstaf, belastbare basis, "
        "belastbaar bedrag, bedrag excl, totaal excl, lijntotaal excl btw, regelbedrag excl btw, "
        "subtotaal excl btw, montant htva, montant hors tva, montant ht, total htva, total hors tva, "
        "total ht, hors tva, htva, ht, base imposable, prix total ht, prix htva, amount excl vat, "
        "amount excluding vat, amount ex vat, amount excl tax, total excl vat, total excluding vat, "
        "total excl tax, total ex vat, excl vat, amount without vat, amount untaxed, untaxed amount, "
        "net amount excl vat, untaxed amount signed, invoice untaxed amount, taxexclusiveamount, "
        "tax exclusive amount, subtotal excl vat, tax excluded, amount tax excluded, "
        "total tax excluded, untaxed, montant hors taxes, total hors taxes, hors taxes, "
        "price excl vat, taxable amount, bedrag in eur excl btw, bedrag excl btw eur, "
        "omzet exclusief btw, nettobetrag, betrag netto, netto betrag, nettosumme, nettoumsatz, "
        "umsatz netto, betrag ohne mwst, betrag exkl mwst, total price excl, price excl, total excl, "
        "amount excl, montant net ht, montant total ht, chiffre d affaires ht, ca ht, "
        "rechnungsbetrag netto, summe netto",
        "omzet, netto, netto bedrag, nettobedrag, netto omzet, netto totaal, subtotaal, "
        "chiffre d affaires, ca, montant net, net, net amount, net total, sales, sales amount, "
        "revenue, turnover, subtotal, sub total, extended price, line total, line amount, "
        "lijntotaal, lijnbedrag, regelbedrag, regeltotaal, verkoop, verkoopbedrag, sales revenue, "
        "net sales, gefactureerd, facture montant, montant facture, factuurbedrag, factuurtotaal, "
        "invoice amount, invoice total, montant total, totaalbedrag, totaal bedrag, total amount, "
        "umsatz, rechnungsbetrag, gesamtbetrag, montant total, erlose, erlos",
        "bedrag, totaal, montant, total, amount, waarde, value, bedrag eur, amount eur, montant eur, "
        "bedrag in eur, amountdc, som, betrag, summe, amount dc, montant facture ht tva",
    ),
    "amount_incl": (
        "bedrag incl btw, bedrag inclusief btw, bedrag met btw, totaal incl btw, "
        "totaal inclusief btw, incl btw, inclusief btw, totaal incl, bedrag incl, "
        "factuurbedrag incl btw, totaalbedrag incl btw, omzet incl btw, montant tvac, montant ttc, "
        "total tvac, total ttc, ttc, tvac, tva comprise, tva incluse, montant tva comprise, "
        "montant tva incluse, amount incl vat, amount including vat, amount incl tax, "
        "total incl vat, total incl tax, total including vat, incl vat, gross amount, "
        "taxinclusiveamount, tax inclusive amount, amount with vat, total with vat, te betalen, "
        "te betalen bedrag, a payer, payable amount, bruto bedrag, brutobedrag, bruto, bruttobetrag, "
        "betrag brutto, brutto betrag, bruttosumme, bruttoumsatz, brutto, betrag inkl mwst, "
        "rechnungsbetrag brutto, total price incl, price incl, amount incl, summe brutto, "
        "montant total ttc, net a payer",
        "",
        "",
    ),
    "vat_amount": (
        "btw bedrag, btwbedrag, bedrag btw, montant tva, tva montant, vat amount, tax amount, "
        "totaal btw, total tva, total vat, mwst betrag, ust betrag, steuerbetrag, montant de la tva, "
        "umsatzsteuer, mehrwertsteuer",
        "btw, tva, vat, mwst, ust",
        "tax",
    ),
    "open_amount": (
        "openstaand, openstaand bedrag, open bedrag, nog te betalen, saldo openstaand, restbedrag, "
        "te ontvangen, solde ouvert, montant ouvert, montant du, reste a payer, reste du, "
        "open amount, outstanding, outstanding amount, amount due, amount residual, balance due, "
        "openstaand saldo, offener betrag, offener posten, offener saldo, outstanding dc, "
        "solde restant, solde du, te ontvangen bedrag, nog te ontvangen, openstaand excl btw, "
        "openstaand incl btw",
        "",
        "open, saldo, solde, balance",
    ),
    "cost": (
        "kostprijs, kost prijs, totale kostprijs, kostprijs totaal, kostprijs excl btw, "
        "kostprijs verkopen, inkoopwaarde, inkoopprijs totaal, aankoopprijs, aankoopwaarde, "
        "inkoopkost, aankoopkost, variabele kost, variabele kosten, directe kosten, directe kost, "
        "prix de revient, cout de revient, prix d achat, prix achat, cout d achat, cout achat, "
        "cost of goods sold, cogs, cost of sales, variable cost, variable costs, direct cost, "
        "direct costs, cost price, cost amount, total cost, cost of sale, einstandspreis, "
        "einstandswert, wareneinsatz, einkaufspreis, einkaufswert, herstellungskosten",
        "kost, kosten, inkoop, cout, couts, cost, costs, kosten gesamt",
        "",
    ),
    "margin": (
        "brutomarge, bruto marge, bruto winst, brutowinst, marge bedrag, margebedrag, marge brute, "
        "benefice brut, gross margin, gross profit, profit amount, margin amount, marge in euro, "
        "marge eur, marge en euro, rohertrag, rohgewinn, deckungsbeitrag, marge commerciale",
        "marge, winst, benefice, profit, margin, gewinn",
        "",
    ),
    "margin_share": (
        "marge %, marge percent, margepercentage, marge percentage, % marge, marge in %, marge en %, "
        "winstmarge %, margin %, margin percent, margin percentage, gross margin %, % margin, "
        "brutomarge %, bruto marge %, profit margin, winstmarge, taux de marge, marge in prozent, "
        "gewinnspanne",
        "",
        "",
    ),
    "currency": (
        "valuta, munt, muntcode, valutacode, munteenheid, muntsoort, devise, devises, code devise, "
        "currency, currency code, currencycode, documentcurrencycode, iso munt, monnaie, wahrung, "
        "wahrungscode, devise facture",
        "",
        "",
    ),
    "document_kind": (
        "documenttype, document type, type document, doc type, doctype, factuurtype, factuur type, "
        "soort document, documentsoort, factuursoort, type de document, type facture, "
        "type de facture, nature document, invoice type, boekingstype, soort factuur, belegart, "
        "rechnungsart, dokumentart, transaction type, soort verrichting, move type, journaaltype, "
        "type piece, type de piece, nature piece",
        "",
        "type, soort, art, nature",
    ),
    "status": (
        "status, statut, state, factuurstatus, invoice status, documentstatus, etat, toestand",
        "",
        "",
    ),
    "hours": (
        "uren, aantal uren, gewerkte uren, gepresteerde uren, prestatie uren, uren totaal, totaal uren, duur, duurtijd, "
        "tijd, tijdsduur, uren besteed, bestede uren, bestede tijd, hours, hours worked, total hours, time spent, duration, "
        "logged hours, billable hours, heures, nombre d heures, heures prestees, duree, temps passe, stunden, dauer, "
        "arbeitsstunden, uur, duration hours, time h, duration decimal, hours decimal",
        "",
        "time",
    ),
    "quantity": (
        "aantal, hoeveelheid, quantite, qte, quantity, qty, nombre, aantal stuks, menge, anzahl, stuckzahl",
        "",
        "",
    ),
    "unit_price": (
        "eenheidsprijs, stuksprijs, prijs per stuk, stukprijs, prix unitaire, unit price, unitprice, "
        "price per unit, verkoopprijs per stuk, eenheidsprijs excl btw, prix unitaire htva, "
        "einzelpreis, stuckpreis, preis pro stuck",
        "",
        "",
    ),
    "discount": (
        "korting, korting %, kortingspercentage, remise, remise %, discount, discount %, "
        "discount percentage, rabatt, rabatt %",
        "",
        "",
    ),
    "debit": (
        "debet, debit, bedrag debet, debet bedrag, debetbedrag, montant debit, debit amount, soll, sollbetrag, betrag soll, "
        "debet eur, debit eur",
        "",
        "",
    ),
    "credit": (
        "credit, bedrag credit, credit bedrag, creditbedrag, montant credit, credit amount, haben, habenbetrag, betrag haben, "
        "credit eur",
        "",
        "",
    ),
    "side": (
        "d c, dc, c d, d of c, debet credit, debet of credit, debit credit, db cr, af bij, af of bij, bij af, plus min, sens, "
        "teken, soll haben, s h, dr cr, debit credit indicator, debit ou credit, bedrag d c, boekingszijde, kant, "
        "plus of min",
        "",
        "",
    ),
    "account": (
        "grootboekrekening, grootboek, grootboeknummer, grootboekrekeningnummer, grootboeknr, grootboekcode, "
        "algemene rekening, rekeningnummer, rekeningnr, rekening nr, rekeningcode, boekhoudrekening, compte general, "
        "numero de compte, no compte, compte comptable, gl account, g l account, gl code, ledger account, general ledger, "
        "nominal code, sachkonto, kontonummer, konto nr, compte",
        "rekening, konto",
        "account",
    ),
    "journal": (
        "dagboek, dagboekcode, dagboek code, dagboeknaam, journaal, journal, code journal, journal code, journalcode, "
        "journaalcode, journal name, buchungsjournal, dagb",
        "",
        "",
    ),
    "line": (
        "lijn, lijnnummer, lijnnr, regel, regelnummer, regelnr, line, line number, line no, ligne, "
        "numero de ligne, artikel, artikelnummer, artikelnr, artikelcode, artikelomschrijving, "
        "product, productnaam, productcode, productnummer, product id, productid, product name, "
        "article, code article, item, item number, sku, row id, orderregel, factuurregel, "
        "factuurlijn, lijnomschrijving, artikelbezeichnung, position, pos nr, produkt, produktname",
        "",
        "",
    ),
}
SUMS = "sum"
# a column that is what a stretch of time came to has no name of its own
FIELDS = (*SYNONYMS, SUMS)
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
    for field, levels in SYNONYMS.items():
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
