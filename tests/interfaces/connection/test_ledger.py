"""A connection test books nothing, however often it is made and however it ends."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from itertools import cycle, islice
from typing import Any

import pytest

from interfaces.outbound import read_endpoint, read_profile
from interfaces.payback.client import PaybackClient
from interfaces.payback.credentials import Credentials
from interfaces.payback.messages import Item, Party, Purchase
from interfaces.payback.probe import run_probe
from interfaces.payback.stages import Reason, Stage, StageEnd
from tests.simulator_process import PARTNER, PASSWORD, USERNAME, SimulatorProcess

TESTS = 1000
CARD = "9040193103187692"
SETTINGS = [
    {},
    {"username": "somebody"},
    {"password": "wrong"},
    {"partner": "ELSEWHERE"},
]
TROUBLES: list[dict[str, Any]] = [
    {"trouble": "http_500"},
    {"trouble": "http_500", "when": "after"},
    {"trouble": "garbage"},
    {"trouble": "soap_fault", "when": "after"},
    {"trouble": "fault_message", "code": "LMS_00008"},
    {"trouble": "refuse_connection"},
    {"trouble": "close_after_request"},
    {"trouble": "cut_answer"},
    {"trouble": "drop_before_booking"},
    {"trouble": "drop_after_booking"},
    {"trouble": "credentials_rejected"},
]


@pytest.fixture
def booked(simulator: SimulatorProcess) -> Iterator[SimulatorProcess]:
    """The pretend PAYBACK with one booking, and with trouble for some hundred of the next calls."""
    purchase = Purchase(
        card=CARD,
        party=Party(PARTNER),
        receipt_number="B-1",
        occurred_at=datetime(2026, 11, 23, 9, 15, tzinfo=UTC),
        total=Decimal("249.90"),
        eligible=Decimal("249.90"),
        items=(Item(group_code="RAYBAN", amount=Decimal("249.90"), eligible=Decimal("249.90")),),
        device_id="KASSA-1",
    )
    make_client(simulator.url).process_purchase(purchase)
    for order in TROUBLES:
        simulator.trouble(**order, calls=40)
    yield simulator
    simulator.clear_troubles()


def make_client(url: str) -> PaybackClient:
    return PaybackClient(
        endpoint=read_endpoint(url, profile_name="simulator"),
        credentials=Credentials(USERNAME, PASSWORD),
        profile=read_profile("simulator"),
    )


def probe(url: str, settings: dict[str, str]) -> StageEnd:
    """The last stage of one test."""
    typed = {"username": USERNAME, "password": PASSWORD, "partner": PARTNER, **settings}
    ends = run_probe(
        endpoint=read_endpoint(url, profile_name="simulator"),
        credentials=Credentials(typed["username"], typed["password"]),
        partner=typed["partner"],
        profile=read_profile("simulator"),
        report=lambda _end: None,
    )
    return ends[-1]


def read_books(simulator: SimulatorProcess) -> tuple[Any, int]:
    return simulator.ledger(), simulator.balance(CARD)


def count_reasons(ends: list[StageEnd]) -> Counter[Any]:
    """How often each reason came; a test that passed has none."""
    return Counter(end.reason for end in ends)


class TestAThousandTests:
    def test_leave_ledger_and_balances_as_they_were(self, booked: SimulatorProcess) -> None:
        before = read_books(booked)
        settings = islice(cycle(SETTINGS), TESTS)

        with ThreadPoolExecutor(8) as pool:
            ends = list(pool.map(lambda one: probe(booked.url, one), settings))

        reasons = count_reasons(ends)
        assert read_books(booked) == before
        assert [row["receipt_number"] for row in before[0]] == ["B-1"]
        assert len(ends) == TESTS
        assert booked.troubles() == []
        assert min(reasons.values()) >= 10
        assert {
            None,
            Reason.ANSWER_BROKEN,
            Reason.ANSWER_FOREIGN,
            Reason.CREDENTIALS_401,
            Reason.DISTURBANCE,
            Reason.PARTNER_FAULT,
            Reason.SERVER_ERROR,
        } <= set(reasons)
        # A refused connection ends before anybody can know what was to be asked.
        assert {call["operation"] for call in booked.calls()[1:]} == {"GetAliasDashboard", ""}


class TestOneThatPasses:
    def test_asks_for_a_card_that_nobody_has(self, simulator: SimulatorProcess) -> None:
        end = probe(simulator.url, {})

        calls = simulator.calls()
        assert (end.stage, end.reason) == (Stage.PARTNER, None)
        assert [(call["operation"], call["detail"]) for call in calls] == [
            ("GetAliasDashboard", "LMS_00003")
        ]
