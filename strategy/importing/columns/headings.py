"""Every heading that is known: above a column of an export, and above a column of customers that is typed or pasted.

What means the same in both stands once, in `EXPORT_HEADINGS`; `SHARED` says which fields these are.
"""

from __future__ import annotations

EXPLICIT, USUAL, VAGUE = 3, 2, 1

# Field of an export -> names that say it in full / the usual names / names that may mean other things too
EXPORT_HEADINGS: dict[str, tuple[str, str, str]] = {
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

SHARED = {"customer_name": "name", "customer_number": "number", "hours": "hours"}
"""Field of an export -> the field of a customer that a column with its headings fills."""

# Other field of a customer -> what people put above the column; the labels of the cards are known besides.
CUSTOMER_HEADINGS: dict[str, str] = {
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
}
# `Omzet` alone is a figure; the judgement of it says so.
JUDGED_BY_NAME: dict[str, tuple[str, ...]] = {
    "judged.revenue": ("omzet", "revenue", "chiffre d affaires"),
    "judged.margin": ("marge", "winstmarge", "margin", "profit margin"),
}
JUDGEMENT_WORDS = ("oordeel", "score", "judgement", "jugement", "1 5")
NUMBER_HEADINGS = ("nummer", "nr", "no", "numero", "number", "code", "id")
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
