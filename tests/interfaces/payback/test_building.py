"""Requests: valid against the contract, in its order, the same for the same message."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from interfaces.payback.building import build_balance_query, build_purchase
from interfaces.payback.credentials import Credentials
from interfaces.payback.envelope import find_text, list_children, write_envelope
from interfaces.payback.messages import (
    EventType,
    Item,
    MessageUnfit,
    Party,
    PaymentType,
    Purchase,
)
from interfaces.payback.profile import Placement, get_profile
from tests.interfaces.payback.samples import (
    CARD,
    CREDENTIALS,
    PASSWORD,
    load_schema,
    make_item,
    make_purchase,
    make_query,
)

SCHEMA = load_schema()
PROFILE = get_profile("extint")

letters = st.characters(min_codepoint=32, max_codepoint=0x2FFF, exclude_categories=("Cc", "Cs"))
amounts = st.decimals(-10_000_000, 10_000_000, places=3)


def codes(limit: int) -> st.SearchStrategy[str]:
    return st.text(letters, min_size=1, max_size=limit)


items = st.builds(
    Item,
    group_code=st.none() | codes(30),
    group_name=st.none() | st.text(max_size=100),
    article_number=st.none() | codes(36),
    description=st.none() | st.text(max_size=100),
    ean=st.none() | codes(30),
    quantity=st.none() | st.decimals(0, 999_999, places=3),
    amount=amounts,
    eligible=amounts,
)
purchases = st.builds(
    Purchase,
    card=st.just(CARD),
    party=st.builds(
        Party, codes(10), branch=st.none() | codes(10), business_unit=st.none() | codes(10)
    ),
    receipt_number=codes(36),
    occurred_at=st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - the strategy adds the zone
    event_type=st.sampled_from(EventType),
    total=amounts,
    eligible=amounts,
    payment_type=st.none() | st.sampled_from(PaymentType),
    items=st.lists(items, min_size=1, max_size=4).map(tuple),
    coupons=st.lists(codes(255), max_size=3).map(tuple),
    rated_points=st.none() | st.integers(0, 10**12),
    device_id=st.text(max_size=80),
)


def build(purchase: Purchase) -> etree._Element:
    return build_purchase(purchase, CREDENTIALS, PROFILE)


def names(element: etree._Element) -> list[str]:
    return [etree.QName(child).localname for child in element]


class TestBuildPurchase:
    @settings(max_examples=150, deadline=None)
    @given(purchases)
    def test_is_valid_against_the_contract(self, purchase: Purchase) -> None:
        SCHEMA.assertValid(build(purchase))

    @settings(max_examples=50, deadline=None)
    @given(purchases)
    def test_gives_the_same_bytes_for_the_same_purchase(self, purchase: Purchase) -> None:
        again = replace(
            purchase,
            occurred_at=purchase.occurred_at.astimezone(UTC),
            total=purchase.total + Decimal("0.000"),
        )

        assert write_envelope(build(again)) == write_envelope(build(purchase))

    def test_keeps_umlauts_and_markup_as_text(self) -> None:
        request = build(make_purchase(items=(make_item(description="Größe <52> & Etui"),)))

        sent = etree.fromstring(write_envelope(request))

        assert "Größe <52> & Etui" in list(sent.itertext())

    def test_writes_the_parts_in_the_order_of_the_contract(self) -> None:
        purchase = make_purchase(
            payment_type=PaymentType.DEBIT, coupons=("A", "B"), items=(make_item(), make_item())
        )

        assert names(build(purchase)) == [
            "ConsumerIdentification",
            "Authentication",
            "CollectEventData",
            "PurchaseEventType",
            "RewardableLegalValue",
            "TotalPurchaseLegalValue",
            "PaymentType",
            "CouponCodes",
            "CouponCodes",
            "PurchaseItemDetails",
            "PurchaseItemDetails",
        ]

    def test_puts_the_group_code_and_amounts_into_the_item(self) -> None:
        item = make_item(group_code="KF", quantity=Decimal(2), eligible=Decimal("100.5"))

        details = next(list_children(build(make_purchase(items=(item,))), "PurchaseItemDetails"))

        assert [(etree.QName(part).localname, part.text) for part in details] == [
            ("PartnerProductGroupCode", "KF"),
            ("Quantity", "2"),
            ("TotalTurnoverAmount", "249.90"),
            ("TotalRewardableAmount", "100.50"),
        ]

    def test_names_branch_and_business_unit_where_known(self) -> None:
        request = build(make_purchase(party=Party("OPTIKMST", branch="W1", business_unit="AT")))

        assert find_text(request, "CollectEventData", "Partner", "BranchShortName") == "W1"
        assert find_text(request, "CollectEventData", "Partner", "BusinessUnitShortName") == "AT"

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"receipt_number": "X" * 37}, "receipt_number"),
            ({"receipt_number": ""}, "receipt_number"),
            ({"party": Party("X" * 11)}, "partner"),
            ({"party": Party("X", branch="Y" * 11)}, "branch"),
            ({"coupons": ("",)}, "coupon"),
            ({"coupons": ("X" * 256,)}, "coupon"),
            ({"coupons": ("A\x1dB",)}, "coupon"),
            ({"card": ""}, "card"),
            ({"items": ()}, "items"),
            ({"items": (make_item(group_code="X" * 31),)}, "group_code"),
            ({"items": (make_item(ean="X" * 31),)}, "ean"),
            ({"items": (make_item(amount=Decimal("0.0001")),)}, "amount"),
        ],
    )
    def test_refuses_what_would_change_its_meaning(
        self, changes: dict[str, object], field: str
    ) -> None:
        with pytest.raises(MessageUnfit) as refusal:
            build(make_purchase(**changes))

        assert refusal.value.field == field

    @pytest.mark.parametrize(
        ("placement", "shown"),
        [(Placement.BOTH, PASSWORD), (Placement.BODY, PASSWORD), (Placement.BASIC, None)],
    )
    def test_places_the_credentials_as_the_profile_says(
        self, placement: Placement, shown: str | None
    ) -> None:
        profile = replace(PROFILE, authentication=placement)

        request = build_purchase(make_purchase(), CREDENTIALS, profile)

        path = ("ConsumerIdentification", "ConsumerAuthentication", "Credential")
        assert find_text(request, *path) == shown

    def test_leaves_out_what_the_profile_does_not_send(self) -> None:
        profile = replace(PROFILE, optional_elements=frozenset())
        purchase = make_purchase(payment_type=PaymentType.CASH, device_id="KASSA-01")

        request = build_purchase(purchase, CREDENTIALS, profile)

        assert names(request)[3:] == ["PurchaseEventType", "PurchaseItemDetails"]
        assert find_text(request, "ConsumerIdentification", "DeviceID") is None

    def test_refuses_credentials_that_are_not_there(self) -> None:
        with pytest.raises(MessageUnfit, match="password: empty"):
            build_purchase(make_purchase(), Credentials("optik-muster", ""), PROFILE)


class TestBuildBalanceQuery:
    def test_is_valid_against_the_contract(self) -> None:
        request = build_balance_query(make_query(device_id="KASSA-01"), CREDENTIALS, PROFILE)

        SCHEMA.assertValid(request)

        assert find_text(request, "Identification", "Alias") == CARD

    def test_names_the_partner_where_the_profile_wants_it(self) -> None:
        wanted = PROFILE.optional_elements | {"ConsumerIdentification/Partner"}
        profile = replace(PROFILE, optional_elements=wanted)

        request = build_balance_query(make_query(party=Party("OPTIKMST")), CREDENTIALS, profile)

        SCHEMA.assertValid(request)
        path = ("ConsumerIdentification", "Partner", "PartnerShortName")
        assert find_text(request, *path) == "OPTIKMST"
