"""What a user reaches, decided for queries and for single rows."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Group, User
from django.db.models import Model, QuerySet

from interfaces.choices import Role
from interfaces.models import Branch, Chain, EnrolmentFailure, Interface, Responsibility
from interfaces.reach import (
    Reach,
    can_change,
    can_see,
    describe_reach,
    find_place,
    get_reach,
    limit,
    limit_changes,
    may_enter_back_office,
)
from tests.factories import (
    BranchFactory,
    ChainFactory,
    ResponsibilityFactory,
    UserFactory,
    make_user,
)
from tests.rights.places import MODELS, NOW, World, build_world
from transactions.models import ArticleGroup, Delivery

pytestmark = pytest.mark.django_db
OF_THE_WHOLE_PROJECT = {
    "interfaces.EnrolmentFailure",
    "interfaces.GeocoderAnswer",
    "interfaces.GeocoderTurn",
    "interfaces.KeptGroup",
    "interfaces.KeptGroupPermission",
    "interfaces.KeptMembership",
    "interfaces.KeptUserPermission",
    "interfaces.Seal",
    "interfaces.SealHead",
}
ALL: list[type[Model]] = [*MODELS, User]
each_role = pytest.mark.parametrize("role", Role)


@pytest.fixture
def world() -> World:
    EnrolmentFailure.objects.create(remote_address="192.0.2.7", failed_at=NOW)
    return build_world()


@pytest.fixture
def operator() -> User:
    """A superuser who belongs nowhere."""
    return UserFactory.create(is_superuser=True)


def read_again(user: User) -> User:
    """As the next request does."""
    return User.objects.get(pk=user.pk)


def list_all(model: type[Model]) -> QuerySet[Any]:
    return QuerySet(model).order_by("pk")


class TestLimit:
    @each_role
    def test_decides_as_can_see_does(self, world: World, role: Role) -> None:
        user = make_user(role, world.own.branch)

        found = {model: set(limit(list_all(model), user)) for model in ALL}

        assert found == {
            model: {row for row in list_all(model) if can_see(user, row)} for model in ALL
        }

    @each_role
    def test_decides_about_changes_as_can_change_does(self, world: World, role: Role) -> None:
        user = make_user(role, world.own.branch)

        found = {model: set(limit_changes(list_all(model), user)) for model in ALL}

        assert found == {
            model: {row for row in list_all(model) if can_change(user, row)} for model in ALL
        }

    @pytest.mark.usefixtures("world")
    def test_shows_all_to_a_superuser_without_chain(self, operator: User) -> None:
        everything = {model: list(list_all(model)) for model in ALL}

        assert {model: list(limit(list_all(model), operator)) for model in ALL} == everything
        assert {model: list(limit_changes(list_all(model), operator)) for model in ALL} == (
            everything
        )
        assert all(everything[model] for model in (Branch, Delivery, EnrolmentFailure, User))

    @pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
    def test_shows_the_whole_chain_and_no_other(self, world: World, role: Role) -> None:
        user = make_user(role, world.own.branch)

        assert set(limit(Branch.objects.all(), user)) == {
            world.own.branch,
            world.neighbour.branch,
        }
        assert set(limit(Interface.objects.all(), user)) == {
            world.own.interface,
            world.neighbour.interface,
            world.own_wide,
        }
        assert list(limit(Chain.objects.all(), user)) == [world.own.chain]
        assert limit(ArticleGroup.objects.all(), user).count() == 2

    def test_shows_a_branch_manager_the_own_branch(self, world: World) -> None:
        user = world.own.manager

        assert list(limit(Branch.objects.all(), user)) == [world.own.branch]
        assert list(limit(Delivery.objects.all(), user)) == [world.own.delivery]
        assert not limit(ArticleGroup.objects.all(), user).exists()
        assert not limit(User.objects.all(), user).exists()

    def test_shows_a_branch_manager_what_the_chain_shares(self, world: World) -> None:
        user = world.own.manager

        assert set(limit(Interface.objects.all(), user)) == {world.own.interface, world.own_wide}
        assert list(limit_changes(Interface.objects.all(), user)) == [world.own.interface]

    @pytest.mark.parametrize("role", [Role.AUDITOR, Role.CASHIER])
    def test_lets_others_change_nothing(self, world: World, role: Role) -> None:
        user = make_user(role, world.own.branch)

        assert not limit_changes(Branch.objects.all(), user).exists()
        assert not can_change(user, world.own.branch)

    def test_hides_superusers_from_the_administrators_of_a_chain(
        self, world: World, operator: User
    ) -> None:
        administrator = make_user(Role.ADMINISTRATOR, world.own.branch)
        ResponsibilityFactory.create(user=operator, chain=world.own.chain)

        assert operator not in limit(User.objects.all(), administrator)
        assert not can_see(administrator, operator)


class TestGetReach:
    @pytest.mark.parametrize(
        "change", [{"is_active": False}, {"groups": []}, {"responsibility__chain": None}], ids=str
    )
    def test_is_empty_from_the_next_reading_on(self, world: World, change: dict[str, Any]) -> None:
        user = world.own.manager
        assert limit(Branch.objects.all(), user).exists()

        withdraw(user, change)

        assert not limit(Branch.objects.all(), read_again(user)).exists()
        assert not limit(Interface.objects.all(), read_again(user)).exists()

    def test_knows_nobody_without_an_account(self) -> None:
        assert get_reach(AnonymousUser()) == Reach()

    def test_leaves_out_a_branch_of_another_chain(self, world: World) -> None:
        user = world.own.manager
        user.responsibility.branches.add(world.foreign.branch)

        assert list(limit(Branch.objects.all(), read_again(user))) == [world.own.branch]

    def test_keeps_a_superuser_to_the_chain_noted_for_him(
        self, world: World, operator: User
    ) -> None:
        ResponsibilityFactory.create(user=operator, chain=world.foreign.chain)

        assert list(limit(Chain.objects.all(), operator)) == [world.foreign.chain]

    def test_takes_the_first_of_several_groups(self, world: World) -> None:
        user = make_user(Role.AUDITOR, world.own.branch)
        user.groups.add(*Group.objects.filter(name=Role.BRANCH_MANAGER.value))

        assert get_reach(user).role == Role.BRANCH_MANAGER
        assert not limit(Branch.objects.all(), user).exists()

    def test_asks_the_database_once_per_request(
        self, world: World, django_assert_num_queries: Any
    ) -> None:
        user = read_again(world.own.manager)

        with django_assert_num_queries(3):
            get_reach(user)
            describe_reach(user)
            can_change(user, world.own.branch)


class TestMayEnterBackOffice:
    @pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.BRANCH_MANAGER, Role.AUDITOR])
    def test_lets_in(self, role: Role) -> None:
        assert may_enter_back_office(make_user(role, BranchFactory.create()))

    def test_refuses_cashiers(self) -> None:
        assert not may_enter_back_office(make_user(Role.CASHIER, BranchFactory.create()))

    def test_refuses_whoever_is_no_staff(self) -> None:
        user = make_user(Role.ADMINISTRATOR, BranchFactory.create(), is_staff=False)

        assert not may_enter_back_office(user)

    def test_refuses_whoever_is_in_no_group(self) -> None:
        assert not may_enter_back_office(UserFactory.create())


class TestDescribeReach:
    @pytest.mark.parametrize(
        ("role", "text"),
        [
            (Role.ADMINISTRATOR, "Administratoren · Optik Demo"),
            (Role.BRANCH_MANAGER, "Filialleitung · Graz Herrengasse"),
            (Role.AUDITOR, "Revision · Optik Demo"),
        ],
    )
    def test_names_role_and_place(self, role: Role, text: str) -> None:
        branch = BranchFactory.create(name="Graz Herrengasse", chain__name="Optik Demo")

        assert describe_reach(make_user(role, branch)) == text

    def test_counts_several_branches(self) -> None:
        chain = ChainFactory.create()

        user = make_user(Role.BRANCH_MANAGER, *BranchFactory.create_batch(3, chain=chain))

        assert describe_reach(user) == "Filialleitung · 3 Filialen"

    def test_says_what_is_missing(self, operator: User) -> None:
        without_branch = UserFactory.create(role=Role.BRANCH_MANAGER)
        ResponsibilityFactory.create(user=without_branch, chain=ChainFactory.create())
        without_chain = UserFactory.create(role=Role.ADMINISTRATOR)

        assert describe_reach(without_branch) == "Filialleitung · keine Filiale"
        assert describe_reach(without_chain) == "Administratoren · keine Filialkette"
        assert describe_reach(UserFactory.create()) == "Ohne Gruppe"
        assert describe_reach(operator) == "Administratoren · alle Filialketten"


class TestFindPlace:
    @pytest.mark.parametrize("model", ALL, ids=lambda model: model.__name__)
    def test_knows_where_the_rows_of_every_model_belong(self, model: type[Model]) -> None:
        assert (find_place(model) is None) == (model._meta.label in OF_THE_WHOLE_PROJECT)


def withdraw(user: User, change: dict[str, Any]) -> None:
    """Stores the change the way an administrator's form or a shell does."""
    if "groups" in change:
        user.groups.clear()
    elif "responsibility__chain" in change:
        Responsibility.objects.filter(user=user).update(chain=None)
    else:
        User.objects.filter(pk=user.pk).update(**change)
