"""From messages to request elements, in the order the contract demands."""

from lxml import etree

from interfaces.payback.credentials import Credentials
from interfaces.payback.envelope import EXTINT, SHARED, new_request
from interfaces.payback.messages import BalanceQuery, Item, MessageUnfit, Party, Purchase
from interfaces.payback.profile import Placement, WireProfile
from interfaces.payback.wording import (
    write_amount,
    write_identifier,
    write_moment,
    write_quantity,
    write_words,
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
    _add_consumer(request, credentials, profile, device=purchase.device_id, party=purchase.party)
    authentication = _add(request, "Authentication")
    _add_member(_add_shared(authentication, "Identification"), purchase.card, profile)
    _add_collect_event(request, purchase, profile)
    _add(request, "PurchaseEventType", str(purchase.event_type.value))
    for name, amount in (
        ("RewardableLegalValue", purchase.eligible),
        ("TotalPurchaseLegalValue", purchase.total),
    ):
        if name in profile.optional_elements:
            _add_shared(_add(request, name), "LegalAmount", write_amount(name, amount))
    if purchase.payment_type is not None and "PaymentType" in profile.optional_elements:
        _add(request, "PaymentType", str(purchase.payment_type.value))
    for coupon in purchase.coupons:
        _add(request, "CouponCodes", write_identifier("coupon", coupon, profile.limits))
    for item in purchase.items:
        _add_item(_add(request, "PurchaseItemDetails"), item, profile)
    return request


def build_balance_query(
    query: BalanceQuery, credentials: Credentials, profile: WireProfile
) -> etree._Element:
    """The GetAliasDashboardRequest.

    :raises MessageUnfit: a part cannot be written without changing its meaning.
    """
    request = new_request("GetAliasDashboard")
    _add_consumer(request, credentials, profile, device=query.device_id, party=query.party)
    _add_member(_add(request, "Identification"), query.card, profile)
    return request


def _add(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    element = etree.SubElement(parent, f"{{{EXTINT}}}{name}")
    element.text = text
    return element


def _add_shared(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    element = etree.SubElement(parent, f"{{{SHARED}}}{name}")
    element.text = text
    return element


def _add_optional(
    parent: etree._Element, name: str, text: str | None, profile: WireProfile
) -> None:
    if text is not None and name in profile.optional_elements:
        _add_shared(parent, name, text)


def _add_consumer(
    request: etree._Element,
    credentials: Credentials,
    profile: WireProfile,
    *,
    device: str,
    party: Party | None,
) -> None:
    consumer = _add(request, "ConsumerIdentification")
    username = write_identifier("username", credentials.username, profile.limits)
    password = write_identifier("password", credentials.password, profile.limits)
    if profile.authentication in {Placement.BODY, Placement.BOTH}:
        pair = _add_shared(consumer, "ConsumerAuthentication")
        _add_shared(pair, "Principal", username)
        _add_shared(pair, "Credential", password)
    if party is not None and "ConsumerIdentification/Partner" in profile.optional_elements:
        _add_party(consumer, party, profile)
    words = write_words("device_id", device, profile.limits)
    _add_optional(consumer, "DeviceID", words, profile)
    _add_shared(consumer, "Version", profile.version)


def _add_member(parent: etree._Element, card: str, profile: WireProfile) -> None:
    _add_shared(parent, "Alias", write_identifier("card", card, profile.limits))
    _add_shared(parent, "AliasType", profile.alias_type)


def _add_party(parent: etree._Element, party: Party, profile: WireProfile) -> None:
    element = _add_shared(parent, "Partner")
    partner = write_identifier("partner", party.partner, profile.limits)
    _add_shared(element, "PartnerShortName", partner)
    for name, field, value in (
        ("BusinessUnitShortName", "business_unit", party.business_unit),
        ("BranchShortName", "branch", party.branch),
    ):
        if value:
            text = write_identifier(field, value, profile.limits)
            _add_optional(element, name, text, profile)


def _add_collect_event(request: etree._Element, purchase: Purchase, profile: WireProfile) -> None:
    event = _add(request, "CollectEventData")
    _add_party(event, purchase.party, profile)
    moment = write_moment("occurred_at", purchase.occurred_at, profile.timezone)
    _add_shared(event, "EffectiveDate", moment)
    number = write_identifier("receipt_number", purchase.receipt_number, profile.limits)
    _add_shared(event, "ReceiptNumber", number)
    _add_shared(event, "CommunicationChannel", profile.channel)


def _add_item(element: etree._Element, item: Item, profile: WireProfile) -> None:
    limits = profile.limits
    quantity = None if item.quantity is None else write_quantity("quantity", item.quantity)
    for name, text in (
        ("ArticleNumber", _write_code("article_number", item.article_number, profile)),
        ("ArticleDescription", write_words("description", item.description, limits)),
        ("ArticleEanCode", _write_code("ean", item.ean, profile)),
        ("PartnerProductGroupCode", _write_code("group_code", item.group_code, profile)),
        ("PartnerProductGroupName", write_words("group_name", item.group_name, limits)),
        ("Quantity", quantity),
        ("TotalTurnoverAmount", write_amount("amount", item.amount)),
        ("TotalRewardableAmount", write_amount("eligible", item.eligible)),
    ):
        _add_optional(element, name, text, profile)


def _write_code(field: str, value: str | None, profile: WireProfile) -> str | None:
    return write_identifier(field, value, profile.limits) if value else None
