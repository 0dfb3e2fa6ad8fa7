"""`manage.py enrol`."""

import io
import re

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from interfaces.models import EnrolmentCode
from interfaces.services import enrol_workstation
from tests.factories import WorkstationFactory

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    """What the command prints."""
    printed = io.StringIO()
    call_command("enrol", *arguments, stdout=printed)
    return printed.getvalue()


class TestEnrol:
    def test_prints_a_code_that_works(self) -> None:
        workstation = WorkstationFactory.create(branch__code="W1", computer_name="KASSA-1")

        printed = run("--branch", "W1", "--computer", "KASSA-1")

        new = enrol_workstation(
            code=printed.split()[0],
            computer_name="KASSA-1",
            remote_address="192.0.2.7",
            now=timezone.now(),
        )
        assert new.workstation == workstation
        assert EnrolmentCode.objects.get().created_by is None

    @time_machine.travel("2026-11-23T09:00:00Z", tick=False)
    def test_says_until_when_and_for_which_computer(self) -> None:
        WorkstationFactory.create(branch__code="W1", computer_name="KASSA-1")

        printed = run("--branch", "W1", "--computer", "kassa-1")

        assert re.fullmatch(
            r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}"
            r"  \(valid until 23\.11\.2026 11:00, for KASSA-1 \(W1\)\)\n",
            printed,
        )

    @pytest.mark.parametrize(
        "arguments",
        [
            ["--branch", "W2", "--computer", "KASSA-1"],
            ["--branch", "w1", "--computer", "KASSA-1"],
            ["--branch", "W1", "--computer", "KASSA"],
            ["--branch", "W1", "--computer", "KASSA-1", "--chain", "Optik Fremd"],
        ],
        ids=" ".join,
    )
    def test_refuses_an_unknown_workstation(self, arguments: list[str]) -> None:
        WorkstationFactory.create(
            branch__code="W1", branch__chain__name="Optik Nah", computer_name="KASSA-1"
        )

        with pytest.raises(CommandError, match="No such workstation"):
            run(*arguments)

        assert EnrolmentCode.objects.count() == 0

    def test_asks_for_the_chain_when_two_have_such_a_workstation(self) -> None:
        make_twins()

        with pytest.raises(CommandError, match="add --chain"):
            run("--branch", "W1", "--computer", "KASSA-1")

        assert EnrolmentCode.objects.count() == 0

    def test_takes_the_one_of_the_named_chain(self) -> None:
        make_twins()

        run("--branch", "W1", "--computer", "KASSA-1", "--chain", "Optik Fern")

        workstation = EnrolmentCode.objects.get().workstation
        assert workstation.branch.chain.name == "Optik Fern"

    @pytest.mark.parametrize("missing", ["--branch", "--computer"])
    def test_names_the_missing_argument(self, missing: str) -> None:
        given = {"--branch": "W1", "--computer": "KASSA-1"}
        del given[missing]

        with pytest.raises(CommandError, match=missing):
            run(*[part for pair in given.items() for part in pair])


def make_twins() -> None:
    """The same branch code and computer name in two chains."""
    WorkstationFactory.create(
        branch__code="W1", branch__chain__name="Optik Nah", computer_name="KASSA-1"
    )
    WorkstationFactory.create(
        branch__code="W1", branch__chain__name="Optik Fern", computer_name="KASSA-1"
    )
