"""The forms of a branch manager refuse every foreign row, however it got into them."""

from http import HTTPStatus

import pytest
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory
from django.urls import reverse

from interfaces.models import Branch, Interface, Workstation
from tests.admin.rows import get_url
from tests.rights.filled_forms import fill_in_interface, fill_in_workstation, list_errors
from tests.rights.places import World

pytestmark = pytest.mark.django_db
each_foreign = pytest.mark.parametrize("whose", ["neighbour", "foreign"])


class TestFormsRefuse:
    def test_to_move_a_branch_to_another_chain(self, manager: Client, world: World) -> None:
        branch, chain = world.own.branch, world.foreign.chain
        form = {"chain": chain.pk, "code": "NEU", "name": "Neu", "is_active": "on"}

        response = manager.post(get_url(Branch, "change", branch.pk), form)

        assert list_errors(response) == {"chain"}
        assert Branch.objects.get(pk=branch.pk).code == "EIGEN-B"

    @each_foreign
    def test_to_move_a_workstation_to_a_foreign_branch(
        self, manager: Client, world: World, whose: str
    ) -> None:
        row, branch = world.own.workstation, getattr(world, whose).branch

        response = manager.post(get_url(Workstation, "change", row.pk), fill_in_workstation(branch))

        assert list_errors(response) == {"branch"}
        assert Workstation.objects.get(pk=row.pk).branch == world.own.branch

    @each_foreign
    def test_to_add_a_workstation_to_a_foreign_branch(
        self, manager: Client, world: World, whose: str
    ) -> None:
        branch = getattr(world, whose).branch

        response = manager.post(get_url(Workstation, "add"), fill_in_workstation(branch))

        assert list_errors(response) == {"branch"}
        assert not Workstation.objects.filter(computer_name="NEU").exists()

    @pytest.mark.parametrize("page", ["add", "change"])
    @each_foreign
    def test_to_give_an_interface_a_foreign_branch(
        self, manager: Client, world: World, whose: str, page: str
    ) -> None:
        shop = getattr(world, whose)
        arguments = [world.own.interface.pk] if page == "change" else []
        form = fill_in_interface(chain=shop.chain.pk, branch=shop.branch.pk)

        response = manager.post(get_url(Interface, page, *arguments), form)

        assert "branch" in list_errors(response)
        assert not Interface.objects.filter(partner_short_name="NEU").exists()

    @pytest.mark.parametrize("page", ["add", "change"])
    def test_to_make_an_interface_the_whole_chain_s(
        self, manager: Client, world: World, page: str
    ) -> None:
        arguments = [world.own.interface.pk] if page == "change" else []
        form = fill_in_interface(chain=world.own.chain.pk, branch="")

        response = manager.post(get_url(Interface, page, *arguments), form)

        assert "branch" in list_errors(response)
        assert not Interface.objects.filter(partner_short_name="NEU").exists()

    @pytest.mark.parametrize("name", ["branch", "workstation"])
    @each_foreign
    def test_to_begin_an_interface_from_a_foreign_place(
        self, manager: Client, world: World, whose: str, name: str
    ) -> None:
        row = getattr(getattr(world, whose), name)

        answers = [
            manager.get(f"{get_url(Interface, 'add')}?{name}={row.pk}"),
            manager.post(
                f"{get_url(Interface, 'add')}?{name}={row.pk}",
                fill_in_interface(chain=world.own.chain.pk, branch=world.own.branch.pk),
            ),
        ]

        assert HTTPStatus.NOT_FOUND in {answer.status_code for answer in answers}
        assert not Interface.objects.filter(branch=row if name == "branch" else row.branch).exclude(
            pk=getattr(world, whose).interface.pk
        )

    @each_foreign
    def test_to_copy_an_interface_to_a_foreign_branch(
        self, manager: Client, world: World, whose: str
    ) -> None:
        address = reverse("admin:interfaces_interface_copy", args=[world.own.interface.pk])
        form = {"branches": [getattr(world, whose).branch.pk], "host": "x.example", "confirm": "1"}

        response = manager.post(address, form)

        assert set(response.context["form"].errors) == {"branches"}

    @each_foreign
    @pytest.mark.parametrize("name", ["branch", "workstation", "interface"])
    def test_even_behind_the_form(
        self, world: World, rf: RequestFactory, whose: str, name: str
    ) -> None:
        request = rf.post("/")
        request.user = world.own.manager
        row = getattr(getattr(world, whose), name)

        with pytest.raises(PermissionDenied):
            admin.site.get_model_admin(type(row)).save_model(request, row, None, change=True)
