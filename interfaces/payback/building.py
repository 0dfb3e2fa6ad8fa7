"""From messages to request elements, in the order the contract demands."""

from decimal import Decimal

from lxml import etree

from interfaces.payback.credentials import Credentials
from interfaces.payback.elements import (
    add,
    add_authentication,
    add_collect_event,
    add_consumer,
    add_item,
    add_member,
    add_redemption_event,
    add_shared,
    write_receipt_number,
)
from interfaces.payback.envelope import new_request
from interfaces.payback.messages import (
    BalanceQuery,
    BookingType,
    EventType,
    MessageUnfit,
    Purchase,
    Redemption,
    Refund,
    Reversal,
)
from interfaces.payback.profile import WireProfile
from interfaces.payback.wording import (
    write_amount,
    write_identifier,
    write_points,
    write_quantity,
)


def build_purchase(
    purchase: Purchase, credentials: Credentials, profile: WireProfile
) -> etree._Element:
    """The ProcessPurchaseEventRequest.

    :raises MessageUnfit: a part cannot be written without changing its meaning.
    """
    if not purchase.items:
        raise MessageUnfit("items", "empty")
    request = new_request("ProcessPurchaseEvent")
    _add_collect_head(request, purchase, credentials, profile)
    add(request, "PurchaseEventType", str(purchase.event_type.value))
    for name, amount in (
        ("RewardableLegalValue", purchase.eligible),
        ("TotalPurchaseLegalValue", purchase.total),
    ):
        _add_money(request, name, amount, profile)
    if purchase.payment_type is not None and "PaymentType" in profile.optional_elements:
        add(request, "PaymentType", str(purchase.payment_type.value))
    for coupon in purchase.coupons:
        add(request, "CouponCodes", write_identifier("coupon", coupon, profile.limits))
    for item in purchase.items:
        add_item(add(request, "PurchaseItemDetails"), item, profile)
    is_late = purchase.event_type is EventType.RETRO_CREDIT
    kind = BookingType.RETRO_CREDIT if is_late else BookingType.PURCHASE
    _add_rating(request, kind, purchase.rated_points)
    return request


def build_refund(refund: Refund, credentials: Credentials, profile: WireProfile) -> etree._Element:
    """The RefundPurchaseEventRequest.

    :raises MessageUnfit: a part cannot be written without changing its meaning.
    """
    if refund.eligible <= 0:
        raise MessageUnfit("eligible", "amount")
    request = new_request("RefundPurchaseEvent")
    _add_collect_head(request, refund, credentials, profile)
    add(request, "PurchaseEventType", str(refund.event_type.value))
    reference = write_receipt_number(refund.reference_receipt_number, profile)
    add(request, "ReferenceReceiptNumber", reference)
    _add_money(request, "RefundLegalValue", refund.eligible, profile)
    for item in refund.items:
        add_item(add(request, "RefundItemDetails"), item, profile)
    points = refund.rated_points
    signed = None if points is None else profile.refund_sign * points
    _add_rating(request, BookingType.REFUND, signed)
    return request


def build_collect_reversal(
    reversal: Reversal, credentials: Credentials, profile: WireProfile
) -> etree._Element:
    """The ReverseCollectEventRequest.

    :raises MessageUnfit: a part cannot be written without changing its meaning.
    """
    request = new_request("ReverseCollectEvent")
    _add_collect_head(request, reversal, credentials, profile)
    reference = write_receipt_number(reversal.reference_receipt_number, profile)
    add(request, "ReferenceReceiptNumber", reference)
    return request


def build_redemption(
    redemption: Redemption, credentials: Credentials, profile: WireProfile
) -> etree._Element:
    """The ProcessDirectRedemptionEventRequest, the only one that carries a PIN.

    :raises MessageUnfit: a part cannot be written without changing its meaning.
    """
    if redemption.points <= 0 or redemption.amount <= 0:
        raise MessageUnfit("points", "amount")
    request = new_request("ProcessDirectRedemptionEvent")
    _add_redemption_head(request, redemption, credentials, profile, pin=redemption.pin)
    details = add(request, "DirectRedemptionItemDetails")
    sign = profile.redemption_sign
    points = write_quantity("points", Decimal(sign * redemption.points))
    add_shared(add_shared(details, "RedemptionLoyaltyValue"), "LoyaltyAmount", points)
    for name, amount in (
        ("RedemptionLegalValue", sign * redemption.amount),
        ("TotalPurchaseValue", redemption.total),
    ):
        add_shared(add_shared(details, name), "LegalAmount", write_amount(name, amount))
    return request


def build_redemption_reversal(
    reversal: Reversal, credentials: Credentials, profile: WireProfile
) -> etree._Element:
    """The ReverseRedemptionEventRequest; it needs no PIN.

    :raises MessageUnfit: a part cannot be written without changing its meaning.
    """
    request = new_request("ReverseRedemptionEvent")
    _add_redemption_head(request, reversal, credentials, profile)
    reference = write_receipt_number(reversal.reference_receipt_number, profile)
    add(request, "RedemptionNumber", reference)
    return request


def build_balance_query(
    query: BalanceQuery, credentials: Credentials, profile: WireProfile
) -> etree._Element:
    """The GetAliasDashboardRequest.

    :raises MessageUnfit: a part cannot be written without changing its meaning.
    """
    request = new_request("GetAliasDashboard")
    add_consumer(request, credentials, profile, device=query.device_id, party=query.party)
    add_member(add(request, "Identification"), query.card, profile)
    return request


def _add_collect_head(
    request: etree._Element,
    message: Purchase | Refund | Reversal,
    credentials: Credentials,
    profile: WireProfile,
) -> None:
    add_consumer(request, credentials, profile, device=message.device_id, party=message.party)
    add_authentication(request, message.card, profile)
    add_collect_event(
        request,
        profile,
        party=message.party,
        occurred_at=message.occurred_at,
        receipt_number=message.receipt_number,
    )


def _add_redemption_head(
    request: etree._Element,
    message: Redemption | Reversal,
    credentials: Credentials,
    profile: WireProfile,
    *,
    pin: str | None = None,
) -> None:
    add_consumer(request, credentials, profile, device=message.device_id, party=message.party)
    add_authentication(request, message.card, profile, pin=pin)
    add_redemption_event(
        request,
        profile,
        party=message.party,
        occurred_at=message.occurred_at,
        receipt_number=message.receipt_number,
    )


def _add_money(request: etree._Element, name: str, amount: Decimal, profile: WireProfile) -> None:
    if name in profile.optional_elements:
        add_shared(add(request, name), "LegalAmount", write_amount(name, amount))


def _add_rating(request: etree._Element, kind: BookingType, points: int | None) -> None:
    """What the partner rated, in whole points; without it PAYBACK rates."""
    if points is None:
        return
    booking = add(request, "Transactions")
    add_shared(booking, "TransactionType", str(kind.value))
    add_shared(add_shared(booking, "TotalPoints"), "LoyaltyAmount", write_points(points))
