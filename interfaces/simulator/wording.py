"""The page's German words for the simulator's codes."""

TROUBLES = {
    "delay": "Antwort verzögern",
    "http_500": "Serverfehler (HTTP 500)",
    "garbage": "Unlesbare Antwort",
    "soap_fault": "soap:Fault ohne Code",
    "fault_message": "Ablehnung mit Code",
    "refuse_connection": "Verbindung abweisen",
    "close_after_request": "Nach der Antwort die Verbindung schließen",
    "cut_answer": "Antwort in der Mitte abschneiden",
    "drop_before_booking": "Keine Antwort, nicht gebucht",
    "drop_after_booking": "Keine Antwort, aber gebucht",
    "credentials_rejected": "Zugangsdaten abweisen (HTTP 401)",
}
OPERATIONS = {
    "ProcessPurchaseEvent": "Sammeln",
    "RefundPurchaseEvent": "Rückgabe",
    "ReverseCollectEvent": "Storno einer Sammlung",
    "GetAliasDashboard": "Punktestand",
    "ProcessDirectRedemptionEvent": "Einlösen",
    "ReverseRedemptionEvent": "Storno einer Einlösung",
}
STATUSES = {
    "registered": "registriert",
    "unregistered": "nicht registriert",
    "disabled": "gesperrt",
    "expired": "abgelaufen",
}
COUPON_KINDS = {
    "multiplier": "Vervielfacher",
    "extra_points": "Zusatzpunkte",
    "used": "bereits eingelöst",
    "expired": "abgelaufen",
    "other_branch": "gilt nicht in dieser Filiale",
}
VERDICTS = {
    "running": "läuft",
    "booked": "gebucht",
    "answered": "beantwortet",
    "refused": "abgelehnt",
    "duplicate": "schon gebucht",
    "invalid": "ungültig",
    "unauthorised": "Zugangsdaten falsch",
    "not_processed": "nicht verarbeitet",
    "failed": "Fehler im Simulator",
}
SIDES = {"before": "vor der Buchung", "after": "nach der Buchung"}
FIELDS = {
    "trouble": "Störung",
    "operation": "Vorgang",
    "card": "Karte",
    "calls": "Anzahl Aufrufe",
    "seconds": "Sekunden",
    "when": "Zeitpunkt",
    "code": "Code der Ablehnung",
    "how": "Ende der Verbindung",
    "probability": "Wahrscheinlichkeit",
    "seed": "Startwert des Zufalls",
}
ENDINGS = {"close": "ordentlich schließen", "reset": "abbrechen (TCP-Reset)"}
