"""The page's German texts in English."""

ENGLISH = {
    "PAYBACK-Simulator": "PAYBACK simulator",
    "Diese Seite gehört zu einem Übungsprogramm. Hier wird nichts bei PAYBACK gebucht, und alle"
    " Karten sind erfunden.": (
        "This page belongs to a program for practice. Nothing is booked at PAYBACK here, and all"
        " cards are invented."
    ),
    "Neu laden": "Reload",
    "Von selbst aktualisieren": "Keep up to date by itself",
    "Der Simulator antwortet gerade nicht. Die Seite versucht es weiter.": (
        "The simulator does not answer at the moment. The page goes on trying."
    ),
    "Störungen": "Troubles",
    "Störung": "Trouble",
    "Vorgang": "Operation",
    "Karte": "Card",
    "Noch für Aufrufe": "Calls left",
    "Schon getroffen": "Calls hit",
    "Alle Störungen aufheben": "Lift all troubles",
    "Neue Störung": "New trouble",
    "„Antwort verzögern“ braucht Sekunden, „Ablehnung mit Code“ einen Code. „Verbindung abweisen“"
    " mit Sekunden schließt den Simulator so lange ganz, auch diese Seite; danach öffnet er sich"
    " von selbst wieder.": (
        "“Delay the answer” needs seconds, “Refusal with a code” a code. “Refuse the connection”"
        " with seconds closes the whole simulator for that long, this page included; it opens"
        " again by itself."
    ),
    "Anzahl Aufrufe": "Number of calls",
    "bis zum Aufheben": "until lifted",
    "Sekunden": "Seconds",
    "Zeitpunkt": "Moment",
    "wie vorgesehen": "as usual",
    "alle": "all",
    "Code der Ablehnung": "Code of the refusal",
    "Ende der Verbindung": "End of the connection",
    "Wahrscheinlichkeit": "Probability",
    "Wahrscheinlichkeit, 0 bis 1": "Probability, 0 to 1",
    "Startwert des Zufalls": "Seed",
    "Störung einschalten": "Switch the trouble on",
    "Mitglieder": "Members",
    "Status": "Status",
    "Punkte": "Points",
    "PIN gesetzt": "PIN set",
    "ja": "yes",
    "nein": "no",
    "Coupons": "Coupons",
    "Code": "Code",
    "Art": "Kind",
    "Wert": "Value",
    "Buchungen": "Ledger",
    "Die letzten 50, die neueste zuoberst.": "The last 50, the newest on top.",
    "Belegnummer": "Receipt number",
    "Filiale": "Branch",
    "Betrag": "Amount",
    "Aufrufe": "Calls",
    "Die letzten 50, der neueste zuoberst. Gleiche Prüfsumme heißt: Byte für Byte dieselbe"
    " Anfrage.": (
        "The last 50, the newest on top. The same checksum means the same request, byte for byte."
    ),
    "Ergebnis": "Outcome",
    "Einzelheit": "Detail",
    "Prüfsumme": "Checksum",
    "Von vorne beginnen": "Start afresh",
    "Löscht alle Buchungen, Aufrufe und Störungen und stellt die Mitglieder, Coupons und"
    " Zugangsdaten vom Start wieder her.": (
        "Deletes all bookings, calls and troubles, and brings back the members, coupons and"
        " credentials of the start."
    ),
    "Auf Anfang zurücksetzen": "Reset to the start",
    "Zurzeit keine Störung.": "No trouble at the moment.",
    "Noch nichts gebucht.": "Nothing booked yet.",
    "Noch kein Aufruf.": "No call yet.",
    "Das Feld „{field}“ fehlt, ist ungültig oder passt nicht zu dieser Störung. Es wurde nichts"
    " eingeschaltet.": (
        "The field “{field}” is missing, invalid or does not fit this trouble. Nothing was"
        " switched on."
    ),
    "Das Formular kam nicht von dieser Seite. Bitte öffnen Sie die Seite neu und versuchen Sie es"
    " noch einmal.": (
        "The form did not come from this page. Please open the page again and try once more."
    ),
    "Antwort verzögern": "Delay the answer",
    "Serverfehler (HTTP 500)": "Server error (HTTP 500)",
    "Unlesbare Antwort": "Unreadable answer",
    "soap:Fault ohne Code": "soap:Fault without a code",
    "Ablehnung mit Code": "Refusal with a code",
    "Verbindung abweisen": "Refuse the connection",
    "Nach der Antwort die Verbindung schließen": "Close the connection after the answer",
    "Antwort in der Mitte abschneiden": "Cut the answer in the middle",
    "Keine Antwort, nicht gebucht": "No answer, not booked",
    "Keine Antwort, aber gebucht": "No answer, yet booked",
    "Zugangsdaten abweisen (HTTP 401)": "Reject the credentials (HTTP 401)",
    "Sammeln": "Collect",
    "Rückgabe": "Refund",
    "Storno einer Sammlung": "Reversal of a collect",
    "Punktestand": "Balance",
    "Einlösen": "Redeem",
    "Storno einer Einlösung": "Reversal of a redemption",
    "registriert": "registered",
    "nicht registriert": "not registered",
    "gesperrt": "disabled",
    "abgelaufen": "expired",
    "Vervielfacher": "multiplier",
    "Zusatzpunkte": "extra points",
    "bereits eingelöst": "already used",
    "gilt nicht in dieser Filiale": "not valid in this branch",
    "läuft": "running",
    "gebucht": "booked",
    "beantwortet": "answered",
    "abgelehnt": "refused",
    "schon gebucht": "booked before",
    "ungültig": "invalid",
    "Zugangsdaten falsch": "wrong credentials",
    "nicht verarbeitet": "not processed",
    "Fehler im Simulator": "error in the simulator",
    "vor der Buchung": "before booking",
    "nach der Buchung": "after booking",
    "ordentlich schließen": "close in order",
    "abbrechen (TCP-Reset)": "abort (TCP reset)",
}
