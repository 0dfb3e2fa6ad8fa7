"""Every fault and every kind: the tests that show what becomes of it, or why it cannot happen.

Tests are named by their node ids below this folder; behind a bracket, `*` stands for any parameter.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Impossible:
    """Why this fault cannot meet this kind, in one sentence."""

    why: str


Cell = tuple[str, ...] | Impossible
KINDS = ("collect", "redeem", "refund", "reversal", "undo")
SENT_BY_WORKERS = tuple(kind for kind in KINDS if kind != "redeem")
RETURNS = ("refund", "reversal", "undo")

NOBODY_RINGS = Impossible("Nobody rings for a redemption, so the broker holds nothing of it.")
ONE_REQUEST = Impossible("A redemption is accepted and sent in one request; nothing is in between.")
NO_COUPONS = Impossible("Only a sale carries coupons.")
NO_WORKER = Impossible("No worker may claim a redemption; two requests at once are the first row.")


def of(kinds: tuple[str, ...], *tests: str) -> dict[str, Cell]:
    """The same tests for these kinds; `{}` in a node id is the kind."""
    return {kind: tuple(test.format(kind) for test in tests) for kind in kinds}


REPEATS = "test_repeats.py::"
REDEEM = "test_redeem.py::"
WEB = "test_web_killed.py::TestWebKilled::"
WEB_PAYING = "test_web_killed.py::TestWebKilledInARedemption::"
WORKER = "test_worker_killed.py::TestWorkerKilled::"
TROUBLES = "test_payback_troubles.py::"
RETURN = "test_returns.py::"
GATE = "test_gate.py::"
DATABASE = "test_database.py::TestDatabaseOutage::"
CLOCKS = "test_clocks.py::"
SETTINGS = "test_settings_changed.py::"
WORKERS = "test_two_workers.py::TestTwoWorkers::"
BROKER = "test_broker.py::"
AFTER_COMMIT = "test_after_the_commit_does_it_all_the_same_and_answers_the_repeat"
TWO_TILLS = "test_posted_by_two_tills_of_the_branch_at_once_is_one_row_and_one_booking"
THREE_TIMES = "test_are_shown_to_payback_three_times_and_corrected_ones_book_everything"
NO_BELL = "TestBroker::test_that_hears_no_bell_costs_nothing"
NO_ANSWER = "TestPaybackThat::test_gives_no_certain_answer_has_it_undone"

MATRIX: Mapping[str, Mapping[str, Cell]] = {
    "the till repeats at the same moment": {
        "collect": (
            f"{REPEATS}TestSameSale::test_posted_64_times_at_once_is_one_row_and_one_booking",
            f"{REPEATS}TestSameSale::{TWO_TILLS}",
        ),
        "redeem": (f"{REDEEM}TestTill::test_that_posts_five_times_at_once_pays_once",),
        **of(
            RETURNS,
            f"{REPEATS}TestSameReturn::test_posted_8_times_at_once_by_two_tills_is_one_row"
            "_and_one_booking[{}]",
        ),
    },
    "the till repeats later": {
        **of(SENT_BY_WORKERS, WEB + AFTER_COMMIT + "[before_answer-{}]"),
        "redeem": (f"{REDEEM}TestTill::test_that_posts_again_later_hears_the_first_answer",),
    },
    "the till loses the answer": {
        **of(SENT_BY_WORKERS, WEB + AFTER_COMMIT + "[before_answer-{}]"),
        "redeem": (
            f"{WEB_PAYING}test_after_the_record_has_it_undone_for_want_of_a_confirmation[*]",
        ),
    },
    "the web server is killed before the commit": {
        **of(
            SENT_BY_WORKERS,
            WEB + "test_before_the_commit_leaves_nothing_and_the_repeat_creates_it[*-{}]",
        ),
        "redeem": (f"{WEB_PAYING}test_before_the_commit_leaves_nothing_and_the_repeat_pays[*]",),
    },
    "the web server is killed after the commit": {
        **of(
            SENT_BY_WORKERS,
            WEB + AFTER_COMMIT + "[after_commit-{}]",
            WEB + AFTER_COMMIT + "[before_doorbell-{}]",
            WEB + AFTER_COMMIT + "[after_doorbell-{}]",
        ),
        "redeem": (
            f"{WEB_PAYING}test_before_the_call_has_it_cancelled_and_never_sent[*]",
            f"{WEB_PAYING}test_in_the_call_has_it_undone[*]",
        ),
    },
    "the broker is down": {
        "collect": (
            f"{BROKER}TestBrokerOutage::test_keeps_no_till_waiting[down]",
            f"{BROKER}TestBrokerOutage::test_delays_sales_no_longer_than_itself[down]",
        ),
        "redeem": (f"{REDEEM}TestOutage::test_of_the_broker_keeps_nobody_from_paying[down]",),
        **of(RETURNS, RETURN + NO_BELL + "[down-{}]"),
    },
    "the broker hangs": {
        "collect": (
            f"{BROKER}TestBrokerOutage::test_keeps_no_till_waiting[hanging]",
            f"{BROKER}TestBrokerOutage::test_delays_sales_no_longer_than_itself[hanging]",
        ),
        "redeem": (f"{REDEEM}TestOutage::test_of_the_broker_keeps_nobody_from_paying[hanging]",),
        **of(RETURNS, RETURN + NO_BELL + "[hanging-{}]"),
    },
    "the broker loses everything": {
        "collect": (f"{BROKER}TestEmptiedBroker::test_loses_no_sale_whose_doorbell_it_held",),
        "redeem": NOBODY_RINGS,
        **of(RETURNS, RETURN + NO_BELL + "[emptied-{}]"),
    },
    "the sender is killed before sending": {
        **of(SENT_BY_WORKERS, WORKER + "test_before_the_call_has_its_row_sent_once[*-{}]"),
        "redeem": (
            f"{WEB_PAYING}test_before_the_call_has_it_cancelled_and_never_sent[after_claim]",
            f"{WEB_PAYING}test_in_the_call_has_it_undone[after_started]",
            f"{WEB_PAYING}test_in_the_call_has_it_undone[before_first_byte]",
        ),
    },
    "the sender is killed after sending, before recording": {
        **of(
            SENT_BY_WORKERS,
            WORKER + "test_after_the_call_has_its_row_cleared_up[*-{}]",
            WORKER + "test_after_the_call_has_the_same_bytes_sent_again[*-{}]",
            WORKER + "test_after_recording_changes_nothing[{}]",
        ),
        "redeem": (
            f"{WEB_PAYING}test_in_the_call_has_it_undone[after_last_byte]",
            f"{WEB_PAYING}test_in_the_call_has_it_undone[after_answer]",
            f"{WEB_PAYING}test_in_the_call_has_it_undone[before_record]",
        ),
    },
    "PAYBACK times out, and books, does not, or books late": {
        "collect": (f"{TROUBLES}TestPaybackBeyondOurPatience::test_has_booked_once_in_the_end[*]",),
        "redeem": (
            f"{REDEEM}{NO_ANSWER}[books after our patience]",
            f"{REDEEM}{NO_ANSWER}[answers after our patience]",
        ),
        **of(
            RETURNS,
            TROUBLES + "TestPaybackBeyondOurPatience::test_has_taken_back_once_in_the_end[*-{}]",
        ),
    },
    "PAYBACK answers 5xx, a soap fault, garbage, half, or nothing": {
        "collect": (
            f"{TROUBLES}TestPaybackThat::test_does_not_book_is_asked_again[*]",
            f"{TROUBLES}TestPaybackThat::test_books_and_does_not_say_so_is_asked_again[*]",
            f"{TROUBLES}TestPaybackThat::test_is_asked_again_hears_the_same_bytes[*]",
        ),
        "redeem": (f"{REDEEM}{NO_ANSWER}[*]",),
        **of(
            RETURNS, RETURN + "TestPaybackThat::test_gives_no_certain_answer_is_asked_again[*-{}]"
        ),
    },
    "PAYBACK cannot be reached": {
        "collect": (
            f"{TROUBLES}TestUnreachablePayback::test_that_refuses_a_connection_is_asked_again",
            f"{TROUBLES}TestUnreachablePayback::test_that_is_gone_gets_every_sale_when_it_is_back",
        ),
        "redeem": (f"{REDEEM}TestPaybackThat::test_cannot_be_reached_is_never_asked",),
        **of(
            RETURNS,
            TROUBLES
            + "TestUnreachablePayback::test_that_is_gone_gets_every_return_when_it_is_back[{}]",
        ),
    },
    "PAYBACK refuses the credentials": {
        "collect": (f"{GATE}TestRejectedCredentials::{THREE_TIMES}",),
        "redeem": (f"{REDEEM}TestPaybackThat::test_rejects_our_credentials_is_asked_once",),
        **of(
            RETURNS,
            GATE + "TestReturnWithRejectedCredentials::test_is_held_and_done_once_when_they_are"
            "_corrected[{}]",
        ),
    },
    "PAYBACK says no": {
        **of(
            ("collect", "refund"),
            TROUBLES + "TestPaybackThatRefuses::test_is_asked_once_and_the_cashier_is_told_why[{}]",
        ),
        "redeem": (f"{REDEEM}TestPaybackThat::test_refuses_the_pin_is_asked_once",),
        **of(
            ("reversal", "undo"),
            TROUBLES + "TestPaybackThatRefuses::test_an_undoing_is_asked_until_it_agrees[{}]",
        ),
    },
    "PAYBACK says no to a coupon only": {
        "collect": (
            f"{TROUBLES}TestPaybackThatRefuses::test_a_coupon_only_leaves_the_sale_to_a_person",
        ),
        "redeem": NO_COUPONS,
        **dict.fromkeys(RETURNS, NO_COUPONS),
    },
    "the database is down": {
        **of(
            SENT_BY_WORKERS,
            DATABASE + "test_is_answered_with_503_and_over_for_a_till_that_repeats_as_told[{}]",
        ),
        "redeem": (
            f"{DATABASE}test_lets_no_redemption_reach_payback",
            f"{DATABASE}test_while_payback_redeems_has_it_undone",
        ),
    },
    "the till's clock is wrong": {
        **of(
            ("collect", "refund"),
            CLOCKS + "TestClockOfTheTill::test_that_is_wrong_leaves_it_to_a_person[*-{}]",
        ),
        "redeem": (f"{CLOCKS}TestClockOfTheTill::test_that_is_wrong_lets_nobody_pay",),
        **of(
            ("reversal", "undo"),
            CLOCKS + "TestClockOfTheTill::test_that_is_wrong_keeps_nothing_from_being_undone[{}]",
        ),
    },
    "the web server's clock is wrong": {
        **of(
            SENT_BY_WORKERS,
            CLOCKS + "TestClockOfTheWebServer::test_that_is_ahead_delays_nothing[{}]",
        ),
        "redeem": (
            f"{CLOCKS}TestClockOfTheWebServer::test_that_is_ahead_keeps_nobody_from_paying",
        ),
    },
    "the same receipt number comes with other content": {
        "collect": (f"{REPEATS}TestSameSale::test_posted_with_another_amount_is_refused",),
        "redeem": (
            f"{REDEEM}TestTill::test_that_asks_for_other_points_on_the_same_receipt_is_refused",
        ),
        "refund": (f"{REPEATS}TestOtherContent::test_under_the_number_of_a_return_is_refused",),
        **of(
            ("reversal", "undo"),
            REPEATS + "TestOtherContent::test_of_a_reversal_is_the_same_reversal[{}]",
        ),
    },
    "the partner is renamed between acceptance and sending": {
        **of(
            SENT_BY_WORKERS,
            SETTINGS
            + "TestAcceptedBeforeItsPartnerWasRenamed::test_is_held_until_the_name_is_back[{}]",
        ),
        "redeem": ONE_REQUEST,
    },
    "interface, branch or till is off, or the start date not reached": {
        **of(
            SENT_BY_WORKERS,
            SETTINGS + "TestAcceptedBeforeItsWayWasClosed::test_is_still_sent[{}-*]",
        ),
        "redeem": (f"{SETTINGS}TestAcceptedBeforeItsWayWasClosed::test_lets_nothing_new_in[*]",),
    },
    "two workers want one row": {
        **of(
            SENT_BY_WORKERS,
            WORKERS + "test_send_every_kind_once_however_often_the_bell_rings[{}]",
        ),
        "redeem": NO_WORKER,
    },
}
