"""Refunds, reversals and redemptions: valid against the contract, the same for the same message."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from interfaces.payback.building import (
    build_collect_reversal,
    build_redemption,
    build_redemption_reversal,
    build_refund,
)
from interfaces.payback.envelope import find_child, find_text, list_children, write_envelope
from interfaces.payback.messages import (
    EventType,
    Item,
    MessageUnfit,
    Party,
    Redemption,
    Refund,
    Reversal,
)
from interfaces.payback.profile import get_profile
from tests.interfaces.payback.samples import (
    CREDENTIALS,
    PIN,
    load_schema,
    make_item,
    make_redemption,
    make_refund,
    make_reversal,
    read_sample,
)

SCHEMA = load_schema()
PROFILE = get_profile("extint")

letters = st.characters(min_codepoint=32, max_codepoint=0x2FFF, exclude_categories=("Cc", "Cs"))
moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the strategy adds the zone
amounts = st.decimals(Decimal("0.01"), 10_000_000, places=2)


def codes(limit: int) -> st.SearchStrategy[str]:
    return st.text(letters, min_size=1, max_size=limit)


parties = st.builds(Party, codes(10), branch=st.none() | codes(10))
refunds = st.builds(
    Refund,
    card=codes(60),
    party=parties,
    receipt_number=codes(36),
    reference_receipt_number=codes(36),
    occurred_at=moments,
    event_type=st.sampled_from(EventType),
    eligible=amounts,
    items=st.lists(st.builds(Item, amount=amounts, eligible=amounts), max_size=3).map(tuple),
    rated_points=st.none() | st.integers(0, 10**12),
    device_id=st.text(max_size=80),
)
reversals = st.builds(
    Reversal,
    card=codes(60),
    party=parties,
    receipt_number=codes(36),
    reference_receipt_number=codes(36),
    occurred_at=moments,
)
redemptions = st.builds(
    Redemption,
    card=codes(60),
    pin=codes(255),
    party=parties,
    receipt_number=codes(36),
    occurred_at=moments,
    points=st.integers(1, 10**8),
    amount=amounts,
    total=amounts,
)

Build = Callable[..., etree._Element]
MESSAGES: list[tuple[Build, Any]] = [
    (build_refund, make_refund(items=(make_item(),), rated_points=98, device_id="KASSA-01")),
    (build_collect_reversal, make_reversal(device_id="KASSA-01")),
    (build_redemption, make_redemption(device_id="KASSA-01")),
    (build_redemption_reversal, make_reversal(device_id="KASSA-01")),
]


def list_paths(element: etree._Element) -> list[str]:
    """Every element with its place, in document order."""
    tree = element.getroottree()
    return [tree.getelementpath(child) for child in element.iter(etree.Element)]


class TestEveryMessage:
    @settings(max_examples=60, deadline=None)
    @given(refunds, reversals, redemptions)
    def test_is_valid_against_the_contract(
        self, refund: Refund, reversal: Reversal, redemption: Redemption
    ) -> None:
        SCHEMA.assertValid(build_refund(refund, CREDENTIALS, PROFILE))
        SCHEMA.assertValid(build_collect_reversal(reversal, CREDENTIALS, PROFILE))
        SCHEMA.assertValid(build_redemption(redemption, CREDENTIALS, PROFILE))
        SCHEMA.assertValid(build_redemption_reversal(reversal, CREDENTIALS, PROFILE))

    @pytest.mark.parametrize(("build", "message"), MESSAGES)
    def test_gives_the_same_bytes_when_read_back_in_another_zone(
        self, build: Build, message: Any
    ) -> None:
        again = replace(message, occurred_at=message.occurred_at.astimezone(UTC))

        sent = write_envelope(build(again, CREDENTIALS, PROFILE))

        assert sent == write_envelope(build(message, CREDENTIALS, PROFILE))

    @pytest.mark.parametrize(
        ("build", "message", "sample"),
        [
            (*MESSAGES[1], "ReverseCollectEventRequest"),
            (*MESSAGES[2], "ProcessDirectRedemptionEventRequest"),
            (*MESSAGES[3], "ReverseRedemptionEventRequest"),
        ],
    )
    def test_holds_the_elements_of_the_sample(
        self, build: Build, message: Any, sample: str
    ) -> None:
        full = replace(message, party=Party("OPTIKMST", branch="W1"))

        request = build(full, CREDENTIALS, PROFILE)

        expected = etree.fromstring(etree.tostring(etree.fromstring(read_sample(sample))[0][0]))
        assert list_paths(request) == list_paths(expected)

    @pytest.mark.parametrize(("build", "message"), MESSAGES)
    @pytest.mark.parametrize("number", ["", "X" * 37, "A\x1dB"])
    def test_refuses_a_receipt_number_that_does_not_fit(
        self, build: Build, message: Any, number: str
    ) -> None:
        with pytest.raises(MessageUnfit, match="receipt_number"):
            build(replace(message, receipt_number=number), CREDENTIALS, PROFILE)


class TestBuildRefund:
    def test_says_what_comes_back_of_which_receipt(self) -> None:
        item = make_item(group_code="KF", amount=Decimal(120), eligible=Decimal(100))

        request = build_refund(make_refund(items=(item,)), CREDENTIALS, PROFILE)

        details = next(list_children(request, "RefundItemDetails"))
        assert find_text(request, "ReferenceReceiptNumber") == "OPTIKMST-W1-0001-26-C"
        assert find_text(request, "CollectEventData", "ReceiptNumber") == "OPTIKMST-W1-0002-26-R1"
        assert find_text(request, "RefundLegalValue", "LegalAmount") == "100.00"
        assert find_text(details, "TotalRewardableAmount") == "100.00"

    def test_needs_no_lines(self) -> None:
        request = build_refund(make_refund(), CREDENTIALS, PROFILE)

        assert list(list_children(request, "RefundItemDetails")) == []

    @pytest.mark.parametrize("eligible", ["0", "-1"])
    def test_refuses_to_take_nothing_back(self, eligible: str) -> None:
        with pytest.raises(MessageUnfit, match="eligible: amount"):
            build_refund(make_refund(eligible=Decimal(eligible)), CREDENTIALS, PROFILE)


class TestBuildRedemption:
    def test_carries_the_pin_and_what_is_paid(self) -> None:
        request = build_redemption(make_redemption(), CREDENTIALS, PROFILE)

        details = find_child(request, "DirectRedemptionItemDetails")
        assert details is not None
        assert find_text(request, "Authentication", "Security", "Secret") == PIN
        assert find_text(request, "Authentication", "Security", "SecretType") == "4"
        assert find_text(details, "RedemptionLoyaltyValue", "LoyaltyAmount") == "1000"
        assert find_text(details, "RedemptionLegalValue", "LegalAmount") == "10.00"
        assert find_text(details, "TotalPurchaseValue", "LegalAmount") == "59.90"

    def test_takes_the_sign_from_the_profile(self) -> None:
        profile = replace(PROFILE, redemption_sign=-1)

        request = build_redemption(make_redemption(), CREDENTIALS, profile)

        details = find_child(request, "DirectRedemptionItemDetails")
        assert details is not None
        assert find_text(details, "RedemptionLoyaltyValue", "LoyaltyAmount") == "-1000"
        assert find_text(details, "RedemptionLegalValue", "LegalAmount") == "-10.00"
        assert find_text(details, "TotalPurchaseValue", "LegalAmount") == "59.90"

    @pytest.mark.parametrize(
        ("changes", "field"), [({"points": 0}, "points"), ({"pin": ""}, "pin")]
    )
    def test_refuses_what_means_nothing(self, changes: dict[str, Any], field: str) -> None:
        with pytest.raises(MessageUnfit, match=field):
            build_redemption(make_redemption(**changes), CREDENTIALS, PROFILE)

    def test_shows_the_pin_in_no_repr(self) -> None:
        assert PIN not in repr(make_redemption())


class TestBuildReversal:
    def test_of_a_redemption_carries_no_pin(self) -> None:
        request = build_redemption_reversal(make_reversal(), CREDENTIALS, PROFILE)

        assert find_child(request, "Authentication", "Security") is None
        assert find_text(request, "RedemptionNumber") == "OPTIKMST-W1-0001-26-C"
