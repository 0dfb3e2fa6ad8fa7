"""What PAYBACK's codes mean, and what the cashier is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Meaning(StrEnum):
    """Meaning classes of refusals; stored and compared, so values stay as they are."""

    DUPLICATE_RECEIPT = "duplicate_receipt"
    INVALID_REQUEST = "invalid_request"
    UNKNOWN_FAILURE = "unknown_failure"
    MEMBER_UNKNOWN = "member_unknown"
    MEMBER_NOT_REGISTERED = "member_not_registered"
    MEMBER_DISABLED = "member_disabled"
    PARTNER_REJECTED = "partner_rejected"
    REDEMPTION_NOT_ALLOWED = "redemption_not_allowed"
    CHANNEL_INVALID = "channel_invalid"
    INSUFFICIENT_POINTS = "insufficient_points"
    TOO_FEW_POINTS = "too_few_points"
    ACCOUNT_EXPIRED = "account_expired"
    CREDENTIALS_REJECTED = "credentials_rejected"
    PIN_WRONG = "pin_wrong"
    COUPON_REJECTED = "coupon_rejected"
    ORIGINAL_UNKNOWN = "original_unknown"
    ALREADY_REVERSED = "already_reversed"
    REFUND_TOO_LARGE = "refund_too_large"
    UNKNOWN_CODE = "unknown_code"


@dataclass(frozen=True, slots=True)
class Fault:
    """A refusal as the house understands it."""

    meaning: Meaning
    sentence: str


FAULTS: Mapping[str, Meaning] = MappingProxyType(
    {
        "LOY-00175": Meaning.DUPLICATE_RECEIPT,
        "LMS_00001": Meaning.INVALID_REQUEST,
        "LMS_00002": Meaning.UNKNOWN_FAILURE,
        "LMS_00003": Meaning.MEMBER_UNKNOWN,
        "LMS_00004": Meaning.MEMBER_NOT_REGISTERED,
        "LMS_00005": Meaning.MEMBER_DISABLED,
        "LMS_00006": Meaning.PARTNER_REJECTED,
        "LMS_00007": Meaning.REDEMPTION_NOT_ALLOWED,
        "LMS_00008": Meaning.CHANNEL_INVALID,
        "LMS_00009": Meaning.INSUFFICIENT_POINTS,
        "LMS_00010": Meaning.INVALID_REQUEST,
        "LMS_00011": Meaning.TOO_FEW_POINTS,
        "LMS_00012": Meaning.INVALID_REQUEST,
        "LMS_00016": Meaning.ACCOUNT_EXPIRED,
        "LMS_00017": Meaning.CREDENTIALS_REJECTED,
        # PAYBACK's own codes for these are not public; our pretend PAYBACK names its own.
        "SIM_00001": Meaning.PIN_WRONG,
        "SIM_00002": Meaning.ORIGINAL_UNKNOWN,
        "SIM_00003": Meaning.ALREADY_REVERSED,
        "SIM_00004": Meaning.REFUND_TOO_LARGE,
        "SIM_00005": Meaning.COUPON_REJECTED,
    }
)

SENTENCES: Mapping[Meaning, str] = MappingProxyType(
    {
        Meaning.DUPLICATE_RECEIPT: (
            "PAYBACK hat diesen Beleg bereits verarbeitet. Er wird nicht noch einmal gebucht."
        ),
        Meaning.INVALID_REQUEST: (
            "PAYBACK konnte die Meldung nicht verarbeiten. Es wurde nichts gebucht. "
            "Bitte verständigen Sie Ihre Administration."
        ),
        Meaning.UNKNOWN_FAILURE: (
            "PAYBACK meldet eine Störung. Ob gebucht wurde, wird selbsttätig geklärt."
        ),
        Meaning.MEMBER_UNKNOWN: (
            "PAYBACK kennt diese Karte nicht. Bitte prüfen Sie die Kartennummer "
            "oder verwenden Sie eine andere Karte."
        ),
        Meaning.MEMBER_NOT_REGISTERED: (
            "Diese Karte ist bei PAYBACK noch nicht angemeldet. "
            "Bitte ersuchen Sie die Kundin oder den Kunden, sich bei PAYBACK anzumelden."
        ),
        Meaning.MEMBER_DISABLED: (
            "Diese Karte ist bei PAYBACK gesperrt. Bitte verweisen Sie die Kundin "
            "oder den Kunden an das PAYBACK Service Center."
        ),
        Meaning.PARTNER_REJECTED: (
            "PAYBACK erkennt unser Unternehmen nicht an. Bitte verständigen Sie Ihre "
            "Administration; der Kurzname des Partners ist zu prüfen."
        ),
        Meaning.REDEMPTION_NOT_ALLOWED: (
            "Bezahlen mit Punkten ist für unser Unternehmen nicht freigeschaltet. "
            "Bitte wählen Sie eine andere Zahlungsart."
        ),
        Meaning.CHANNEL_INVALID: (
            "PAYBACK nimmt Meldungen dieser Art von uns nicht an. Es wurde nichts gebucht. "
            "Bitte verständigen Sie Ihre Administration."
        ),
        Meaning.INSUFFICIENT_POINTS: (
            "Auf der Karte sind nicht genügend Punkte. Bitte wählen Sie einen kleineren "
            "Betrag oder eine andere Zahlungsart."
        ),
        Meaning.TOO_FEW_POINTS: (
            "So wenige Punkte löst PAYBACK nicht ein. Bitte wählen Sie einen höheren "
            "Betrag oder eine andere Zahlungsart."
        ),
        Meaning.ACCOUNT_EXPIRED: (
            "Das PAYBACK Konto zu dieser Karte ist erloschen. Bitte verwenden Sie eine "
            "andere Karte oder Zahlungsart."
        ),
        Meaning.CREDENTIALS_REJECTED: (
            "PAYBACK hat unsere Zugangsdaten abgelehnt. Bitte verständigen Sie Ihre Administration."
        ),
        Meaning.PIN_WRONG: (
            "Die PIN ist falsch. Es wurden keine Punkte eingelöst. "
            "Bitte lassen Sie die PIN noch einmal eingeben oder wählen Sie eine andere Zahlungsart."
        ),
        Meaning.COUPON_REJECTED: (
            "PAYBACK nimmt einen der Coupons nicht an. Er ist vielleicht schon eingelöst, "
            "abgelaufen oder in dieser Filiale nicht gültig."
        ),
        Meaning.ORIGINAL_UNKNOWN: (
            "PAYBACK kennt den ursprünglichen Beleg nicht. Es wurde nichts gebucht. "
            "Bitte prüfen Sie die Belegnummer."
        ),
        Meaning.ALREADY_REVERSED: (
            "PAYBACK hat diesen Beleg bereits storniert. Er wird nicht noch einmal storniert."
        ),
        Meaning.REFUND_TOO_LARGE: (
            "Die Rückgabe ist größer als der ursprüngliche Einkauf. Es wurde nichts gebucht. "
            "Bitte prüfen Sie Beleg und Betrag."
        ),
        Meaning.UNKNOWN_CODE: (
            "PAYBACK hat mit dem Code {code} abgelehnt. Es wurde nichts gebucht. "
            "Bitte nennen Sie diesen Code Ihrer Administration."
        ),
    }
)


def explain_code(
    code: str, table: Mapping[str, Meaning] = FAULTS, *, with_pin: bool = False
) -> Fault:
    """Say what a code means; a code the table does not know is a refusal that shows the code.

    :param with_pin: the call carried a member's PIN, so rejected credentials are the PIN's.
    """
    meaning = table.get(code, Meaning.UNKNOWN_CODE)
    if with_pin and meaning is Meaning.CREDENTIALS_REJECTED:
        meaning = Meaning.PIN_WRONG
    return Fault(meaning, SENTENCES[meaning].replace("{code}", code))
