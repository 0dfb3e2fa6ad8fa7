"""The page's German words for the simulator's codes, and figures as people here write them."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

VIENNA = ZoneInfo("Europe/Vienna")

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


def format_points(points: int) -> str:
    """Return 1320 as 1.320."""
    return f"{points:,}".replace(",", ".")


def format_amount(amount: str | None) -> str:
    """Return a decimal string in EUR such as 1234.5 as 1.234,50 €, nothing for None."""
    if amount is None:
        return ""
    english = f"{Decimal(amount):,.2f}"
    return english.translate(str.maketrans(",.", ".,")) + " €"


def format_moment(moment: str) -> str:
    """Return an ISO moment as 23.11.2026, 10:15:00 in Vienna."""
    return datetime.fromisoformat(moment).astimezone(VIENNA).strftime("%d.%m.%Y, %H:%M:%S")
