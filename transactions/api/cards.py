"""Read a card, ask for its points, and remember it for an order."""

from datetime import datetime

from ninja import Router, Schema

from interfaces.clock import get_database_time
from transactions.api.access import TillRequest, WorkstationBearer, WorkstationThrottle
from transactions.api.answers import ProblemAnswer, ReasonAnswer, write_euros
from transactions.api.problems import Problem
from transactions.queries import get_chain_rules
from transactions.sending import BalanceUnavailable, ask_balance, judge_spending
from transactions.services import capture_order, require_interface
from transactions.validation import InvalidRequest, build_capture, build_card
from transactions.validation.requests import (
    ORDER_NUMBER_PATTERN,
    BalanceRequest,
    CaptureRequest,
    CardRequest,
)

router = Router(tags=["cards"], auth=WorkstationBearer(), throttle=WorkstationThrottle())
RETRY_SECONDS = "5"


class CardAnswer(Schema):
    """A card: its masked number and how it came in; or why the scan is none."""

    is_card: bool
    card: str | None
    form: str | None
    reason: ReasonAnswer | None


class BalanceAnswer(Schema):
    """What a member can spend; `points` and `value` are null where PAYBACK refuses to say."""

    card: str
    points: int | None
    value: str | None
    can_redeem: bool
    reason: ReasonAnswer | None


class CaptureAnswer(Schema):
    """What an order remembers."""

    order_number: str
    card: str
    coupons: list[str]
    captured_at: datetime


@router.post(
    "/cards",
    response={200: CardAnswer, (400, 401, 413, 422, 429, 503): ProblemAnswer},
    summary="Read a scan",
)
def post_card(request: TillRequest, body: CardRequest) -> CardAnswer:
    """Nothing is stored and PAYBACK is not asked."""
    del request
    try:
        card = build_card(scan=body.scan, field_name="scan")
    except InvalidRequest as error:
        reason = ReasonAnswer(code="not_a_card", message=error.errors[0].message)
        return CardAnswer(is_card=False, card=None, form=None, reason=reason)
    return CardAnswer(is_card=True, card=card.masked, form=card.form, reason=None)


@router.post(
    "/balances",
    response={200: BalanceAnswer, (400, 401, 409, 413, 422, 429, 503): ProblemAnswer},
    summary="Ask for a member's points",
)
def post_balance(request: TillRequest, body: BalanceRequest) -> BalanceAnswer:
    """Asks PAYBACK at once, and says whether the member may pay with points."""
    card = build_card(scan=body.card, field_name="card")
    require_interface(workstation=request.auth, now=get_database_time())
    try:
        balance = ask_balance(workstation=request.auth, card=card, clock=get_database_time)
    except BalanceUnavailable as error:
        raise Problem("payback_unavailable", headers={"Retry-After": RETRY_SECONDS}) from error
    rules = get_chain_rules(chain=request.auth.branch.chain_id)
    spending = judge_spending(balance, rules)
    obstacle, value = spending.obstacle, spending.value_cents
    return BalanceAnswer(
        card=card.masked,
        points=balance.points,
        value=None if value is None else write_euros(value),
        can_redeem=obstacle is None,
        reason=ReasonAnswer(code=obstacle.code, message=obstacle.message) if obstacle else None,
    )


@router.put(
    "/orders/{path:order_number}/capture",
    response={200: CaptureAnswer, (400, 401, 404, 409, 413, 422, 429, 503): ProblemAnswer},
    summary="Remember card and coupons for a spectacle order",
)
def put_capture(request: TillRequest, order_number: str, body: CaptureRequest) -> CaptureAnswer:
    """The last word counts, until a receipt has earned with the order."""
    if not ORDER_NUMBER_PATTERN.fullmatch(order_number):
        raise Problem("not_found")
    card, coupons = build_capture(request=body)
    row = capture_order(
        workstation=request.auth,
        order_number=order_number,
        card=card,
        coupons=coupons,
        now=get_database_time(),
    )
    return CaptureAnswer(
        order_number=row.order_number,
        card=row.card_masked,
        coupons=row.coupons,
        captured_at=row.captured_at,
    )
