"""Whether a workstation can collect, and what it is told when it cannot."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone

from interfaces.choices import NotReady
from tests.factories import InterfaceFactory
from tests.factories.interfaces import PASSWORD
from tests.transactions.api.conftest import Refuse
from tests.transactions.till import Till, build_body
from transactions.choices import State
from transactions.models import Delivery

INTERFACE = "/api/v1/interface"
TODAY = timezone.localdate()
TOMORROW = TODAY + timedelta(days=1)


def remove_interface(till: Till) -> None:
    till.interface.delete()


def plan_interface(till: Till) -> None:
    till.interface.start_date = TOMORROW
    till.interface.save()


def switch_interface_off(till: Till) -> None:
    till.interface.is_active = False
    till.interface.save()


def switch_workstation_off(till: Till) -> None:
    till.workstation.is_active = False
    till.workstation.save()


def switch_branch_off(till: Till) -> None:
    till.workstation.branch.is_active = False
    till.workstation.branch.save()


def switch_chain_off(till: Till) -> None:
    till.workstation.branch.chain.is_active = False
    till.workstation.branch.chain.save()


Change = Callable[[Till], None]
CLOSED = [
    pytest.param(remove_interface, NotReady.NO_INTERFACE, id="no interface"),
    pytest.param(plan_interface, NotReady.NOT_STARTED, id="not started"),
    pytest.param(switch_interface_off, NotReady.INTERFACE_OFF, id="interface off"),
    pytest.param(switch_workstation_off, NotReady.WORKSTATION_OFF, id="workstation off"),
    pytest.param(switch_branch_off, NotReady.BRANCH_OFF, id="branch off"),
    pytest.param(switch_chain_off, NotReady.CHAIN_OFF, id="chain off"),
]


class TestWorkstationThatIsNotReady:
    @pytest.mark.parametrize(("change", "reason"), CLOSED)
    def test_is_refused_a_collect_with_the_reason(
        self, till: Till, refuse: Refuse, change: Change, reason: NotReady
    ) -> None:
        change(till)

        answer = refuse(build_body())

        assert answer.status_code == 409
        content = answer.json()
        assert content["code"] == "not_ready"
        assert content["reason"] == {"code": reason.value, "message": str(reason.label)}
        assert content["detail"].startswith(f"{reason.label} Es wurde nichts gespeichert.")

    @pytest.mark.parametrize(("change", "reason"), CLOSED)
    def test_is_told_why_by_its_interface(
        self, till: Till, change: Change, reason: NotReady
    ) -> None:
        change(till)

        answer = till.get(INTERFACE).json()

        assert answer["ready"] is False
        assert answer["reason"] == {"code": reason.value, "message": str(reason.label)}
        assert answer["scope"] is None
        assert answer["partner_short_name"] is None

    def test_may_post_the_same_request_again_once_it_is_ready(
        self, till: Till, refuse: Refuse
    ) -> None:
        switch_branch_off(till)
        refuse(build_body())
        till.workstation.branch.is_active = True
        till.workstation.branch.save()

        assert till.collect(build_body()).status_code == 202


class TestInterfaceWithoutPassword:
    @pytest.fixture
    def till(self, till: Till) -> Till:
        till.interface.password = None
        till.interface.save()
        return till

    def test_still_accepts_collects(self, till: Till) -> None:
        answer = till.collect(build_body())

        assert answer.status_code == 202
        assert answer.json()["outcome"] == "queued"
        assert Delivery.objects.get().state == State.DUE

    def test_is_not_ready_and_says_so(self, till: Till) -> None:
        answer = till.get(INTERFACE).json()

        assert answer["ready"] is False
        assert answer["reason"]["code"] == "password_missing"
        assert answer["partner_short_name"] == "DEMOOPTIK"


class TestInterface:
    def test_is_answered_with_every_field_of_the_contract(self, till: Till) -> None:
        answer = till.get(INTERFACE)

        assert answer.status_code == 200
        assert answer.json() == {
            "kind": "payback_at",
            "ready": True,
            "reason": None,
            "partner_short_name": "DEMOOPTIK",
            "scope": "chain",
            "start_date": None,
            "next_start_date": None,
            "branch": till.workstation.branch.code,
            "computer_name": till.workstation.computer_name,
        }

    def test_names_the_scope_and_start_of_the_most_specific_one(self, till: Till) -> None:
        branch = till.workstation.branch
        fields = {"chain": branch.chain, "branch": branch, "start_date": TODAY}
        InterfaceFactory.create(**fields, partner_short_name="FILIALE")
        InterfaceFactory.create(**fields, workstation=till.workstation, partner_short_name="KASSA")

        answer = till.get(INTERFACE).json()

        assert answer["scope"] == "workstation"
        assert answer["partner_short_name"] == "KASSA"
        assert date.fromisoformat(answer["start_date"]) == TODAY

    def test_names_the_next_start(self, till: Till) -> None:
        InterfaceFactory.create(chain=till.workstation.branch.chain, start_date=TOMORROW)

        answer = till.get(INTERFACE).json()

        assert answer["ready"] is True
        assert date.fromisoformat(answer["next_start_date"]) == TOMORROW

    def test_never_shows_a_secret(self, till: Till) -> None:
        shown = till.get(INTERFACE).content.decode()

        assert PASSWORD not in shown
        assert till.token not in shown
        assert till.interface.username not in shown
        assert till.interface.host not in shown

    def test_says_in_english_why_it_is_not_ready(self, till: Till) -> None:
        switch_branch_off(till)

        answer = till.get(INTERFACE, Accept_Language="en").json()

        assert answer["reason"]["message"] == "The branch is switched off."
