"""Every doubt about PAYBACK Austria's interface as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from interfaces.payback.faults import FAULTS, Meaning


class Placement(StrEnum):
    """Where user and password of the partner travel."""

    BASIC = "basic"
    BODY = "body"
    BOTH = "both"


class RatingMode(StrEnum):
    """Who works out the points of a purchase.

    ``payback``: we send no Transactions, and therefore at least one item. ``partner``: we send the
    base points as Transactions; promotions stay PAYBACK's.
    """

    PAYBACK = "payback"
    PARTNER = "partner"


LIMITS: Mapping[str, int] = MappingProxyType(
    {
        "username": 60,
        "password": 255,
        "device_id": 60,
        "partner": 10,
        "business_unit": 10,
        "branch": 10,
        "card": 60,
        "pin": 255,
        "receipt_number": 36,
        "coupon": 255,
        "article_number": 36,
        "description": 60,
        "ean": 30,
        "group_code": 30,
        "group_name": 30,
    }
)

OPTIONAL_ELEMENTS = frozenset(
    {
        "DeviceID",
        "BusinessUnitShortName",
        "BranchShortName",
        "RewardableLegalValue",
        "TotalPurchaseLegalValue",
        "RefundLegalValue",
        "PaymentType",
        "ArticleNumber",
        "ArticleDescription",
        "ArticleEanCode",
        "PartnerProductGroupCode",
        "PartnerProductGroupName",
        "Quantity",
        "TotalTurnoverAmount",
        "TotalRewardableAmount",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WireProfile:
    """One dialect of the interface family: what is sent, how long is waited, how codes read.

    ``verified`` is true only for a dialect tried against PAYBACK's own system. Limits count
    characters. ``optional_elements`` names the optional elements that are sent when a value is
    known; ``ConsumerIdentification/Partner`` may be among them. ``rating`` and ``points_per_euro``
    hold where the chain decides nothing else. ``loopback``: a host that is written as this machine
    may be called. ``further_authorities``: certificates in PEM that are
    trusted beside those of the certifi package.
    """

    name: str
    verified: bool
    path: str
    authentication: Placement = Placement.BOTH
    channel: str = "1"
    alias_type: str = "1"
    secret_type: str = "4"  # noqa: S105 - a kind, not a secret
    version: str = "1"
    redemption_sign: int = 1
    rating: RatingMode = RatingMode.PAYBACK
    points_per_euro: Decimal = Decimal(1)
    refund_sign: int = 1
    timezone: str = "Europe/Vienna"
    limits: Mapping[str, int] = field(default_factory=lambda: LIMITS, hash=False)
    card_prefixes: tuple[str, ...] = ("904",)
    issuer_prefix: str = "904019"
    optional_elements: frozenset[str] = OPTIONAL_ELEMENTS
    faults: Mapping[str, Meaning] = field(default_factory=lambda: FAULTS, hash=False)
    connect_timeout_seconds: float = 3.0
    read_timeout_seconds: float = 10.0
    total_timeout_seconds: float = 12.0
    max_answer_bytes: int = 1024 * 1024
    loopback: bool = False
    further_authorities: str = field(default="", repr=False)


_EXTINT = WireProfile(name="extint", verified=False, path="/PBExternalServices/v1/soap")

PROFILES: Mapping[str, WireProfile] = MappingProxyType(
    {
        "extint": _EXTINT,
        "simulator": replace(_EXTINT, name="simulator", path="/simulator/v1/soap"),
    }
)


def get_profile(name: str) -> WireProfile:
    """The shipped profile of that name.

    :raises KeyError: no profile has that name.
    """
    return PROFILES[name]
