"""Whether what the simulator answers is itself valid by the contract."""

from pathlib import Path

import pytest
from lxml import etree

from tests.interfaces.simulator import envelopes
from tests.interfaces.simulator.caller import Caller
from tests.interfaces.simulator.envelopes import (
    build_collect_reversal,
    build_dashboard,
    build_purchase,
    build_redemption,
    build_redemption_reversal,
    build_refund,
)

CONTRACT = Path(__file__).parents[3] / "interfaces" / "payback" / "contract"


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    """The contract's schema."""
    return etree.XMLSchema(etree.parse(str(CONTRACT / "extint-types.xsd")))


class TestAnswer:
    """An answer…"""

    @pytest.mark.parametrize(
        ("body", "name"),
        [
            (build_purchase(coupons=("DEMO-X3",)), "ProcessPurchaseEventResponse"),
            (build_purchase(card=envelopes.DISABLED), "ProcessPurchaseEventResponse"),
            (build_dashboard(), "GetAliasDashboardResponse"),
            (build_dashboard(card=envelopes.UNKNOWN), "GetAliasDashboardResponse"),
            (
                build_refund("1.00", reference="B-0", receipt_number="B-1"),
                "RefundPurchaseEventResponse",
            ),
            (
                build_collect_reversal(reference="B-0", receipt_number="S-1"),
                "ReverseCollectEventResponse",
            ),
            (build_redemption("200"), "ProcessDirectRedemptionEventResponse"),
            (
                build_redemption_reversal(reference="E-0", receipt_number="S-1"),
                "ReverseRedemptionEventResponse",
            ),
        ],
    )
    def test_is_the_response_of_its_request(
        self, caller: Caller, schema: etree.XMLSchema, body: bytes, name: str
    ) -> None:
        caller.post(build_purchase(receipt_number="B-0"))
        caller.post(build_redemption("300", receipt_number="E-0"))

        received = caller.post(body)

        (answer,) = etree.fromstring(received.body).iterfind("{*}Body/*")
        assert etree.QName(answer).localname == name
        schema.assertValid(answer)
