"""Copying an interface: all or none, and never a password to another address."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User

from interfaces.choices import DeedKind
from interfaces.copying import (
    CopyOrder,
    CopyRefused,
    SourceChanged,
    copy_interface,
    plan_copies,
    read_source,
)
from interfaces.deeds import Actor
from interfaces.models import Branch, Deed, Interface, Workstation
from tests.factories import BranchFactory, InterfaceFactory, WorkstationFactory
from tests.factories.interfaces import PASSWORD

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def source() -> Interface:
    return Interface.objects.select_related("chain").get(pk=InterfaceFactory.create().pk)


@pytest.fixture
def branch(source: Interface) -> Branch:
    return BranchFactory.create(chain=source.chain)


@pytest.fixture
def workstation(branch: Branch) -> Workstation:
    return WorkstationFactory.create(branch=branch)


@pytest.fixture
def user() -> User:
    return User.objects.create(username="leitung")


def order(source: Interface, *targets: Branch | Workstation, **changes: Any) -> CopyOrder:
    """An order as the page gives it, unless `changes` say otherwise."""
    base = CopyOrder(
        source=source,
        targets=targets,
        start_date=None,
        host=source.host,
        seen=read_source(source),
    )
    return replace(base, **changes)


def copy(what: CopyOrder, user: User, *, may_take_password: bool = True) -> list[Interface]:
    """The copies, as they are stored."""
    made = copy_interface(
        what,
        may_take_password=may_take_password,
        user=user,
        actor=Actor(user_key=user.pk, username=user.username),
        now=NOW,
    )
    return [Interface.objects.get(pk=row.pk) for row in made]


class TestCopyInterface:
    def test_makes_one_for_each_target(
        self, source: Interface, branch: Branch, workstation: Workstation, user: User
    ) -> None:
        made = copy(order(source, branch, workstation, start_date=date(2026, 12, 1)), user)

        places = [(row.chain, row.branch, row.workstation, str(row.start_date)) for row in made]
        assert places == [
            (source.chain, branch, None, "2026-12-01"),
            (source.chain, branch, workstation, "2026-12-01"),
        ]
        assert {
            (row.partner_short_name, row.host, row.username, row.profile_name) for row in made
        } == {(source.partner_short_name, source.host, source.username, source.profile_name)}

    def test_leaves_a_deed_for_each(self, source: Interface, branch: Branch, user: User) -> None:
        made = copy(order(source, branch), user)

        deed = Deed.objects.get()
        assert (deed.kind, deed.interface_key) == (DeedKind.INTERFACE_COPY, made[0].pk)
        assert (deed.user_key, deed.branch_key, deed.done_at) == (user.pk, branch.pk, NOW)
        assert str(source.pk) in deed.detail
        assert PASSWORD not in deed.detail

    def test_makes_none_when_one_cannot_be_made(
        self, source: Interface, branch: Branch, user: User
    ) -> None:
        foreign = BranchFactory.create()

        with pytest.raises(CopyRefused):
            copy(order(source, branch, foreign), user)

        assert (Interface.objects.count(), Deed.objects.count()) == (1, 0)

    def test_makes_none_for_nobody(self, source: Interface, user: User) -> None:
        with pytest.raises(CopyRefused):
            copy(order(source), user)

    @pytest.mark.parametrize(
        "change",
        [{"host": "https://elsewhere.example"}, {"username": "x"}, {"partner_short_name": "X"}],
        ids=str,
    )
    def test_makes_none_when_the_interface_changed_meanwhile(
        self, source: Interface, branch: Branch, user: User, change: dict[str, str]
    ) -> None:
        what = order(source, branch)
        Interface.objects.filter(pk=source.pk).update(**change)

        with pytest.raises(SourceChanged):
            copy(what, user)

        assert Interface.objects.count() == 1


class TestPasswordOfACopy:
    def test_goes_along_to_the_same_login_and_is_sealed_anew(
        self, source: Interface, branch: Branch, user: User
    ) -> None:
        made = copy(order(source, branch), user)[0]

        assert (made.password, made.is_active) == (PASSWORD, True)
        assert (made.password_set_by, made.password_set_at) == (user, NOW)
        assert Interface.objects.get(pk=source.pk).password == PASSWORD

    def test_goes_along_to_another_spelling_of_the_host(
        self, source: Interface, branch: Branch, user: User
    ) -> None:
        made = copy(order(source, branch, host="PAYBACK.example:443"), user)[0]

        assert made.password == PASSWORD

    def test_stays_for_whoever_may_not_see_it(
        self, source: Interface, branch: Branch, user: User
    ) -> None:
        made = copy(order(source, branch), user, may_take_password=False)[0]

        assert (made.password, made.password_set_at) == (None, None)

    @pytest.mark.parametrize(
        "host",
        [
            "https://elsewhere.example",
            "https://payback.example.evil.example",
            "https://payback.example:8443",
            "https://payback.example/other",
            "http://127.0.0.1",
        ],
    )
    def test_stays_when_the_address_is_another(
        self, source: Interface, branch: Branch, user: User, host: str
    ) -> None:
        made = copy(order(source, branch, host=host), user)[0]

        assert made.password is None

    def test_is_not_made_up_where_none_is(self, branch: Branch, user: User) -> None:
        elsewhere = BranchFactory.create(chain=branch.chain)
        source = InterfaceFactory.create(
            chain=branch.chain, branch=elsewhere, without_password=True
        )

        made = copy(order(source, branch), user)[0]

        assert (made.password, made.is_active) == (None, False)

    def test_stays_when_it_cannot_be_opened(
        self, source: Interface, branch: Branch, user: User
    ) -> None:
        Interface.objects.filter(pk=source.pk).update(username="another")
        moved = Interface.objects.select_related("chain").get(pk=source.pk)

        made = copy(order(moved, branch), user)[0]

        assert made.password is None


class TestCopyWithoutPassword:
    def test_is_switched_off_so_that_no_till_is_led_to_it(
        self, source: Interface, branch: Branch, user: User
    ) -> None:
        made = copy(order(source, branch), user, may_take_password=False)[0]

        assert made.is_active is False


class TestPlanCopies:
    def test_stores_nothing(self, source: Interface, branch: Branch) -> None:
        plan_copies(order(source, branch), may_take_password=True)

        assert (Interface.objects.count(), Deed.objects.count()) == (1, 0)

    @pytest.mark.parametrize(
        ("there", "problem"),
        [
            ({}, "hier gibt es schon eine aktive Schnittstelle mit diesem Start"),
            ({"is_active": False}, "hier gibt es diese Kopie schon"),
            ({"is_active": False, "username": "x"}, ""),
            ({"start_date": date(2026, 12, 1)}, ""),
        ],
        ids=str,
    )
    def test_names_what_is_there_already(
        self, source: Interface, branch: Branch, there: dict[str, Any], problem: str
    ) -> None:
        InterfaceFactory.create(chain=source.chain, branch=branch, **there)

        plans = plan_copies(order(source, branch), may_take_password=True)

        assert [plan.problem for plan in plans] == [problem]

    def test_names_the_foreign_chain(self, source: Interface) -> None:
        plans = plan_copies(order(source, BranchFactory.create()), may_take_password=True)

        assert [plan.problem for plan in plans] == ["gehört zu einer anderen Filialkette"]

    def test_names_a_host_that_may_not_be_called(self, source: Interface, branch: Branch) -> None:
        plans = plan_copies(order(source, branch, host="ftp://x"), may_take_password=True)

        assert "Adresse" in plans[0].problem
