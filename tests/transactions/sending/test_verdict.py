"""The rule of a collect: from one call's end to the next step."""

import pytest

from interfaces.payback.errors import NotSent, OutcomeUnknown, PaybackError, Unfit
from interfaces.payback.faults import Meaning
from interfaces.payback.messages import BookingAnswer
from tests.transactions.sending.pretend import (
    KNOWN_ALREADY,
    NO_COUPON,
    NO_MEMBER,
    RECORD,
    REJECTED,
    SILENCE,
    UNREACHABLE,
    YES,
)
from transactions.choices import Kind, Reason, State, Verdict
from transactions.models import Transaction
from transactions.sending.verdict import (
    CallResult,
    NextStep,
    decide_next_step,
    read_answer,
    read_error,
)

FIRST_SEND, REPEAT = 0, 1

RULE = [
    (Verdict.BOOKED, FIRST_SEND, NextStep(State.BOOKED)),
    (Verdict.BOOKED, REPEAT, NextStep(State.BOOKED)),
    (Verdict.DUPLICATE, FIRST_SEND, NextStep(State.ATTENTION, Reason.RECEIPT_NUMBER_TAKEN)),
    (Verdict.DUPLICATE, REPEAT, NextStep(State.BOOKED)),
    (Verdict.REFUSED, FIRST_SEND, NextStep(State.REFUSED)),
    (Verdict.REFUSED, REPEAT, NextStep(State.ATTENTION, Reason.REFUSED_AFTER_UNKNOWN)),
    (Verdict.MISCONFIGURED, FIRST_SEND, NextStep(State.HELD, Reason.CREDENTIALS)),
    (Verdict.MISCONFIGURED, REPEAT, NextStep(State.HELD, Reason.CREDENTIALS)),
    (Verdict.UNFIT, FIRST_SEND, NextStep(State.ATTENTION, Reason.MESSAGE_UNFIT)),
    (Verdict.UNFIT, REPEAT, NextStep(State.ATTENTION, Reason.MESSAGE_UNFIT)),
    (Verdict.NOT_SENT, FIRST_SEND, NextStep(State.DUE, retries=True)),
    (Verdict.NOT_SENT, REPEAT, NextStep(State.UNKNOWN, retries=True)),
    (Verdict.UNKNOWN, FIRST_SEND, NextStep(State.UNKNOWN, retries=True)),
    (Verdict.UNKNOWN, REPEAT, NextStep(State.UNKNOWN, retries=True)),
]


class TestDecideNextStep:
    @pytest.mark.parametrize(("verdict", "earlier_arrivals", "expected"), RULE)
    def test_follows_the_table(
        self, verdict: Verdict, earlier_arrivals: int, expected: NextStep
    ) -> None:
        result = CallResult(verdict=verdict, record=RECORD)

        step = decide_next_step(result, earlier_arrivals=earlier_arrivals)

        assert step == expected

    def test_has_a_row_for_every_verdict_a_call_can_end_with(self) -> None:
        assert {row[0] for row in RULE} == set(Verdict) - {Verdict.WORKER_LOST}

    @pytest.mark.parametrize("earlier_arrivals", [FIRST_SEND, REPEAT])
    def test_never_loses_the_base_points_over_a_coupon(self, earlier_arrivals: int) -> None:
        result = CallResult(verdict=Verdict.REFUSED, record=RECORD, meaning=Meaning.COUPON_REJECTED)

        step = decide_next_step(result, earlier_arrivals=earlier_arrivals)

        assert step == NextStep(State.ATTENTION, Reason.COUPON)


class TestReadAnswer:
    def test_keeps_points_balance_and_applied_coupons(self) -> None:
        result = read_answer(YES, RECORD, row=Transaction(kind=Kind.COLLECT))

        assert result == CallResult(
            verdict=Verdict.BOOKED,
            record=RECORD,
            points=249,
            balance=1569,
            applied_coupons=["DEMO-X3"],
        )

    def test_leaves_unknown_points_unknown(self) -> None:
        result = read_answer(
            BookingAnswer(points=None, balance=None, bookings=()),
            RECORD,
            row=Transaction(kind=Kind.COLLECT),
        )

        assert (result.points, result.balance) == (None, None)


class TestReadError:
    @pytest.mark.parametrize(
        ("error", "verdict", "code"),
        [
            (KNOWN_ALREADY, Verdict.DUPLICATE, "LOY-00175"),
            (NO_MEMBER, Verdict.REFUSED, "LMS_00003"),
            (NO_COUPON, Verdict.REFUSED, "SIM_00005"),
            (REJECTED, Verdict.MISCONFIGURED, "http_401"),
            (UNREACHABLE, Verdict.NOT_SENT, "connect"),
            (SILENCE, Verdict.UNKNOWN, "timeout"),
            (PaybackError("new kind", RECORD), Verdict.UNKNOWN, "new kind"),
            (OutcomeUnknown("x" * 90, RECORD), Verdict.UNKNOWN, "x" * 40),
        ],
    )
    def test_names_verdict_and_code(self, error: PaybackError, verdict: Verdict, code: str) -> None:
        result = read_error(error)

        assert (result.verdict, result.code) == (verdict, code)
        assert result.record is RECORD

    def test_keeps_the_meaning_of_a_refusal(self) -> None:
        assert read_error(NO_COUPON).meaning == Meaning.COUPON_REJECTED

    def test_knows_no_meaning_without_a_refusal(self) -> None:
        assert read_error(NotSent("dns", RECORD)).meaning is None

    def test_takes_a_message_that_could_not_be_built_for_no_refusal_of_payback(self) -> None:
        error = Unfit("coupon: length", RECORD)

        result = read_error(error)

        assert (result.verdict, result.code) == (Verdict.UNFIT, "coupon: length")
