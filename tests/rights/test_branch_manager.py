"""A branch manager meets nothing foreign: neither shown, nor offered, nor taken."""

from http import HTTPStatus
from typing import Any

import pytest
from django.contrib import admin
from django.core import signing
from django.db.models import Model
from django.forms import ModelChoiceField
from django.test import Client
from django.urls import reverse

from interfaces.admin.scope import ScopedAdmin, ScopedInline
from interfaces.choices import Role
from interfaces.models import Branch, Interface, Workstation
from interfaces.reach import can_see
from tests.admin.rows import get_url
from tests.factories import DeliveryFactory, make_user
from tests.rights.addresses import build_address
from tests.rights.conftest import SignIn, read_rows
from tests.rights.filled_forms import fill_in_interface
from tests.rights.places import World
from tests.rights.table import OK, PAGES, Page
from transactions.models import Delivery

pytestmark = pytest.mark.django_db
WIDE_USER = "EIGEN-kettenbenutzer"
OPEN_PAGES = [
    pytest.param(page, id=" ".join([page.route, page.target, *page.query.values()]))
    for page in PAGES
    if page.route.startswith("admin/") and page.get["manager"] == OK
]
CHAIN_PAGES = [
    pytest.param(page, id=" ".join([page.route, page.target, *page.query.values()]))
    for page in PAGES
    if page.route.startswith("admin/") and page.get["auditor"] == OK
]
LISTED = [Branch, Workstation, Interface, Delivery]
each_list = pytest.mark.parametrize("model", LISTED, ids=lambda model: model.__name__)
each_foreign = pytest.mark.parametrize("whose", ["neighbour", "foreign"])


def open_page(client: Client, page: Page, world: World) -> Any:
    return client.get(build_address(page.route, world, target=page.target), page.query)


def list_choices(form: Any) -> set[Model]:
    """Every row that a form offers."""
    fields = [field for field in form.fields.values() if isinstance(field, ModelChoiceField)]
    return {row for field in fields for row in field.queryset or []}


def read_texts(response: Any) -> list[str]:
    """What an autocomplete field offers."""
    return [row["text"] for row in response.json()["results"]]


class TestEveryOpenPage:
    @pytest.mark.parametrize("page", OPEN_PAGES)
    def test_names_nothing_foreign(self, manager: Client, world: World, page: Page) -> None:
        text = open_page(manager, page, world).content.decode()

        found = {word for word in ("NACHBAR", "FREMD", WIDE_USER) if word.lower() in text.lower()}
        assert found == set()

    @pytest.mark.parametrize("page", CHAIN_PAGES)
    def test_names_no_other_chain_to_an_auditor(
        self, sign_in: SignIn, world: World, page: Page
    ) -> None:
        client = sign_in(make_user(Role.AUDITOR, world.own.branch))

        assert "fremd" not in open_page(client, page, world).content.decode().lower()


class TestLists:
    @each_list
    def test_hold_the_own_rows_and_no_other(
        self, manager: Client, world: World, model: type[Model]
    ) -> None:
        rows = read_rows(manager.get(get_url(model, "changelist")))

        assert rows == {row for row in model._default_manager.all() if can_see_as(world, row)}
        assert rows

    @each_list
    @pytest.mark.parametrize("text", ["NACHBAR", "FREMD", WIDE_USER, "EIGEN-benutzer"])
    def test_find_nothing_else_by_search(
        self, manager: Client, model: type[Model], text: str
    ) -> None:
        response = manager.get(get_url(model, "changelist"), {"q": text})

        assert read_rows(response) == set()

    @each_foreign
    def test_hold_nothing_foreign_when_a_filter_names_a_foreign_branch(
        self, manager: Client, world: World, whose: str
    ) -> None:
        branch = getattr(world, whose).branch

        response = manager.get(
            get_url(Delivery, "changelist"), {"branch__id__exact": str(branch.pk)}
        )

        assert read_rows(response) <= {world.own.delivery}

    def test_offer_only_own_branches_and_chains_as_filters(
        self, sign_in: SignIn, world: World
    ) -> None:
        both = sign_in(make_user(Role.BRANCH_MANAGER, world.own.branch, world.neighbour.branch))

        response = both.get(get_url(Delivery, "changelist"))

        (found,) = [
            spec.lookup_choices
            for spec in response.context["cl"].filter_specs
            if getattr(spec, "field_path", "") == "branch"
        ]
        assert {key for key, _label in found} == {
            world.own.branch.pk,
            world.neighbour.branch.pk,
        }

    @each_list
    @pytest.mark.usefixtures("world")
    def test_hold_nothing_else_in_a_popup(self, manager: Client, model: type[Model]) -> None:
        rows = read_rows(manager.get(get_url(model, "changelist"), {"_popup": "1"}))

        assert rows == read_rows(manager.get(get_url(model, "changelist")))


class TestLookupsInTheAddress:
    @pytest.mark.parametrize(
        ("model", "lookup"),
        [
            (Interface, "username__startswith"),
            (Interface, "username"),
            (Interface, "host__contains"),
            (Interface, "password__isnull"),
            (Interface, "password_set_by__password__startswith"),
            (Interface, "chain__name__startswith"),
            (Interface, "chain__interfaces__username__startswith"),
            (Interface, "branch__chain__branches__name__startswith"),
            (Interface, "connection_tests__username__startswith"),
            (Workstation, "tokens__digest__startswith"),
            (Workstation, "enrolment_codes__digest__startswith"),
            (Workstation, "branch__chain__interfaces__host__contains"),
            (Branch, "interfaces__username__startswith"),
            (Branch, "chain__branches__code__startswith"),
            (Delivery, "transaction__card_hash__startswith"),
            (Delivery, "interface__username__startswith"),
            (Delivery, "branch__chain__name__startswith"),
        ],
        ids=lambda value: value if isinstance(value, str) else value.__name__,
    )
    def test_ask_for_no_column_without_a_filter(
        self, manager: Client, model: type[Model], lookup: str
    ) -> None:
        response = manager.get(get_url(model, "changelist"), {lookup: "E"})

        assert response.status_code == HTTPStatus.BAD_REQUEST

    @pytest.mark.parametrize("lookup", ["password__startswith", "groups__name", "is_superuser"])
    def test_ask_for_nothing_about_users(self, office: Client, lookup: str) -> None:
        response = office.get(reverse("admin:auth_user_changelist"), {lookup: "1"})

        assert response.status_code == HTTPStatus.BAD_REQUEST

    @pytest.mark.parametrize(
        ("model", "lookup"),
        [
            (Interface, "chain__id__exact"),
            (Interface, "zustand"),
            (Workstation, "branch__chain__id__exact"),
            (Delivery, "branch__id__exact"),
            (Delivery, "reason__exact"),
        ],
        ids=lambda value: value if isinstance(value, str) else value.__name__,
    )
    def test_may_ask_what_the_filters_ask(
        self, manager: Client, world: World, model: type[Model], lookup: str
    ) -> None:
        value = str(world.own.chain.pk) if lookup.endswith("id__exact") else "aktiv"

        response = manager.get(get_url(model, "changelist"), {lookup: value})

        assert response.status_code == HTTPStatus.OK

    @each_list
    @pytest.mark.parametrize("field", ["password", "username", "digest", "host"])
    def test_find_no_row_by_another_column(
        self, manager: Client, model: type[Model], field: str
    ) -> None:
        response = manager.get(get_url(model, "changelist"), {"_to_field": field, "_popup": "1"})

        assert response.status_code == HTTPStatus.BAD_REQUEST


class TestAutocomplete:
    @pytest.mark.parametrize(
        ("model", "field"),
        [
            ("interface", "branch"),
            ("interface", "workstation"),
            ("workstation", "branch"),
            ("responsibilityforbranch", "branch"),
        ],
    )
    @pytest.mark.parametrize("term", ["", "NACHBAR", "FREMD"])
    def test_offers_nothing_foreign(
        self, manager: Client, model: str, field: str, term: str
    ) -> None:
        query = {"app_label": "interfaces", "model_name": model, "field_name": field, "term": term}

        texts = read_texts(manager.get(reverse("admin:autocomplete"), query))

        assert all("EIGEN" in text for text in texts)
        assert bool(texts) == (not term)

    @pytest.mark.parametrize("field", ["chain", "password_set_by"])
    def test_is_closed_for_what_has_no_page(self, manager: Client, field: str) -> None:
        query = {"app_label": "interfaces", "model_name": "interface", "field_name": field}

        response = manager.get(reverse("admin:autocomplete"), query)

        assert response.status_code == HTTPStatus.FORBIDDEN


class TestFormsOffer:
    @pytest.mark.parametrize("model", [Workstation, Interface])
    def test_own_rows_when_adding(self, manager: Client, world: World, model: type[Model]) -> None:
        form = manager.get(get_url(model, "add")).context["adminform"].form

        assert list_choices(form) <= {world.own.chain, world.own.branch}
        assert world.own.branch in list_choices(form)

    @pytest.mark.parametrize("name", ["branch", "workstation", "interface"])
    def test_own_rows_when_changing(self, manager: Client, world: World, name: str) -> None:
        row = getattr(world.own, name)

        form = manager.get(get_url(type(row), "change", row.pk)).context["adminform"].form

        assert list_choices(form) <= {world.own.chain, world.own.branch}

    @pytest.mark.usefixtures("world")
    def test_the_chain_chosen_and_the_branch_required(self, manager: Client) -> None:
        form = manager.get(get_url(Interface, "add")).context["adminform"].form

        assert [label for _key, label in form.fields["chain"].choices] == ["EIGEN Kette"]
        assert form.fields["branch"].required

    def test_own_rows_for_copies(self, manager: Client, world: World) -> None:
        address = reverse("admin:interfaces_interface_copy", args=[world.own.interface.pk])

        form = manager.get(address).context["form"]

        assert list_choices(form) == {world.own.branch}


class TestChainWideInterfaces:
    def test_are_shown_without_user_and_without_field(self, manager: Client, world: World) -> None:
        response = manager.get(get_url(Interface, "change", world.own_wide.pk))

        page = response.content.decode()
        assert "eigen-kette.example" in page
        assert WIDE_USER not in page
        assert not response.context["adminform"].form.fields.keys() & {"username", "host"}
        assert 'name="_save"' not in page

    def test_carry_their_user_in_no_hidden_field(self, manager: Client, world: World) -> None:
        response = manager.get(get_url(Interface, "change", world.own_wide.pk))

        token = response.context.get("loaded_state")
        seen = signing.b64_decode(token.split(":")[0].lstrip(".").encode()) if token else b""
        assert WIDE_USER.encode() not in seen

    def test_show_their_user_to_auditors(self, sign_in: SignIn, world: World) -> None:
        client = sign_in(make_user(Role.AUDITOR, world.own.branch))

        page = client.get(get_url(Interface, "change", world.own_wide.pk)).content.decode()

        assert WIDE_USER in page

    def test_own_ones_show_their_user(self, manager: Client, world: World) -> None:
        page = manager.get(get_url(Interface, "change", world.own.interface.pk)).content.decode()

        assert "EIGEN-benutzer" in page

    def test_are_not_changed(self, manager: Client, world: World) -> None:
        form = fill_in_interface(chain=world.own.chain.pk, branch=world.own.branch.pk)

        response = manager.post(get_url(Interface, "change", world.own_wide.pk), form)

        assert response.status_code == HTTPStatus.FORBIDDEN
        assert not Interface.objects.filter(partner_short_name="NEU").exists()

    def test_are_explained_without_user(self, manager: Client, world: World) -> None:
        query = {"arbeitsplatz": str(world.own.workstation.pk)}

        page = manager.get(reverse("admin:interfaces_explanation"), query).content.decode()

        assert "EIGEN-W" in page
        assert WIDE_USER not in page

    def test_are_not_explained_for_a_foreign_workstation(
        self, manager: Client, world: World
    ) -> None:
        query = {"arbeitsplatz": str(world.neighbour.workstation.pk)}

        response = manager.get(reverse("admin:interfaces_explanation"), query)

        assert set(response.context["form"].errors) == {"arbeitsplatz"}
        assert "NACHBAR" not in response.content.decode()


class TestActions:
    @each_foreign
    @pytest.mark.parametrize("name", ["workstation", "interface"])
    def test_reach_no_foreign_row(
        self, manager: Client, world: World, whose: str, name: str
    ) -> None:
        row = getattr(getattr(world, whose), name)
        form = {"action": "delete_selected", "_selected_action": str(row.pk), "post": "yes"}

        page = manager.post(get_url(type(row), "changelist"), form, follow=True).content.decode()

        assert type(row).objects.filter(pk=row.pk).exists()
        assert row.pk.hex not in page.replace("-", "")
        assert getattr(world, whose).name not in page

    @each_foreign
    def test_reach_none_when_all_are_chosen(
        self, manager: Client, world: World, whose: str
    ) -> None:
        row = getattr(world, whose).interface
        form = {
            "action": "delete_selected",
            "_selected_action": str(world.own.interface.pk),
            "select_across": "1",
            "post": "yes",
        }

        manager.post(get_url(Interface, "changelist"), form)

        assert Interface.objects.filter(pk=row.pk).exists()

    def test_do_not_delete_the_chain_s_interface(self, manager: Client, world: World) -> None:
        form = {
            "action": "delete_selected",
            "_selected_action": str(world.own_wide.pk),
            "post": "yes",
        }

        response = manager.post(get_url(Interface, "changelist"), form)

        assert response.status_code == HTTPStatus.FORBIDDEN
        assert Interface.objects.filter(pk=world.own_wide.pk).exists()

    def test_copy_nothing_foreign(self, manager: Client, world: World) -> None:
        form = {"action": "copy_elsewhere", "_selected_action": str(world.foreign.interface.pk)}

        response = manager.post(get_url(Interface, "changelist"), form)

        assert str(world.foreign.interface.pk) not in response.get("Location", "")


class TestDeleting:
    @each_foreign
    def test_names_nothing_foreign_that_hangs_on_the_own(
        self, manager: Client, world: World, whose: str
    ) -> None:
        interface = make_free_interface(world)
        DeliveryFactory.create(
            transaction__workstation=getattr(world, whose).workstation,
            transaction__interface=interface,
            transaction__receipt__receipt_number="GEHEIM-4711",
        )
        address = get_url(Interface, "delete", interface.pk)

        shown, tried = manager.get(address), manager.post(address, {"post": "yes"})

        assert "GEHEIM-4711" not in shown.content.decode() + tried.content.decode()
        assert "Einträge außerhalb Ihrer Zuständigkeit" in shown.content.decode()
        assert Interface.objects.filter(pk=interface.pk).exists()

    def test_names_what_kind_of_own_rows_must_stay(self, manager: Client, world: World) -> None:
        page = manager.get(get_url(Interface, "delete", world.own.interface.pk)).content.decode()

        assert "<li>Übertragung</li>" in page

    def test_deletes_what_nothing_hangs_on(self, manager: Client, world: World) -> None:
        interface = make_free_interface(world)

        manager.post(get_url(Interface, "delete", interface.pk), {"post": "yes"})

        assert not Interface.objects.filter(pk=interface.pk).exists()


class TestEveryModelAdmin:
    def test_builds_on_the_scope(self) -> None:
        unscoped = [
            one for one in admin.site._registry.values() if not isinstance(one, ScopedAdmin)
        ]

        assert unscoped == []

    def test_has_inlines_that_do_too(self) -> None:
        unscoped = [
            inline
            for one in admin.site._registry.values()
            for inline in one.inlines
            if not issubclass(inline, ScopedInline)
        ]

        assert unscoped == []


def can_see_as(world: World, row: Model) -> bool:
    return can_see(world.own.manager, row)


def make_free_interface(world: World) -> Interface:
    """An interface of the own branch that nobody has used yet."""
    return Interface.objects.create(
        chain=world.own.chain,
        branch=world.own.branch,
        partner_short_name="FREI",
        host="frei.example",
        username="frei",
    )
