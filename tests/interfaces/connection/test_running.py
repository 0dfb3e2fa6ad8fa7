"""A worker carries a test out: once, outside of transactions, and without keeping the password."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from cryptography.fernet import Fernet, MultiFernet
from django.db import connection
from pytest_django import Settings

from interfaces.choices import ProbeState
from interfaces.connection import running
from interfaces.models import ConnectionTest, Interface
from interfaces.payback.probe import run_probe
from interfaces.payback.stages import StageEnd
from tests.interfaces.connection.asking import (
    NOW,
    NOWHERE,
    SECOND,
    ask,
    carry_out,
    make_interface,
    name_stages,
    reread,
    type_in,
)
from tests.simulator_process import SimulatorProcess
from tests.transactions.at_once import call_apart, run_at_once

CANARY = "Zeisig&geheim<4711>"


def watch_rows(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The test's row, read by another connection as each stage begins to be reported."""
    seen: list[dict[str, Any]] = []

    def read_elsewhere() -> dict[str, Any]:
        return call_apart(lambda: dict(ConnectionTest.objects.values().get()))

    def probe(*, report: Any, **details: Any) -> tuple[StageEnd, ...]:
        def report_and_look(end: StageEnd) -> None:
            report(end)
            with ThreadPoolExecutor(1) as pool:
                row = pool.submit(read_elsewhere).result()
            seen.append({**row, "is_in_transaction": connection.in_atomic_block})

        return run_probe(report=report_and_look, **details)

    monkeypatch.setattr(running, "run_probe", probe)
    return seen


@pytest.mark.django_db(transaction=True)
class TestWhileItRuns:
    def test_shows_each_stage_to_others_as_it_ends(
        self, simulator: SimulatorProcess, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        seen = watch_rows(monkeypatch)

        carry_out(ask(type_in(simulator.url)))

        assert [len(row["stages"]) for row in seen] == [1, 2, 3, 4, 5, 6]
        assert {row["state"] for row in seen} == {ProbeState.RUNNING}

    def test_has_forgotten_the_typed_password_before_anything_is_sent(
        self, simulator: SimulatorProcess, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        seen = watch_rows(monkeypatch)

        carry_out(ask(type_in(simulator.url)))

        assert [row["password_sealed"] for row in seen] == [None] * 6

    def test_holds_no_transaction_open(
        self, simulator: SimulatorProcess, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        seen = watch_rows(monkeypatch)

        carry_out(ask(type_in(simulator.url)))

        assert [row["is_in_transaction"] for row in seen] == [False] * 6

    def test_is_carried_out_by_one_of_many_workers(self, simulator: SimulatorProcess) -> None:
        test = ask(type_in(simulator.url))

        run_at_once([partial(running.run_test, test_id=test.pk, clock=lambda: NOW)] * 4)

        assert len(simulator.calls()) == 1
        assert reread(test).state == ProbeState.PASSED


@pytest.mark.django_db
class TestTheEnd:
    def test_notes_every_stage_with_its_time(self, simulator: SimulatorProcess) -> None:
        ended = carry_out(ask(type_in(simulator.url)), at=NOW + SECOND)

        assert (ended.state, ended.reason) == (ProbeState.PASSED, "")
        assert (ended.started_at, ended.ended_at) == (NOW + SECOND, NOW + SECOND)
        assert name_stages(ended) == {
            "name": "passed",
            "connection": "passed",
            "tls": "skipped",
            "answer": "passed",
            "credentials": "passed",
            "partner": "passed",
        }
        assert all(row["duration_ms"] >= 0 for row in ended.stages)

    @pytest.mark.parametrize(
        ("change", "reason", "rejected"),
        [
            ({"password": "wrong"}, "credentials_401", True),
            ({"username": "wrong"}, "credentials_401", True),
            ({"partner_short_name": "WRONG"}, "partner_fault", False),
        ],
    )
    def test_names_what_was_refused(
        self, simulator: SimulatorProcess, change: dict[str, str], reason: str, *, rejected: bool
    ) -> None:
        ended = carry_out(ask(type_in(simulator.url, **change)))

        assert (ended.state, ended.reason) == (ProbeState.FAILED, reason)
        assert ended.are_credentials_rejected is rejected

    @pytest.mark.parametrize(
        ("trouble", "reason"),
        [
            ("http_500", "server_error"),
            ("garbage", "answer_foreign"),
            ("soap_fault", "disturbance"),
            ("refuse_connection", "answer_broken"),
            ("cut_answer", "answer_broken"),
            ("credentials_rejected", "credentials_401"),
        ],
    )
    def test_tells_the_troubles_of_the_other_side_apart(
        self, simulator: SimulatorProcess, trouble: str, reason: str
    ) -> None:
        simulator.trouble(trouble)

        ended = carry_out(ask(type_in(simulator.url)))

        assert (ended.state, ended.reason) == (ProbeState.FAILED, reason)

    def test_comes_without_a_call_when_the_stored_set_was_changed_meanwhile(
        self, simulator: SimulatorProcess
    ) -> None:
        interface = make_interface(simulator.url)
        test = ask(type_in(simulator.url, password=""), interface=interface)
        interface.username = "somebody"
        interface.save()

        ended = carry_out(test)

        assert (ended.state, ended.reason) == (ProbeState.FAILED, "settings_changed")
        assert simulator.calls() == []

    def test_comes_without_a_call_when_the_stored_password_was_removed_meanwhile(
        self, simulator: SimulatorProcess
    ) -> None:
        interface = make_interface(simulator.url)
        test = ask(type_in(simulator.url, password=""), interface=interface)
        Interface.objects.update(password=None)

        ended = carry_out(test)

        assert (ended.state, ended.reason) == (ProbeState.FAILED, "settings_changed")
        assert simulator.calls() == []

    def test_comes_without_a_call_when_the_host_is_not_allowed_any_more(
        self, simulator: SimulatorProcess, settings: Settings
    ) -> None:
        test = ask(type_in(simulator.url))
        settings.PAYBACK_ALLOWED_HOSTS = ["*.payback.at"]

        ended = carry_out(test)

        assert (ended.state, ended.reason) == (ProbeState.FAILED, "host_not_allowed")
        assert ended.password_sealed is None
        assert simulator.calls() == []

    def test_comes_without_a_call_when_no_key_opens_the_password(
        self, simulator: SimulatorProcess, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        test = ask(type_in(simulator.url))
        other_keys = MultiFernet([Fernet(Fernet.generate_key())])
        monkeypatch.setattr(ConnectionTest._meta.get_field("password"), "fernet", other_keys)

        ended = carry_out(test)

        assert (ended.state, ended.reason) == (ProbeState.FAILED, "password_unreadable")
        assert simulator.calls() == []

    def test_is_not_come_back_from(self, simulator: SimulatorProcess) -> None:
        ended = carry_out(ask(type_in(simulator.url)))

        again = carry_out(ended)

        assert again.ended_at == ended.ended_at
        assert len(simulator.calls()) == 1

    def test_is_there_already_when_the_worker_comes_too_late(self) -> None:
        test = ask(type_in(NOWHERE, password=CANARY))

        ended = carry_out(test, at=NOW + 9 * SECOND)

        assert (ended.state, ended.reason) == (ProbeState.LOST, "worker_absent")
        assert ended.password_sealed is None
