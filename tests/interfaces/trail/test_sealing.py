"""Sealing the audit trail, alone and beside others who write."""

import io
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from pytest_django import Settings

from interfaces.models import Chain, Seal, SealHead
from interfaces.sealing import PositionsWentBack, count_rows, seal_trail, write_anchor
from interfaces.tasks import seal_audit_trail
from interfaces.verification import verify_trail
from tests.factories import ChainFactory
from tests.interfaces.trail.filling import fill_trail
from tests.interfaces.trail.superuser import counter_set_back, run, superuser

pytestmark = pytest.mark.django_db
WRITERS, ROUNDS = 6, 12


@contextmanager
def writing_elsewhere(name: str) -> Iterator[Callable[[], None]]:
    """Another connection that has written a row; call it to let it commit."""
    written, finish = threading.Event(), threading.Event()

    def write() -> None:
        try:
            with transaction.atomic():
                Chain.objects.create(name=name)
                written.set()
                assert finish.wait(timeout=30)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        job = pool.submit(write)
        assert written.wait(timeout=30)

        def commit() -> None:
            finish.set()
            job.result()

        try:
            yield commit
        finally:
            finish.set()


def seal_rows() -> int:
    """Seals; how many rows."""
    seal = seal_trail()
    return 0 if seal is None else count_rows(seal)


class TestSealTrail:
    def test_covers_what_is_new_and_nothing_twice(self) -> None:
        seal_trail()
        fill_trail()
        first = seal_trail()
        ChainFactory.create()
        second = seal_trail()

        assert first is not None
        assert second is not None
        assert (second.number, count_rows(second)) == (first.number + 1, 1)
        assert (second.after_position, second.previous_mac) == (first.to_position, first.mac)
        assert second.tables.keys() == {"interfaces_chainhistory"}

    def test_leaves_no_seal_without_new_rows(self) -> None:
        fill_trail()
        seal_trail()

        assert seal_trail() is None

    def test_depends_on_the_key(self, settings: Settings) -> None:
        fill_trail()
        seal_trail()
        settings.AUDIT_SEAL_KEY = "another-key-of-thirty-two-characters-or-more"

        findings = [str(one) for one in verify_trail().findings]

        assert "seal 1: changed, or not made with this key" in findings

    def test_refuses_when_the_counter_was_set_back(self) -> None:
        fill_trail()
        seal_trail()

        with counter_set_back(), pytest.raises(PositionsWentBack):
            seal_trail()

    def test_is_what_the_clock_does(self) -> None:
        fill_trail()

        seal_audit_trail()

        assert verify_trail().unsealed == 0


class TestAnEndThatWasTamperedWith:
    """Sealing goes on, and what was done stays visible for good."""

    @pytest.mark.parametrize(
        "statement",
        [
            "DELETE FROM interfaces_seal WHERE number = 2",
            "DELETE FROM interfaces_sealhead",
            "UPDATE interfaces_sealhead SET number = 1",
            "UPDATE interfaces_sealhead SET mac = seal_mac",
            "DELETE FROM interfaces_seal",
            "DELETE FROM interfaces_seal WHERE number = 2; DELETE FROM interfaces_sealhead",
        ],
    )
    @pytest.mark.django_db(transaction=True)
    def test_is_not_healed_by_the_next_seal(self, statement: str) -> None:
        for _number in range(2):
            ChainFactory.create()
            seal_trail()

        with superuser():
            run(statement)
            run("SET LOCAL session_replication_role = origin")
            ChainFactory.create()
            seal_trail()
            findings = verify_trail().findings

        assert findings != []


@pytest.mark.django_db(transaction=True)
class TestSealingBesideOthers:
    def test_waits_for_a_row_that_is_not_committed_yet(self) -> None:
        seal_trail()
        with writing_elsewhere("Früher") as commit:
            ChainFactory.create(name="Später")
            during = seal_rows()
            commit()

        assert during == 0
        assert seal_rows() == 2
        assert verify_trail().findings == []

    def test_does_not_wait_for_one_that_is_undone(self) -> None:
        seal_trail()
        with transaction.atomic():
            ChainFactory.create()
            transaction.set_rollback(True)
        ChainFactory.create()

        assert seal_rows() == 1

    def test_covers_every_row_once_while_many_write(self) -> None:
        seal_trail()
        stop = threading.Event()

        with ThreadPoolExecutor(WRITERS + 2) as pool:
            sealers = [pool.submit(seal_until, stop) for _number in range(2)]
            writers = [pool.submit(write_many, number) for number in range(WRITERS)]
            written = sum(one.result() for one in writers)
            stop.set()
            sealed = sum(one.result() for one in sealers)
        sealed += seal_rows()

        assert sealed == written > WRITERS * ROUNDS
        verdict = verify_trail()
        assert (verdict.findings, verdict.unsealed) == ([], 0)
        assert SealHead.objects.get().number == verdict.seals


class TestTheCommands:
    def test_print_the_anchor_and_accept_it(self) -> None:
        fill_trail()
        printed = call("audit_seal")

        seal = Seal.objects.get()
        assert printed == f"{count_rows(seal)} rows sealed. Anchor: {write_anchor(seal)}\n"
        assert "Nothing was tampered with." in call("audit_verify", "--anchor", write_anchor(seal))

    def test_say_that_there_is_nothing_to_seal(self) -> None:
        call("audit_seal")

        assert call("audit_seal") == "Nothing to seal.\n"

    def test_say_what_is_not_sealed_yet_and_find_no_fault_in_it(self) -> None:
        call("audit_seal")
        ChainFactory.create()

        assert "1 not sealed yet" in call("audit_verify")

    def test_end_with_an_error_that_names_table_seal_and_positions(self) -> None:
        ChainFactory.create()
        seal = seal_trail()
        assert seal is not None
        run("ALTER TABLE interfaces_chainhistory DISABLE TRIGGER USER")
        run("UPDATE interfaces_chainhistory SET name = 'Gefälscht'")
        run("ALTER TABLE interfaces_chainhistory ENABLE TRIGGER USER")
        errors = io.StringIO()

        with pytest.raises(CommandError, match="Tampered with: 1 findings"):
            call_command("audit_verify", stdout=io.StringIO(), stderr=errors)

        assert errors.getvalue() == (
            "table interfaces_chainhistory, seal 1, "
            f"positions 1 to {seal.to_position}: a row was changed or moved\n"
        )

    def test_end_with_an_error_when_the_counter_was_set_back(self) -> None:
        fill_trail()
        call("audit_seal")

        with counter_set_back(), pytest.raises(CommandError, match="was set back"):
            call("audit_seal")


def call(name: str, *arguments: str) -> str:
    """What a command prints."""
    printed = io.StringIO()
    call_command(name, *arguments, stdout=printed, stderr=printed)
    return printed.getvalue()


def seal_until(stop: threading.Event) -> int:
    """Seals again and again; how many rows in all."""
    sealed = 0
    try:
        while not stop.is_set():
            sealed += seal_rows()
    finally:
        connections.close_all()
    return sealed


def write_many(number: int) -> int:
    """Transactions of one to five rows, some undone, each open for a while; how many rows stay."""
    random, written = Random(number), 0  # noqa: S311
    try:
        for turn in range(ROUNDS):
            count, is_kept = random.randint(1, 5), random.random() < 0.7
            with transaction.atomic(), connection.cursor() as cursor:
                for row in range(count):
                    Chain.objects.create(name=f"{number}-{turn}-{row}")
                    cursor.execute("SELECT pg_sleep(%s)", [random.random() / 200])
                transaction.set_rollback(not is_kept)
            written += count if is_kept else 0
    finally:
        connections.close_all()
    return written
