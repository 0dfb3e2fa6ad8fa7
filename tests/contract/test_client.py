"""Our client against the pretend PAYBACK over HTTP: every operation, and its dropped answer."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from interfaces.payback.client import PaybackClient
from interfaces.payback.credentials import Credentials
from interfaces.payback.endpoint import parse_endpoint
from interfaces.payback.errors import OutcomeUnknown, Refused
from interfaces.payback.faults import Meaning
from interfaces.payback.messages import (
    BalanceQuery,
    Item,
    Party,
    Purchase,
    Redemption,
    Refund,
    Reversal,
)
from interfaces.payback.profile import get_profile
from tests.simulator_process import PARTNER, PASSWORD, USERNAME, SimulatorProcess

CARD = "9040193103187692"
START = 1320
PARTY = Party(PARTNER, branch="W1")
NOW = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
PURCHASE = Purchase(
    card=CARD,
    party=PARTY,
    receipt_number="C-1",
    occurred_at=NOW,
    total=Decimal("299.90"),
    eligible=Decimal("249.90"),
    items=(Item(group_code="RAYBAN", amount=Decimal("249.90"), eligible=Decimal("249.90")),),
    device_id="KASSA-01",
)
REFUND = Refund(
    card=CARD,
    party=PARTY,
    receipt_number="R-1",
    reference_receipt_number="C-1",
    occurred_at=NOW,
    eligible=Decimal("100.00"),
    items=(Item(group_code="RAYBAN", amount=Decimal("100.00"), eligible=Decimal("100.00")),),
)
REVERSAL = Reversal(
    card=CARD,
    party=PARTY,
    receipt_number="S-1",
    reference_receipt_number="C-1",
    occurred_at=NOW,
)
REDEMPTION = Redemption(
    card=CARD,
    pin="1234",
    party=PARTY,
    receipt_number="E-1",
    occurred_at=NOW,
    points=1000,
    amount=Decimal("10.00"),
    total=Decimal("59.90"),
)
REDEMPTION_REVERSAL = replace(REVERSAL, receipt_number="S-2", reference_receipt_number="E-1")

Ask = Callable[[PaybackClient], Any]
REPEATED: dict[str, tuple[str, Ask]] = {
    "collect": ("C-1", lambda client: client.process_purchase(PURCHASE)),
    "refund": ("R-1", lambda client: client.refund_purchase(REFUND)),
    "collect reversal": ("S-1", lambda client: client.reverse_collect(REVERSAL)),
    "redemption reversal": (
        "S-2",
        lambda client: client.reverse_redemption(REDEMPTION_REVERSAL),
    ),
}
TWICE: dict[str, Ask] = {
    "collect": lambda client: client.reverse_collect(replace(REVERSAL, receipt_number="S-9")),
    "redemption": lambda client: client.reverse_redemption(
        replace(REDEMPTION_REVERSAL, receipt_number="S-9")
    ),
}


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorProcess]:
    """A running simulator for all scenes of this module."""
    with SimulatorProcess(tmp_path_factory.mktemp("client") / "simulator.sqlite3") as running:
        yield running


@pytest.fixture
def simulator(process: SimulatorProcess) -> SimulatorProcess:
    """The simulator with nothing booked."""
    process.reset()
    return process


@pytest.fixture
def client(simulator: SimulatorProcess) -> PaybackClient:
    profile = get_profile("simulator")
    return PaybackClient(
        endpoint=parse_endpoint(
            simulator.url, default_path=profile.path, allow_plain_loopback=True
        ),
        credentials=Credentials(USERNAME, PASSWORD),
        profile=profile,
    )


def prepare(client: PaybackClient, name: str) -> None:
    """Book what the operation refers to."""
    if name in {"refund", "collect reversal"}:
        client.process_purchase(PURCHASE)
    if name == "redemption reversal":
        client.redeem(REDEMPTION)


class TestOperations:
    def test_collect(self, simulator: SimulatorProcess, client: PaybackClient) -> None:
        answer, _record = client.process_purchase(PURCHASE)

        assert (answer.points, answer.balance) == (249, START + 249)
        assert [row["device_id"] for row in simulator.ledger()] == ["KASSA-01"]

    def test_balance(self, client: PaybackClient) -> None:
        answer, _record = client.get_balance(BalanceQuery(card=CARD, party=PARTY))

        assert answer.available_points == START

    def test_refund(self, simulator: SimulatorProcess, client: PaybackClient) -> None:
        client.process_purchase(PURCHASE)

        answer, _record = client.refund_purchase(REFUND)

        assert (answer.points, answer.balance) == (-100, START + 149)
        assert simulator.ledger()[-1]["reference_receipt_number"] == "C-1"

    def test_refund_of_more_than_was_bought(self, client: PaybackClient) -> None:
        client.process_purchase(PURCHASE)

        with pytest.raises(Refused) as refusal:
            client.refund_purchase(replace(REFUND, items=(), eligible=Decimal("249.91")))

        assert refusal.value.meaning is Meaning.REFUND_TOO_LARGE

    def test_redeem_and_reverse(self, simulator: SimulatorProcess, client: PaybackClient) -> None:
        spent, record = client.redeem(REDEMPTION)

        given_back, _record = client.reverse_redemption(REDEMPTION_REVERSAL)

        assert (spent.points, spent.balance) == (-1000, START - 1000)
        assert (given_back.points, given_back.balance) == (1000, START)
        assert "1234" not in record.request_masked
        assert simulator.balance(CARD) == START

    @pytest.mark.parametrize(
        ("changes", "meaning"),
        [
            ({"pin": "4321"}, Meaning.PIN_WRONG),
            ({"points": 199}, Meaning.TOO_FEW_POINTS),
            ({"points": 1321}, Meaning.INSUFFICIENT_POINTS),
            ({"card": "9040190000001000"}, Meaning.MEMBER_UNKNOWN),
        ],
    )
    def test_redeem_in_vain(
        self,
        simulator: SimulatorProcess,
        client: PaybackClient,
        changes: dict[str, Any],
        meaning: Meaning,
    ) -> None:
        with pytest.raises(Refused) as refusal:
            client.redeem(replace(REDEMPTION, **changes))

        assert refusal.value.meaning is meaning
        assert simulator.ledger() == []

    @pytest.mark.parametrize("name", ["collect reversal", "redemption reversal"])
    def test_reversal_of_what_never_arrived(self, client: PaybackClient, name: str) -> None:
        with pytest.raises(Refused) as refusal:
            REPEATED[name][1](client)

        assert refusal.value.meaning is Meaning.ORIGINAL_UNKNOWN

    @pytest.mark.parametrize("name", ["collect", "redemption"])
    def test_second_reversal(
        self, simulator: SimulatorProcess, client: PaybackClient, name: str
    ) -> None:
        prepare(client, f"{name} reversal")
        REPEATED[f"{name} reversal"][1](client)

        with pytest.raises(Refused) as refusal:
            TWICE[name](client)

        assert refusal.value.meaning is Meaning.ALREADY_REVERSED
        assert simulator.balance(CARD) == START


class TestBookedAndTheAnswerDropped:
    @pytest.mark.parametrize("name", REPEATED)
    def test_is_told_by_the_repeat_and_booked_once(
        self, simulator: SimulatorProcess, client: PaybackClient, name: str
    ) -> None:
        number, ask = REPEATED[name]
        prepare(client, name)
        simulator.trouble("drop_after_booking")
        with pytest.raises(OutcomeUnknown):
            ask(client)

        with pytest.raises(Refused) as repeat:
            ask(client)

        assert repeat.value.meaning is Meaning.DUPLICATE_RECEIPT
        assert len(simulator.ledger(receipt_number=number)) == 1

    @pytest.mark.parametrize("name", REPEATED)
    def test_is_booked_by_the_repeat_where_it_was_dropped_before(
        self, simulator: SimulatorProcess, client: PaybackClient, name: str
    ) -> None:
        number, ask = REPEATED[name]
        prepare(client, name)
        simulator.trouble("drop_before_booking")
        with pytest.raises(OutcomeUnknown):
            ask(client)

        ask(client)

        assert len(simulator.ledger(receipt_number=number)) == 1

    def test_redemption_is_undone_by_its_reversal(
        self, simulator: SimulatorProcess, client: PaybackClient
    ) -> None:
        simulator.trouble("drop_after_booking")
        with pytest.raises(OutcomeUnknown):
            client.redeem(REDEMPTION)

        client.reverse_redemption(REDEMPTION_REVERSAL)

        assert simulator.balance(CARD) == START
