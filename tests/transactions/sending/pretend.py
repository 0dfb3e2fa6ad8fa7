"""The one seam of these tests: a client that says what a test wants PAYBACK to say."""

from collections.abc import Callable
from typing import Any, Self

from interfaces.payback.credentials import Credentials
from interfaces.payback.endpoint import Endpoint
from interfaces.payback.errors import Misconfigured, NotSent, OutcomeUnknown, PaybackError, Refused
from interfaces.payback.faults import Meaning
from interfaces.payback.messages import Booking, BookingAnswer, Purchase
from interfaces.payback.records import CallRecord

RECORD = CallRecord(
    operation="ProcessPurchaseEvent",
    origin="https://payback.example:443",
    request_masked="<request/>",
    answer_masked="<answer/>",
    http_status=200,
    duration_ms=12,
)
YES = BookingAnswer(
    points=249,
    balance=1569,
    bookings=(Booking(transaction_type=100, points=249, marketing_code="DEMO-X3"),),
)


def refusal(code: str, meaning: Meaning) -> Refused:
    """PAYBACK's no."""
    return Refused(code, meaning, "Nein.", RECORD)


NO_MEMBER = refusal("LMS_00003", Meaning.MEMBER_UNKNOWN)
KNOWN_ALREADY = refusal("LOY-00175", Meaning.DUPLICATE_RECEIPT)
NO_COUPON = refusal("SIM_00005", Meaning.COUPON_REJECTED)
REJECTED = Misconfigured("http_401", RECORD)
UNREACHABLE = NotSent("connect", RECORD)
SILENCE = OutcomeUnknown("timeout", RECORD)


class PretendClient:
    """Stands where `PaybackClient` is made; keeps what it was made with and what was said to it."""

    def __init__(self) -> None:
        self.end: BookingAnswer | PaybackError = YES
        self.credentials: list[Credentials] = []
        self.endpoints: list[Endpoint] = []
        self.purchases: list[Purchase] = []
        self.meanwhile: Callable[[], object] = lambda: None

    def make(self, *, endpoint: Endpoint, credentials: Credentials, **_others: Any) -> Self:
        """What the code under test takes for the class."""
        self.endpoints.append(endpoint)
        self.credentials.append(credentials)
        return self

    def process_purchase(self, purchase: Purchase) -> tuple[BookingAnswer, CallRecord]:
        """Lets `meanwhile` happen, then ends as `end` says."""
        self.purchases.append(purchase)
        self.meanwhile()
        if isinstance(self.end, PaybackError):
            raise self.end
        return self.end, RECORD
