"""French column names and states as the English ones ``tables_words`` knows, both folded. Data for ``tables_translated``; no behaviour."""

from __future__ import annotations

HEADINGS: dict[str, str] = {
    "numérodefacture": "invoicenumber", "nfacture": "invoicenumber", "ndefacture": "invoicenumber", "numérofacture": "invoicenumber", "facture": "invoice",
    "numérodepièce": "documentnumber", "npièce": "documentnumber", "typedepièce": "documenttype", "typedefacture": "invoicetype",
    "datedefacture": "invoicedate", "datefacture": "invoicedate", "datedelafacture": "invoicedate", "datedémission": "issuedate", "émisele": "issuedate",
    "datedéchéance": "duedate", "échéance": "duedate", "dateéchéance": "duedate", "dateduéchéance": "duedate", "datelimite": "duedate",
    "datedepaiement": "paymentdate", "daterèglement": "paymentdate", "datederèglement": "paymentdate", "payéele": "paidon", "régléele": "paidon",
    "montantht": "netamount", "totalht": "netamount", "montanthorstaxes": "netamount", "ht": "net", "montantttc": "grossamount", "totalttc": "grossamount",
    "ttc": "gross", "montanttva": "vatamount", "tva": "vat", "montant": "amount", "montanttotal": "totalamount", "resteàpayer": "amountdue", "resteàrégler": "amountdue",
    "solde": "balance", "solddû": "amountdue", "montantdû": "amountdue", "montantréglé": "amountpaid", "montantpayé": "amountpaid", "devise": "currency", "monnaie": "currency",
    "nomduclient": "customername", "nomclient": "customername", "numéroclient": "customerid", "nclient": "customerid", "codeclient": "customercode",
    "raisonsociale": "companyname", "société": "company", "entreprise": "company", "nomdelentreprise": "companyname", "nomdelasociété": "companyname",
    "organisme": "organisation", "numérodetva": "vatnumber", "ntva": "vatnumber", "ndetva": "vatnumber", "tvaintracommunautaire": "vatnumber",
    "ntvaintracommunautaire": "vatnumber", "numérotva": "vatnumber", "siren": "companynumber", "siret": "companynumber", "secteur": "sector", "secteurdactivité": "industry",
    "siteweb": "website", "siteinternet": "website", "adresse": "address", "rue": "street", "codepostal": "postcode", "cp": "postcode", "ville": "city", "pays": "country",
    "téléphone": "phone", "tél": "phone", "numérodetéléphone": "phone", "téléphonefixe": "phone", "portable": "mobile", "téléphoneportable": "mobile",
    "courriel": "email", "adresseemail": "emailaddress", "adressemail": "emailaddress", "adressecourriel": "emailaddress", "mail": "email", "adresseélectronique": "email",
    "prénom": "firstname", "nomdefamille": "lastname", "nometprénom": "fullname", "prénometnom": "fullname", "nomcomplet": "fullname",
    "nom": "name", "datedenaissance": "dateofbirth", "matricule": "employeeid", "salarié": "employee", "employé": "employee", "collaborateur": "employee",
    "département": "department", "équipe": "team", "poste": "jobtitle", "fonction": "jobtitle", "intitulédeposte": "jobtitle", "intituléduposte": "jobtitle",
    "supérieur": "linemanager", "supérieurhiérarchique": "linemanager", "responsablehiérarchique": "linemanager", "bureau": "office", "lieu": "location",
    "datedembauche": "hiredate", "datedentrée": "hiredate", "datedesortie": "terminationdate", "datededépart": "terminationdate", "heureshebdomadaires": "weeklyhours",
    "tâche": "task", "nomdelatâche": "taskname", "objet": "subject", "sujet": "subject", "titre": "title", "intitulé": "name", "libellé": "name",
    "désignation": "name", "statut": "status", "état": "status", "étape": "stage", "priorité": "priority", "avancement": "percentcomplete",
    "responsable": "owner", "responsableducompte": "accountmanager", "responsablecompte": "accountmanager", "chargédecompte": "accountmanager",
    "assignéà": "assignedto", "attribuéà": "assignedto", "affectéà": "assignedto", "demandeur": "requester", "créépar": "createdby", "signalépar": "reportedby", "auteur": "author",
    "début": "start", "datededébut": "startdate", "fin": "enddate", "datedefin": "enddate", "datedecréation": "createdat", "crééle": "createdat", "créée": "created",
    "modifiéle": "updatedat", "datedemodification": "updatedat", "dernièremodification": "lastmodified", "terminéle": "completedon", "datedeclôture": "closeddate",
    "clôturéle": "closedat", "résolule": "resolvedat", "datederésolution": "resolvedat", "fait": "done", "terminé": "done",
    "commentaire": "comments", "commentaires": "comments", "remarque": "notes", "remarques": "notes", "étiquettes": "tags",
    "projet": "project", "nomduprojet": "projectname", "codeprojet": "projectcode", "numérodeprojet": "projectnumber", "nprojet": "projectnumber",
    "chefdeprojet": "projectmanager", "numérodeticket": "ticketnumber", "nticket": "ticketnumber", "ndeticket": "ticketnumber", "numérodedemande": "ticketnumber",
    "affaire": "deal", "nomdelaffaire": "dealname", "opportunité": "opportunity", "probabilité": "probability", "datedesignature": "closedate", "contrat": "contract",
    "numérodecontrat": "contractnumber", "ncontrat": "contractnumber", "heures": "hours", "durée": "duration", "activité": "activity", "numéro": "number", "n": "number",
    "référence": "reference", "réf": "ref", "clientdepuis": "customersince",
}  # fmt: skip

STATES: dict[str, str] = {
    "payée": "paid", "payé": "paid", "réglée": "paid", "réglé": "paid", "acquittée": "paid", "partiellement payée": "part paid", "partiellement réglée": "part paid",
    "impayée": "open", "à payer": "open", "envoyée": "sent", "envoyé": "sent", "en retard": "overdue", "échue": "overdue", "brouillon": "draft", "annulée": "voided",
    "annulé": "cancelled", "abandonné": "cancelled", "abandonnée": "cancelled", "refusé": "declined", "refusée": "declined", "accepté": "accepted", "acceptée": "accepted",
    "fait": "done", "faite": "done", "terminé": "done", "terminée": "done", "achevé": "completed", "achevée": "completed", "clos": "closed", "close": "closed",
    "clôturé": "closed", "clôturée": "closed", "fermé": "closed", "fermée": "closed", "résolu": "resolved", "résolue": "resolved", "en cours": "in progress",
    "à faire": "to do", "en attente": "waiting", "bloqué": "blocked", "bloquée": "blocked", "ouvert": "open", "ouverte": "open", "nouveau": "new", "nouvelle": "new",
    "gagné": "won", "gagnée": "won", "perdu": "lost", "perdue": "lost", "actif": "active", "inactif": "inactive", "inactive": "inactive",
}  # fmt: skip
