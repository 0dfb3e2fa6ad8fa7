"""Requests as a foreign client would write them: by hand, from the contract."""

from string import Template
from typing import Any

from tests.simulator_process import PARTNER, PASSWORD, USERNAME

RICH = "9040193103187692"
POOR = "9040193103187775"
UNREGISTERED = "9040193103187858"
DISABLED = "9040193103187932"
EXPIRED = "9040193103188013"
UNKNOWN = "9040190000001000"
PIN = "1234"

ENVELOPE = Template("""<?xml version="1.0" encoding="UTF-8"?>
<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"
            xmlns:t="http://www.payback.net/lmsglobal/ws/v1/extint/types"
            xmlns:l="http://www.payback.net/lmsglobal/xsd/v1/types"><s:Body>
<t:${operation}Request>
  <t:ConsumerIdentification>
    <l:ConsumerAuthentication>
      <l:Principal>$username</l:Principal><l:Credential>$password</l:Credential>
    </l:ConsumerAuthentication>
    <l:DeviceID>KASSA-01</l:DeviceID><l:Version>1</l:Version>
  </t:ConsumerIdentification>
  $content
</t:${operation}Request></s:Body></s:Envelope>""")

IDENTIFICATION = "<l:Alias>$card</l:Alias><l:AliasType>1</l:AliasType>"
AUTHENTICATION = (
    f"<t:Authentication><l:Identification>{IDENTIFICATION}</l:Identification></t:Authentication>"
)
PARTNER_CONTEXT = (
    "<l:Partner><l:PartnerShortName>$partner</l:PartnerShortName>"
    "<l:BranchShortName>W1</l:BranchShortName></l:Partner>"
)
COLLECT_EVENT = (
    f"<t:CollectEventData>{PARTNER_CONTEXT}"
    "<l:EffectiveDate>2026-11-23T10:15:00+01:00</l:EffectiveDate>"
    "<l:ReceiptNumber>$receipt_number</l:ReceiptNumber>"
    "<l:CommunicationChannel>1</l:CommunicationChannel></t:CollectEventData>"
)
REDEMPTION_EVENT = (
    f"<t:RedemptionEvent>{PARTNER_CONTEXT}"
    "<l:EffectiveTime>2026-11-23T10:15:00+01:00</l:EffectiveTime>"
    "<l:ReceiptNumber>$receipt_number</l:ReceiptNumber></t:RedemptionEvent>"
)
ITEM = (
    "<t:PurchaseItemDetails><l:PartnerProductGroupCode>KF</l:PartnerProductGroupCode>"
    "<l:TotalRewardableAmount>{}</l:TotalRewardableAmount></t:PurchaseItemDetails>"
)
PARTNER_RATED = (
    "<t:Transactions><l:TransactionType>100</l:TransactionType>"
    "<l:TotalPoints><l:LoyaltyAmount>{}</l:LoyaltyAmount></l:TotalPoints></t:Transactions>"
)


def build_purchase(
    *items: str,
    receipt_number: str = "R-1",
    event_type: str = "1",
    coupons: tuple[str, ...] = (),
    rated: tuple[str, ...] = (),
    total: str = "299.90",
    **values: Any,
) -> bytes:
    """Return a purchase of the given rewardable amounts, by default one of 249.90."""
    content = (
        f"{AUTHENTICATION}{COLLECT_EVENT}<t:PurchaseEventType>{event_type}</t:PurchaseEventType>"
        f"<t:RewardableLegalValue><l:LegalAmount>50.00</l:LegalAmount></t:RewardableLegalValue>"
        f"<t:TotalPurchaseLegalValue><l:LegalAmount>{total}</l:LegalAmount>"
        "</t:TotalPurchaseLegalValue>"
        + "".join(f"<t:CouponCodes>{coupon}</t:CouponCodes>" for coupon in coupons)
        + "".join(map(ITEM.format, items or (() if rated else ("249.90",))))
        + "".join(map(PARTNER_RATED.format, rated))
    )
    return build("ProcessPurchaseEvent", content, receipt_number=receipt_number, **values)


def build_dashboard(**values: Any) -> bytes:
    """Return a request for the balance of a card."""
    content = f"<t:Identification>{IDENTIFICATION}</t:Identification>"
    return build("GetAliasDashboard", content, **values)


def build_refund(
    amount: str, *, reference: str, receipt_number: str, rated: tuple[str, ...] = (), **values: Any
) -> bytes:
    """Return the refund of an amount."""
    named = f"<t:ReferenceReceiptNumber>{reference}</t:ReferenceReceiptNumber>" if reference else ""
    content = (
        f"{AUTHENTICATION}{COLLECT_EVENT}<t:PurchaseEventType>1</t:PurchaseEventType>{named}"
        f"<t:RefundLegalValue><l:LegalAmount>{amount}</l:LegalAmount></t:RefundLegalValue>"
        + "".join(map(PARTNER_RATED.format, rated))
    )
    return build("RefundPurchaseEvent", content, receipt_number=receipt_number, **values)


def build_collect_reversal(*, reference: str, receipt_number: str, **values: Any) -> bytes:
    """Return the reversal of a whole purchase."""
    content = (
        f"{AUTHENTICATION}{COLLECT_EVENT}"
        f"<t:ReferenceReceiptNumber>{reference}</t:ReferenceReceiptNumber>"
    )
    return build("ReverseCollectEvent", content, receipt_number=receipt_number, **values)


def build_redemption(
    points: str, *, receipt_number: str = "E-1", pin: str = PIN, **values: Any
) -> bytes:
    """Return the redemption of points worth 10.00."""
    security = f"<l:Security><l:SecretType>4</l:SecretType><l:Secret>{pin}</l:Secret></l:Security>"
    authentication = AUTHENTICATION.replace("</t:Auth", f"{security}</t:Auth")
    content = (
        f"{authentication}{REDEMPTION_EVENT}<t:DirectRedemptionItemDetails>"
        f"<l:RedemptionLoyaltyValue><l:LoyaltyAmount>{points}</l:LoyaltyAmount>"
        "</l:RedemptionLoyaltyValue>"
        "<l:RedemptionLegalValue><l:LegalAmount>10.00</l:LegalAmount></l:RedemptionLegalValue>"
        "<l:TotalPurchaseValue><l:LegalAmount>59.90</l:LegalAmount></l:TotalPurchaseValue>"
        "</t:DirectRedemptionItemDetails>"
    )
    return build("ProcessDirectRedemptionEvent", content, receipt_number=receipt_number, **values)


def build_redemption_reversal(*, reference: str, receipt_number: str, **values: Any) -> bytes:
    """Return the reversal of a redemption."""
    content = (
        f"{AUTHENTICATION}{REDEMPTION_EVENT}<t:RedemptionNumber>{reference}</t:RedemptionNumber>"
    )
    return build("ReverseRedemptionEvent", content, receipt_number=receipt_number, **values)


def build(operation: str, content: str, **values: Any) -> bytes:
    """Return the envelope of any operation, with the demo's values where none are given."""
    given = {
        "operation": operation,
        "username": USERNAME,
        "password": PASSWORD,
        "partner": PARTNER,
        "card": RICH,
        **values,
    }
    return ENVELOPE.substitute(given, content=Template(content).substitute(given)).encode()
