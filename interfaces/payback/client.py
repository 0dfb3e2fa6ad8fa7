"""The calls to PAYBACK."""

from collections.abc import Callable

from interfaces.payback.call import Call
from interfaces.payback.connection import Phase
from interfaces.payback.credentials import Credentials
from interfaces.payback.endpoint import Endpoint
from interfaces.payback.errors import PaybackError
from interfaces.payback.messages import (
    BalanceAnswer,
    BalanceQuery,
    BookingAnswer,
    Purchase,
    Redemption,
    Refund,
    Reversal,
)
from interfaces.payback.operations import (
    GET_BALANCE,
    PROCESS_PURCHASE,
    REDEEM,
    REFUND_PURCHASE,
    REVERSE_COLLECT,
    REVERSE_REDEMPTION,
    A,
    M,
    Operation,
)
from interfaces.payback.profile import WireProfile
from interfaces.payback.records import CallRecord


def _observe_nothing(_moment: str) -> None:
    return


class PaybackClient:
    """Speaks to one endpoint as one partner. Cheap to make; connections are pooled per process.

    ``observe`` hears ``before_first_byte`` (connected, nothing sent yet), ``after_last_byte``
    (the whole request is with the socket) and ``after_answer`` (read, not yet understood). A call
    that ends before the first of them sent nothing. ``watch`` hears every phase of the connection
    as it begins; the call then opens a connection of its own and closes it again.
    """

    def __init__(
        self,
        *,
        endpoint: Endpoint,
        credentials: Credentials,
        profile: WireProfile,
        observe: Callable[[str], None] = _observe_nothing,
        watch: Callable[[Phase], None] | None = None,
    ) -> None:
        self._endpoint = endpoint
        self._credentials = credentials
        self._profile = profile
        self._observe = observe
        self._watch = watch

    def process_purchase(self, purchase: Purchase) -> tuple[BookingAnswer, CallRecord]:
        """Report a sale, in one try. The same purchase is sent as the same bytes.

        :raises NotSent: certainly nothing arrived.
        :raises OutcomeUnknown: it may have been booked.
        :raises Refused: a final no; the receipt number being known already is one of them.
        :raises Misconfigured: our credentials or partner short name are not accepted.
        :raises Unfit: the message cannot be put on the wire.
        """
        return self._call(PROCESS_PURCHASE, purchase)

    def refund_purchase(self, refund: Refund) -> tuple[BookingAnswer, CallRecord]:
        """Take back points for goods that came back. The same refund is sent as the same bytes.

        :raises PaybackError: as for :meth:`process_purchase`.
        """
        return self._call(REFUND_PURCHASE, refund)

    def reverse_collect(self, reversal: Reversal) -> tuple[BookingAnswer, CallRecord]:
        """Undo a whole purchase. The same reversal is sent as the same bytes.

        :raises Refused: with ``ALREADY_REVERSED`` it is undone all the same; with
            ``ORIGINAL_UNKNOWN`` PAYBACK knows no such purchase, or not yet.
        :raises PaybackError: otherwise as for :meth:`process_purchase`.
        """
        return self._call(REVERSE_COLLECT, reversal)

    def redeem(self, redemption: Redemption) -> tuple[BookingAnswer, CallRecord]:
        """Pay with points, in one try that nobody repeats: every wrong PIN counts at PAYBACK.

        :raises PaybackError: as for :meth:`process_purchase`.
        """
        return self._call(REDEEM, redemption)

    def reverse_redemption(self, reversal: Reversal) -> tuple[BookingAnswer, CallRecord]:
        """Give back the points of a whole redemption. The same reversal is sent as the same bytes.

        :raises PaybackError: as for :meth:`reverse_collect`.
        """
        return self._call(REVERSE_REDEMPTION, reversal)

    def get_balance(self, query: BalanceQuery) -> tuple[BalanceAnswer, CallRecord]:
        """Ask for a member's available points; nothing is ever booked.

        :raises PaybackError: as for :meth:`process_purchase`.
        """
        return self._call(GET_BALANCE, query)

    def _call(self, operation: Operation[M, A], message: M) -> tuple[A, CallRecord]:
        end = Call(
            operation,
            message,
            endpoint=self._endpoint,
            credentials=self._credentials,
            profile=self._profile,
        ).run(self._observe, self._watch)
        if isinstance(end, PaybackError):
            raise end
        return end
