"""German column names and states as the English ones ``tables_words`` knows, both folded. Data for ``tables_translated``; no behaviour."""

from __future__ import annotations

HEADINGS: dict[str, str] = {
    "rechnungsnummer": "invoicenumber", "rechnungsnr": "invoicenumber", "rechnungno": "invoicenumber", "rgnr": "invoicenumber",
    "belegnummer": "documentnumber", "belegnr": "documentnumber", "belegart": "documenttype", "rechnungsart": "invoicetype",
    "rechnungsdatum": "invoicedate", "belegdatum": "documentdate", "fällig": "duedate", "fälligam": "duedate", "fälligkeit": "duedate",
    "fälligkeitsdatum": "duedate", "zahlungsziel": "duedate", "bezahltam": "paidon", "zahlungsdatum": "paymentdate",
    "rechnungsbetrag": "invoiceamount", "bruttobetrag": "grossamount", "brutto": "gross", "gesamtbetrag": "totalamount", "betrag": "amount",
    "summenetto": "netamount", "summebrutto": "grossamount", "gesamtnetto": "netamount", "gesamtbrutto": "grossamount", "nettobetrag": "netamount", "netto": "net", "umsatzsteuer": "vatamount", "mwst": "vat", "ust": "vat", "steuerbetrag": "taxamount",
    "offenerbetrag": "amountdue", "offen": "amountdue", "saldo": "balance", "restbetrag": "amountdue", "währung": "currency",
    "kunde": "customer", "kundenname": "customername", "kundennummer": "customerid", "kundennr": "customerid", "debitor": "customer",
    "debitorennummer": "customerid", "firma": "company", "firmenname": "companyname", "unternehmen": "company", "kundeseit": "customersince",
    "kontobezeichnung": "customername", "konto": "accountcode", "ustidnr": "vatnumber", "ustid": "vatnumber",
    "umsatzsteueridentifikationsnummer": "vatnumber", "branche": "industry", "webseite": "website", "internet": "website",
    "vorname": "firstname", "nachname": "lastname", "ansprechpartner": "contactname", "telefon": "phone", "telefonnummer": "phone",
    "mobil": "mobile", "handy": "mobile", "emailadresse": "emailaddress", "straße": "street", "strasse": "street", "plz": "postcode",
    "postleitzahl": "postcode", "ort": "city", "stadt": "city", "land": "country", "geburtsdatum": "dateofbirth",
    "personalnummer": "employeeid", "personalnr": "employeeid", "mitarbeiter": "employee", "mitarbeiternummer": "employeeid", "abteilung": "department",
    "stelle": "jobtitle", "stellenbezeichnung": "jobtitle", "berufsbezeichnung": "jobtitle", "büro": "office", "standort": "location",
    "vorgesetzter": "linemanager", "vorgesetzte": "linemanager", "führungskraft": "linemanager", "eintrittsdatum": "hiredate", "eintritt": "hiredate",
    "anstelldatum": "hiredate", "austrittsdatum": "terminationdate", "austritt": "terminationdate", "wochenstunden": "weeklyhours",
    "beschreibung": "description", "bemerkung": "notes", "bemerkungen": "notes", "notiz": "notes", "notizen": "notes", "buchungstext": "description",
    "aufgabe": "task", "aufgabenname": "taskname", "betreff": "subject", "titel": "title", "bezeichnung": "name", "priorität": "priority",
    "zuständig": "owner", "verantwortlich": "owner", "verantwortlicher": "owner", "bearbeiter": "assignee", "zugewiesenan": "assignedto",
    "beginn": "start", "startdatum": "startdate", "ende": "enddate", "enddatum": "enddate", "erledigt": "done", "erledigtam": "completedon",
    "erstellt": "created", "erstelltam": "createdat", "angelegtam": "createdat", "geändertam": "updatedat", "projekt": "project",
    "melder": "reporter", "gemeldetvon": "reportedby", "gelöst": "resolved", "gelöstam": "resolvedat", "geschlossen": "closed", "geschlossenam": "closedat",
    "projektleiter": "projectmanager", "projektleitung": "projectmanager", "auftraggeber": "client", "auftrag": "order",
    "wahrscheinlichkeit": "probability", "abschlussdatum": "closedate", "angebotsnummer": "dealref", "vertragsnummer": "contractnumber",
    "verkäufer": "salesrep", "vertriebsmitarbeiter": "salesrep", "betreuer": "accountmanager", "kundenbetreuer": "accountmanager", "firmenemail": "workemail",
    "projektname": "projectname", "projektnummer": "projectnumber", "datum": "date", "stunden": "hours", "dauer": "duration", "tätigkeit": "activity",
}  # fmt: skip

STATES: dict[str, str] = {
    "bezahlt": "paid", "teilbezahlt": "part paid", "offen": "open", "überfällig": "overdue", "entwurf": "draft", "storniert": "voided",
    "erledigt": "done", "abgeschlossen": "completed", "geschlossen": "closed", "gelöst": "resolved", "in arbeit": "in progress",
    "in bearbeitung": "in progress", "abgebrochen": "cancelled", "abgelehnt": "declined", "gewonnen": "won", "verloren": "lost",
    "aktiv": "active", "inaktiv": "inactive", "neu": "new",
}  # fmt: skip
