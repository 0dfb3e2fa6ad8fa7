"""Requests of a partner that rates itself: the base points, and nothing where PAYBACK rates."""

from dataclasses import replace
from typing import Any

import pytest
from lxml import etree

from interfaces.payback.building import build_purchase, build_refund
from interfaces.payback.envelope import SHARED
from interfaces.payback.messages import EventType, MessageUnfit
from interfaces.payback.profile import get_profile
from tests.interfaces.payback.samples import (
    CREDENTIALS,
    load_schema,
    make_item,
    make_purchase,
    make_refund,
)

SCHEMA = load_schema()
PROFILE = get_profile("extint")


def read_ratings(request: etree._Element) -> list[tuple[str | None, str | None]]:
    """Type and points of every booking that a request names, as the last of its elements."""
    SCHEMA.assertValid(request)
    last = [one for one in request if etree.QName(one).localname == "Transactions"]
    assert list(request)[len(request) - len(last) :] == last
    names = (f"{{{SHARED}}}TransactionType", f"{{{SHARED}}}TotalPoints/{{{SHARED}}}LoyaltyAmount")
    return [(one.findtext(names[0]), one.findtext(names[1])) for one in last]


class TestPurchase:
    @pytest.mark.parametrize(
        ("changes", "booked"),
        [
            ({"rated_points": None}, []),
            ({"rated_points": 249}, [("100", "249")]),
            ({"rated_points": 300}, [("100", "300")]),
            ({"rated_points": 0}, [("100", "0")]),
            ({"rated_points": 249, "event_type": EventType.RETRO_CREDIT}, [("110", "249")]),
        ],
        ids=["payback rates", "rated", "round", "nothing", "late"],
    )
    def test_names_the_base_points(
        self, changes: dict[str, Any], booked: list[tuple[str, str]]
    ) -> None:
        request = build_purchase(make_purchase(**changes), CREDENTIALS, PROFILE)

        assert read_ratings(request) == booked

    def test_keeps_its_items_and_coupons(self) -> None:
        purchase = make_purchase(rated_points=249, coupons=("DEMO-X3",), items=(make_item(),))

        request = build_purchase(purchase, CREDENTIALS, PROFILE)

        names = [etree.QName(one).localname for one in request]
        assert names[-3:] == ["CouponCodes", "PurchaseItemDetails", "Transactions"]

    def test_refuses_what_the_contract_cannot_hold(self) -> None:
        with pytest.raises(MessageUnfit):
            build_purchase(make_purchase(rated_points=10**18), CREDENTIALS, PROFILE)


class TestRefund:
    @pytest.mark.parametrize(
        ("points", "sign", "booked"),
        [(None, 1, []), (98, 1, [("102", "98")]), (98, -1, [("102", "-98")])],
        ids=["payback rates", "as agreed", "negative"],
    )
    def test_names_the_base_points_with_the_sign_of_the_profile(
        self, points: int | None, sign: int, booked: list[tuple[str, str]]
    ) -> None:
        profile = replace(PROFILE, refund_sign=sign)

        request = build_refund(make_refund(rated_points=points), CREDENTIALS, profile)

        assert read_ratings(request) == booked
