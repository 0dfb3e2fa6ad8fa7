"""A SOAP library that knows nothing of us accepts our WSDL and works with it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests
import zeep
from zeep.transports import Transport

from tests.simulator_process import PARTNER, PASSWORD, USERNAME, SimulatorProcess

CARD = "9040193103187692"
PIN = "1234"
CONSUMER = {
    "ConsumerAuthentication": {"Principal": USERNAME, "Credential": PASSWORD},
    "DeviceID": "ZEEP-01",
    "Version": "1",
}
IDENTIFICATION = {"Alias": CARD, "AliasType": "1"}
NOW = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)


@pytest.fixture(scope="module")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorProcess]:
    """A running simulator."""
    with SimulatorProcess(tmp_path_factory.mktemp("zeep") / "simulator.sqlite3") as process:
        yield process


@pytest.fixture
def service(simulator: SimulatorProcess) -> Iterator[Any]:
    """The operations as zeep generates them from the WSDL it loads over HTTP."""
    simulator.reset()
    with requests.Session() as session:
        session.auth = (USERNAME, PASSWORD)
        client = zeep.Client(f"{simulator.soap_url}?wsdl", transport=Transport(session=session))
        yield client.service


def build_event(receipt_number: str) -> dict[str, Any]:
    """Return the event of a collect operation."""
    return {
        "Partner": {"PartnerShortName": PARTNER, "BranchShortName": "W1"},
        "EffectiveDate": NOW,
        "ReceiptNumber": receipt_number,
        "CommunicationChannel": "1",
    }


def build_redemption_event(receipt_number: str) -> dict[str, Any]:
    """Return the event of a redeeming operation."""
    return {
        "Partner": {"PartnerShortName": PARTNER},
        "EffectiveTime": NOW,
        "ReceiptNumber": receipt_number,
    }


def buy(service: Any, receipt_number: str = "Z-1", card: str = CARD) -> Any:
    """Collect points for 249.90 with a coupon."""
    return service.ProcessPurchaseEvent(
        ConsumerIdentification=CONSUMER,
        Authentication={"Identification": {**IDENTIFICATION, "Alias": card}},
        CollectEventData=build_event(receipt_number),
        PurchaseEventType="1",
        TotalPurchaseLegalValue={"LegalAmount": "299.90"},
        CouponCodes=["DEMO-PLUS100"],
        PurchaseItemDetails=[{"TotalRewardableAmount": "249.90"}],
    )


def redeem(service: Any, receipt_number: str = "E-1") -> Any:
    """Pay with 1000 points."""
    return service.ProcessDirectRedemptionEvent(
        ConsumerIdentification=CONSUMER,
        Authentication={
            "Identification": IDENTIFICATION,
            "Security": {"SecretType": "4", "Secret": PIN},
        },
        RedemptionEvent=build_redemption_event(receipt_number),
        DirectRedemptionItemDetails={
            "RedemptionLoyaltyValue": {"LoyaltyAmount": "1000"},
            "RedemptionLegalValue": {"LegalAmount": "10.00"},
            "TotalPurchaseValue": {"LegalAmount": "59.90"},
        },
    )


class TestWsdl:
    """The WSDL served over HTTP…"""

    def test_says_where_it_was_asked(self, simulator: SimulatorProcess, service: Any) -> None:
        assert service._binding_options["address"] == simulator.soap_url

    @pytest.mark.parametrize("name", ["../extint.wsdl", "nothing.xsd", ""])
    def test_comes_with_no_files_but_its_schemas(
        self, simulator: SimulatorProcess, name: str
    ) -> None:
        response = requests.get(simulator.soap_url, params={"xsd": name}, timeout=10)

        assert response.status_code == 404

    def test_names_the_files_beside_it(self) -> None:
        contract = Path(__file__).parents[2] / "interfaces" / "payback" / "contract"

        client = zeep.Client(str(contract / "extint.wsdl"))

        assert client.service._binding_options["address"].endswith("/PBExternalServices/v1/soap")


class TestZeep:
    """A client generated from the WSDL…"""

    def test_collects(self, simulator: SimulatorProcess, service: Any) -> None:
        answer = buy(service)

        assert answer.FaultMessage is None
        assert [int(item.TotalPoints.LoyaltyAmount) for item in answer.Transactions] == [249, 100]
        assert [entry["device_id"] for entry in simulator.ledger()] == ["ZEEP-01"]

    def test_reads_a_refusal(self, service: Any) -> None:
        answer = buy(service, card="9040190000001000")

        assert answer.FaultMessage.Code == "LMS_00003"

    def test_reads_a_soap_fault(self, simulator: SimulatorProcess, service: Any) -> None:
        simulator.trouble("soap_fault")

        with pytest.raises(zeep.exceptions.Fault, match="Internal error"):
            buy(service)

    def test_asks_for_the_balance(self, service: Any) -> None:
        answer = service.GetAliasDashboard(
            ConsumerIdentification=CONSUMER, Identification=IDENTIFICATION
        )

        assert answer.PointsStatementListItem.AvailablePointsAmount == 1320

    def test_refunds_and_reverses(self, simulator: SimulatorProcess, service: Any) -> None:
        authentication = {"Identification": IDENTIFICATION}
        buy(service)

        refund = service.RefundPurchaseEvent(
            ConsumerIdentification=CONSUMER,
            Authentication=authentication,
            CollectEventData=build_event("B-1"),
            PurchaseEventType="1",
            ReferenceReceiptNumber="Z-1",
            RefundLegalValue={"LegalAmount": "100.00"},
        )
        reversal = service.ReverseCollectEvent(
            ConsumerIdentification=CONSUMER,
            Authentication=authentication,
            CollectEventData=build_event("S-1"),
            ReferenceReceiptNumber="Z-1",
        )

        assert (refund.FaultMessage, reversal.FaultMessage) == (None, None)
        assert simulator.balance(CARD) == 1320

    def test_redeems_and_reverses(self, simulator: SimulatorProcess, service: Any) -> None:
        redemption = redeem(service)

        reversal = service.ReverseRedemptionEvent(
            ConsumerIdentification=CONSUMER,
            Authentication={"Identification": IDENTIFICATION},
            RedemptionEvent=build_redemption_event("S-1"),
            RedemptionNumber="E-1",
        )

        assert redemption.AccountBalanceDetails[0].AvailablePointsAmount == 320
        assert reversal.AccountBalanceDetails[0].AvailablePointsAmount == 1320
        assert simulator.balance(CARD) == 1320
