"""Users in the back office: an administrator appoints people, and rises nowhere by it."""

from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import NoReverseMatch, reverse

from interfaces.choices import Role
from interfaces.models import Branch, Chain, Responsibility
from interfaces.reach import get_reach
from interfaces.staff import BranchOfAnotherChain, appoint
from tests.admin.rows import get_url
from tests.factories import BranchFactory, UserFactory, make_user
from tests.rights.conftest import SignIn, read_rows
from tests.rights.places import World

pytestmark = pytest.mark.django_db
PASSWORD = "Brillenetui-4711"
ADD = "/admin/auth/user/add/"


def fill_in(branch: Branch, **changes: Any) -> dict[str, Any]:
    """What a browser posts for a new branch manager, with `changes`; empty means left out."""
    form = {
        "username": "neu",
        "first_name": "Anna",
        "last_name": "Huber",
        "email": "anna@optik.example",
        "is_active": "on",
        "password1": PASSWORD,
        "password2": PASSWORD,
        "role": Role.BRANCH_MANAGER.value,
        "chain": branch.chain_id,
        "branches": [branch.pk],
        **changes,
    }
    return {name: value for name, value in form.items() if value}


def list_errors(response: Any) -> set[str]:
    """The fields with errors, of a form that is shown again."""
    assert response.status_code == HTTPStatus.OK
    return set(response.context["adminform"].form.errors)


def get_password_url(user: User) -> str:
    return reverse("admin:auth_user_password_change", args=[user.pk])


class TestTheList:
    @pytest.mark.usefixtures("operator")
    def test_shows_the_people_of_the_chain(
        self, office: Client, administrator: User, world: World
    ) -> None:
        response = office.get(get_url(User, "changelist"))

        assert read_rows(response) == {
            administrator,
            world.own.manager,
            world.neighbour.manager,
        }
        assert "FREMD" not in response.content.decode()

    def test_names_group_and_place(self, office: Client) -> None:
        page = office.get(get_url(User, "changelist")).content.decode()

        assert "EIGEN Kette · NACHBAR Filiale" in page
        assert "Authentifizierung" not in page

    @pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.BRANCH_MANAGER])
    def test_is_filtered_by_group(self, office: Client, role: Role) -> None:
        response = office.get(get_url(User, "changelist"), {"role": role.value})

        assert {get_reach(user).role for user in read_rows(response)} == {role}

    def test_shows_everybody_to_the_operator(
        self, sign_in: SignIn, operator: User, world: World
    ) -> None:
        response = sign_in(operator).get(get_url(User, "changelist"))

        assert {operator, world.foreign.manager} <= read_rows(response)

    def test_is_not_for_branch_managers(self, manager: Client) -> None:
        response = manager.get(get_url(User, "changelist"))

        assert response.status_code == HTTPStatus.FORBIDDEN


class TestAdding:
    def test_makes_somebody_who_can_sign_in_and_reaches_the_branch(
        self, office: Client, world: World
    ) -> None:
        response = office.post(ADD, fill_in(world.own.branch))

        assert response.status_code == HTTPStatus.FOUND
        user = User.objects.get(username="neu")
        assert (user.is_staff, user.is_superuser, user.is_active) == (True, False, True)
        assert get_reach(user).branches == frozenset({world.own.branch.pk})
        assert User.objects.get(username="neu").check_password(PASSWORD)

    def test_does_not_let_a_cashier_into_the_back_office(
        self, office: Client, world: World
    ) -> None:
        office.post(ADD, fill_in(world.own.branch, role=Role.CASHIER.value))

        user = User.objects.get(username="neu")
        assert (user.is_staff, get_reach(user).role) == (False, Role.CASHIER)

    @pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
    def test_leaves_branches_out_for_who_works_for_the_chain(
        self, office: Client, world: World, role: Role
    ) -> None:
        office.post(ADD, fill_in(world.own.branch, role=role.value))

        found = Responsibility.objects.get(user__username="neu")
        assert (found.chain, found.branches.count()) == (world.own.chain, 0)

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"role": ""}, "role"),
            ({"role": "Systemverwaltung"}, "role"),
            ({"chain": ""}, "chain"),
            ({"branches": []}, "branches"),
            ({"role": Role.CASHIER.value, "branches": []}, "branches"),
            ({"password1": ""}, "password1"),
            ({"password2": "etwas anderes"}, "password2"),
            ({"password1": "12345678", "password2": "12345678"}, "password2"),
            ({"username": "eigen leitung"}, "username"),
        ],
        ids=str,
    )
    def test_names_the_field_that_is_wrong(
        self, office: Client, world: World, change: dict[str, Any], field: str
    ) -> None:
        response = office.post(ADD, fill_in(world.own.branch, **change))

        assert list_errors(response) == {field}
        assert not User.objects.filter(username="neu").exists()

    def test_refuses_a_foreign_branch_or_chain(self, office: Client, world: World) -> None:
        branch, chain = world.foreign.branch, world.foreign.chain

        of_branch = office.post(ADD, fill_in(world.own.branch, branches=[branch.pk]))
        of_chain = office.post(ADD, fill_in(world.own.branch, chain=chain.pk))

        assert list_errors(of_branch) == {"branches"}
        assert list_errors(of_chain) >= {"chain"}
        assert not User.objects.filter(username="neu").exists()

    def test_offers_the_own_chain_and_no_other(self, office: Client, world: World) -> None:
        form = office.get(ADD).context["adminform"].form

        assert list(form.fields["chain"].queryset) == [world.own.chain]
        assert set(form.fields["branches"].queryset) == {
            world.own.branch,
            world.neighbour.branch,
        }

    def test_names_the_branches_of_another_chain_to_the_operator(
        self, sign_in: SignIn, operator: User, world: World
    ) -> None:
        form = fill_in(world.own.branch, chain=world.foreign.chain.pk)

        response = sign_in(operator).post(ADD, form)

        assert list_errors(response) == {"branches"}
        assert "einer anderen Filialkette: EIGEN-B" in response.content.decode()

    @pytest.mark.parametrize("name", ["is_superuser", "is_staff", "user_permissions", "groups"])
    def test_ignores_rights_that_are_smuggled_in(
        self, office: Client, world: World, name: str
    ) -> None:
        smuggled = {name: ["1"], "role": Role.CASHIER.value}

        office.post(ADD, fill_in(world.own.branch, **smuggled))

        user = User.objects.get(username="neu")
        assert (user.is_superuser, user.is_staff) == (False, False)
        assert list(user.groups.values_list("name", flat=True)) == [Role.CASHIER.value]
        assert not user.user_permissions.exists()


class TestChanging:
    def test_moves_somebody_to_another_branch_and_group(self, office: Client, world: World) -> None:
        user = world.own.manager
        form = fill_in(world.neighbour.branch, username=user.username, role=Role.CASHIER.value)

        response = office.post(get_url(User, "change", user.pk), form)

        assert response.status_code == HTTPStatus.FOUND
        reach = get_reach(User.objects.get(pk=user.pk))
        assert reach.branches == frozenset({world.neighbour.branch.pk})
        assert reach.role == Role.CASHIER

    @pytest.mark.parametrize(
        "change", [{"role": Role.CASHIER.value}, {"is_active": ""}], ids=["group", "active"]
    )
    def test_counts_at_the_very_next_request(
        self, office: Client, manager: Client, world: World, change: dict[str, str]
    ) -> None:
        address = get_url(Branch, "change", world.own.branch.pk)
        assert manager.get(address).status_code == HTTPStatus.OK
        user = world.own.manager

        office.post(
            get_url(User, "change", user.pk),
            fill_in(world.own.branch, username=user.username, **change),
        )

        assert manager.get(address).status_code == HTTPStatus.FOUND
        assert manager.post(address, {"name": "neu"}).status_code == HTTPStatus.FOUND

    def test_gives_an_administrator_no_other_chain_and_no_other_group(
        self, office: Client, administrator: User, world: World
    ) -> None:
        form = fill_in(
            world.foreign.branch,
            username="umbenannt",
            role=Role.AUDITOR.value,
            is_active="",
            is_superuser="on",
        )

        response = office.post(get_url(User, "change", administrator.pk), form)

        assert response.status_code == HTTPStatus.FOUND
        stored = User.objects.get(pk=administrator.pk)
        assert (stored.username, stored.is_active, stored.is_superuser) == (
            "umbenannt",
            True,
            False,
        )
        assert get_reach(stored) == get_reach(administrator)

    @pytest.mark.parametrize("page", ["change", "history", "delete"])
    def test_knows_no_superuser_and_nobody_of_another_chain(
        self, office: Client, operator: User, world: World, page: str
    ) -> None:
        others = [operator, world.foreign.manager]

        answers = [office.get(get_url(User, page, user.pk)).status_code for user in others]

        expected = HTTPStatus.FORBIDDEN if page == "delete" else HTTPStatus.NOT_FOUND
        assert answers == [expected, expected]

    def test_refuses_somebody_who_may_do_more(self, office: Client, world: World) -> None:
        user = world.own.manager
        user.user_permissions.add(Permission.objects.get(codename="add_chain"))
        form = fill_in(world.own.branch, username="umbenannt")

        answers = [
            office.post(get_url(User, "change", user.pk), form),
            office.post(get_password_url(user), {"password1": PASSWORD, "password2": PASSWORD}),
        ]

        assert [answer.status_code for answer in answers] == [HTTPStatus.FORBIDDEN] * 2
        assert not User.objects.filter(username="umbenannt").exists()

    def test_shows_an_auditor_the_values_and_no_field(self, sign_in: SignIn, world: World) -> None:
        client = sign_in(make_user(Role.AUDITOR, world.own.branch))

        response = client.get(get_url(User, "change", world.own.manager.pk))

        page = response.content.decode()
        assert "EIGEN Kette · EIGEN Filiale" in page
        assert 'name="_save"' not in page
        assert "Neues Passwort setzen" not in page

    def test_lets_nobody_delete(self, office: Client, sign_in: SignIn, operator: User) -> None:
        address = get_url(User, "delete", UserFactory.create().pk)

        answers = [
            client.post(address, {"post": "yes"}).status_code
            for client in (office, sign_in(operator))
        ]

        assert answers == [HTTPStatus.FORBIDDEN] * 2


class TestSettingAPassword:
    def test_replaces_the_old_one(self, office: Client, world: World) -> None:
        user = world.own.manager
        form = {"password1": PASSWORD, "password2": PASSWORD}

        response = office.post(get_password_url(user), form)

        assert response["Location"] == get_url(User, "change", user.pk)
        assert User.objects.get(pk=user.pk).check_password(PASSWORD)

    @pytest.mark.parametrize(
        "form",
        [
            {},
            {"password1": PASSWORD, "password2": "etwas anderes"},
            {"usable_password": "false", "unset-password": "x"},
        ],
        ids=str,
    )
    def test_takes_nothing_less(self, office: Client, world: World, form: dict[str, str]) -> None:
        user = world.own.manager

        response = office.post(get_password_url(user), form)

        assert response.status_code == HTTPStatus.OK
        assert User.objects.get(pk=user.pk).password == user.password

    def test_is_not_for_foreign_people(self, office: Client, operator: User, world: World) -> None:
        form = {"password1": PASSWORD, "password2": PASSWORD}

        answers = [
            office.post(get_password_url(user), form).status_code
            for user in (operator, world.foreign.manager)
        ]

        assert answers == [HTTPStatus.NOT_FOUND] * 2
        assert not User.objects.get(pk=operator.pk).check_password(PASSWORD)

    def test_is_asked_for_without_words_of_the_trade(self, office: Client, world: World) -> None:
        page = office.get(get_password_url(world.own.manager)).content.decode()

        assert "authenti" not in page.lower()
        assert "Neues Passwort für EIGEN-leitung" in page


class TestGroups:
    def test_have_no_page(self, office: Client) -> None:
        with pytest.raises(NoReverseMatch):
            reverse("admin:auth_group_changelist")
        assert office.get("/admin/auth/group/").status_code == HTTPStatus.NOT_FOUND


class TestAppoint:
    def test_refuses_a_branch_of_another_chain(self) -> None:
        user, branch = UserFactory.create(), BranchFactory.create()
        other = Chain.objects.create(name="Andere")

        with pytest.raises(BranchOfAnotherChain):
            appoint(user=user, role=Role.CASHIER, chain=other, branches=[branch])

        assert not Responsibility.objects.filter(user=user).exists()

    def test_ends_every_other_group(self) -> None:
        branch = BranchFactory.create()
        user = make_user(Role.ADMINISTRATOR, branch)

        appoint(user=user, role=Role.AUDITOR, chain=branch.chain)

        assert list(user.groups.values_list("name", flat=True)) == [Role.AUDITOR.value]

    def test_keeps_an_operator_in_the_back_office(self, operator: User) -> None:
        appoint(user=operator, role=None, chain=None)

        assert User.objects.get(pk=operator.pk).is_staff
