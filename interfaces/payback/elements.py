"""The parts that requests have in common, in the order the contract demands."""

from datetime import datetime

from lxml import etree

from interfaces.payback.credentials import Credentials
from interfaces.payback.envelope import EXTINT, SHARED
from interfaces.payback.messages import Item, Party
from interfaces.payback.profile import Placement, WireProfile
from interfaces.payback.wording import (
    write_amount,
    write_identifier,
    write_moment,
    write_quantity,
    write_words,
)


def add(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    """A child of a request element itself."""
    element = etree.SubElement(parent, f"{{{EXTINT}}}{name}")
    element.text = text
    return element


def add_shared(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    """A child inside a shared type."""
    element = etree.SubElement(parent, f"{{{SHARED}}}{name}")
    element.text = text
    return element


def add_consumer(
    request: etree._Element,
    credentials: Credentials,
    profile: WireProfile,
    *,
    device: str,
    party: Party | None,
) -> None:
    """Who calls, from which device."""
    consumer = add(request, "ConsumerIdentification")
    username = write_identifier("username", credentials.username, profile.limits)
    password = write_identifier("password", credentials.password, profile.limits)
    if profile.authentication in {Placement.BODY, Placement.BOTH}:
        pair = add_shared(consumer, "ConsumerAuthentication")
        add_shared(pair, "Principal", username)
        add_shared(pair, "Credential", password)
    if party is not None and "ConsumerIdentification/Partner" in profile.optional_elements:
        _add_party(consumer, party, profile)
    words = write_words("device_id", device, profile.limits)
    _add_optional(consumer, "DeviceID", words, profile)
    add_shared(consumer, "Version", profile.version)


def add_member(parent: etree._Element, card: str, profile: WireProfile) -> None:
    """The card, as the content of an Identification."""
    add_shared(parent, "Alias", write_identifier("card", card, profile.limits))
    add_shared(parent, "AliasType", profile.alias_type)


def add_authentication(
    request: etree._Element, card: str, profile: WireProfile, *, pin: str | None = None
) -> None:
    """A member who is named, and proven where a PIN is given."""
    authentication = add(request, "Authentication")
    add_member(add_shared(authentication, "Identification"), card, profile)
    if pin is not None:
        security = add_shared(authentication, "Security")
        add_shared(security, "SecretType", profile.secret_type)
        add_shared(security, "Secret", write_identifier("pin", pin, profile.limits))


def add_collect_event(
    request: etree._Element,
    profile: WireProfile,
    *,
    party: Party,
    occurred_at: datetime,
    receipt_number: str,
) -> None:
    """When and where something was bought, given back or undone."""
    event = add(request, "CollectEventData")
    _add_party(event, party, profile)
    moment = write_moment("occurred_at", occurred_at, profile.timezone)
    add_shared(event, "EffectiveDate", moment)
    add_shared(event, "ReceiptNumber", write_receipt_number(receipt_number, profile))
    add_shared(event, "CommunicationChannel", profile.channel)


def add_redemption_event(
    request: etree._Element,
    profile: WireProfile,
    *,
    party: Party,
    occurred_at: datetime,
    receipt_number: str,
) -> None:
    """When and where points were spent, or given back."""
    event = add(request, "RedemptionEvent")
    _add_party(event, party, profile)
    moment = write_moment("occurred_at", occurred_at, profile.timezone)
    add_shared(event, "EffectiveTime", moment)
    add_shared(event, "ReceiptNumber", write_receipt_number(receipt_number, profile))


def add_item(element: etree._Element, item: Item, profile: WireProfile) -> None:
    """One line of the basket, as the content of its element."""
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


def write_receipt_number(number: str, profile: WireProfile) -> str:
    """A receipt number of ours as it stands on the wire.

    :raises MessageUnfit: empty, too long, or with control characters.
    """
    return write_identifier("receipt_number", number, profile.limits)


def _add_optional(
    parent: etree._Element, name: str, text: str | None, profile: WireProfile
) -> None:
    if text is not None and name in profile.optional_elements:
        add_shared(parent, name, text)


def _add_party(parent: etree._Element, party: Party, profile: WireProfile) -> None:
    element = add_shared(parent, "Partner")
    partner = write_identifier("partner", party.partner, profile.limits)
    add_shared(element, "PartnerShortName", partner)
    for name, field, value in (
        ("BusinessUnitShortName", "business_unit", party.business_unit),
        ("BranchShortName", "branch", party.branch),
    ):
        if value:
            text = write_identifier(field, value, profile.limits)
            _add_optional(element, name, text, profile)


def _write_code(field: str, value: str | None, profile: WireProfile) -> str | None:
    return write_identifier(field, value, profile.limits) if value else None
