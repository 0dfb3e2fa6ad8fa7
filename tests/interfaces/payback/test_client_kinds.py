"""Refunds, reversals and redemptions through the client: what is heard, and where no PIN stays."""

import logging
import traceback
from collections.abc import Callable
from typing import Any

import pytest

from interfaces.payback.client import PaybackClient
from interfaces.payback.errors import OutcomeUnknown, PaybackError, Refused
from interfaces.payback.faults import Meaning
from interfaces.payback.messages import Booking, BookingAnswer
from tests.interfaces.payback.peer import answering, listening, receive
from tests.interfaces.payback.samples import (
    PIN,
    envelope,
    fault_message,
    make_client,
    make_redemption,
    make_refund,
    make_reversal,
    read_sample,
)

Ask = Callable[[PaybackClient], Any]
CALLS: dict[str, Ask] = {
    "RefundPurchaseEvent": lambda client: client.refund_purchase(make_refund()),
    "ReverseCollectEvent": lambda client: client.reverse_collect(make_reversal()),
    "ProcessDirectRedemptionEvent": lambda client: client.redeem(make_redemption()),
    "ReverseRedemptionEvent": lambda client: client.reverse_redemption(make_reversal()),
}
ECHO = "<typ:ProcessDirectRedemptionEventResponse>{}</typ:ProcessDirectRedemptionEventResponse>"


def redeem(body: bytes, *, status: str = "200 OK", **changes: Any) -> PaybackError:
    """Have a redemption answered like this."""
    peer_up = listening(answering(body, status=status))
    with peer_up as peer, pytest.raises(PaybackError) as failure:
        make_client(peer.port).redeem(make_redemption(**changes))
    return failure.value


class TestEveryCall:
    @pytest.mark.parametrize(("operation", "ask"), CALLS.items())
    def test_names_its_operation_and_reads_the_sample(self, operation: str, ask: Ask) -> None:
        with listening(answering(read_sample(f"{operation}Response"))) as peer:
            answer, record = ask(make_client(peer.port))

        assert record.operation == operation
        assert answer.balance is not None
        assert answer.points is not None

    @pytest.mark.parametrize(("operation", "ask"), CALLS.items())
    def test_knows_no_points_where_the_answer_names_none(self, operation: str, ask: Ask) -> None:
        with listening(answering(envelope(f"<typ:{operation}Response/>"))) as peer:
            answer, _record = ask(make_client(peer.port))

        assert answer == BookingAnswer(points=None, balance=None, bookings=())

    @pytest.mark.parametrize(("operation", "ask"), CALLS.items())
    def test_sends_the_same_bytes_in_a_repeat(self, operation: str, ask: Ask) -> None:
        heard: list[bytes] = []

        with listening(lambda connection: heard.append(receive(connection))) as peer:
            client = make_client(peer.port)
            with pytest.raises(OutcomeUnknown):
                ask(client)
            with pytest.raises(OutcomeUnknown):
                ask(client)

        assert heard[0] == heard[1]
        assert f'SOAPAction: "{operation}"'.encode() in heard[0]

    @pytest.mark.parametrize(("operation", "ask"), CALLS.items())
    @pytest.mark.parametrize(
        ("code", "meaning"),
        [
            ("LOY-00175", Meaning.DUPLICATE_RECEIPT),
            ("SIM_00002", Meaning.ORIGINAL_UNKNOWN),
            ("SIM_00003", Meaning.ALREADY_REVERSED),
            ("SIM_00004", Meaning.REFUND_TOO_LARGE),
            ("SIM_00005", Meaning.COUPON_REJECTED),
        ],
    )
    def test_tells_refusals_apart(
        self, operation: str, ask: Ask, code: str, meaning: Meaning
    ) -> None:
        peer_up = listening(answering(fault_message(code, operation)))
        with peer_up as peer, pytest.raises(Refused) as refusal:
            ask(make_client(peer.port))

        assert (refusal.value.code, refusal.value.meaning) == (code, meaning)


class TestRedeem:
    def test_reports_what_was_spent(self) -> None:
        with listening(answering(read_sample("ProcessDirectRedemptionEventResponse"))) as peer:
            answer, _record = make_client(peer.port).redeem(make_redemption())

        assert answer == BookingAnswer(-1000, 320, (Booking(170, -1000, None),))

    def test_blames_the_pin_for_rejected_credentials(self) -> None:
        failure = redeem(fault_message("LMS_00017", "ProcessDirectRedemptionEvent"))

        assert isinstance(failure, Refused)
        assert failure.meaning is Meaning.PIN_WRONG


class TestThePin:
    @pytest.mark.parametrize(
        ("body", "status"),
        [
            (f"<html>PIN {PIN}".encode(), "500 Internal Server Error"),
            (f"Secret=x{PIN}y 1{PIN}2".encode(), "200 OK"),
            (fault_message(f"NO {PIN}", "ProcessDirectRedemptionEvent"), "200 OK"),
            (envelope(ECHO.format(f"<lms:Secret>{PIN}</lms:Secret>")), "200 OK"),
        ],
    )
    def test_is_in_no_error_record_or_log(
        self, body: bytes, status: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)

        peer_up = listening(answering(body, status=status))
        with peer_up as peer:
            shown = tell_everything(peer.port)

        assert PIN not in shown + caplog.text

    def test_is_not_told_by_what_is_blotted_out(self) -> None:
        body = envelope(ECHO.format("<lms:ReceiptNumber>BON-7351-9999</lms:ReceiptNumber>"))

        with listening(answering(body)) as peer:
            client = make_client(peer.port)
            _answer, record = client.redeem(make_redemption(receipt_number="BON-7351"))

        assert "<lms:ReceiptNumber>BON-7351</lms:ReceiptNumber>" in record.request_masked
        assert "<lms:Secret>***</lms:Secret>" in record.request_masked
        assert "BON-***-***" in record.answer_masked

    @pytest.mark.parametrize("pin", ["0000", "0009"])
    def test_does_not_hide_a_code_that_shares_its_digits(self, pin: str) -> None:
        failure = redeem(fault_message("LMS_00009", "ProcessDirectRedemptionEvent"), pin=pin)

        assert isinstance(failure, Refused)
        assert (failure.code, failure.meaning) == ("LMS_00009", Meaning.INSUFFICIENT_POINTS)


def tell_everything(port: int) -> str:
    """Whatever a redemption leaves behind, in one text."""
    try:
        _answer, record = make_client(port).redeem(make_redemption())
    except PaybackError as error:
        return "".join(traceback.format_exception(error)) + repr(vars(error)) + repr(error.record)
    return repr(record)
