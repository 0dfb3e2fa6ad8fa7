"""Every page of every registered model."""

from functools import reduce
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client

from interfaces.models import Workstation
from tests.admin.rows import (
    CONTENT_SECURITY_POLICY,
    LABELS,
    MAKERS,
    MODELS,
    count_queries,
    get_url,
    make_attempts,
    make_rows,
    read_policy,
)
from tests.factories import WorkstationTokenFactory
from tests.factories.interfaces import PASSWORD
from tests.factories.transactions import CARD
from transactions.models import Delivery

pytestmark = pytest.mark.django_db
each_model = pytest.mark.parametrize("model", MODELS, ids=LABELS)
LIST_CEILING, CHANGE_CEILING = 12, 20


def list_filter_addresses(response: Any) -> list[str]:
    """Every link of the filter column."""
    changelist = response.context["cl"]
    return [
        choice["query_string"]
        for spec in changelist.filter_specs
        for choice in spec.choices(changelist)
    ]


def list_actions(response: Any) -> list[str]:
    """What may be done with chosen rows."""
    form = response.context["action_form"]
    return [name for name, _label in form.fields["action"].choices if name] if form else []


def read_path(row: Model, path: str) -> str:
    """The value behind a lookup such as `branch__code`."""
    return str(reduce(getattr, path.split("__"), row))


class TestRegistry:
    def test_has_rows_to_try_for_every_model(self) -> None:
        assert set(MODELS) == set(MAKERS)

    @each_model
    def test_list_opens(self, back_office: Client, model: type[Model]) -> None:
        row = make_rows(model, 3)

        response = back_office.get(get_url(model, "changelist"))

        assert response.status_code == HTTPStatus.OK
        assert row in response.context["cl"].result_list
        assert read_policy(response) == CONTENT_SECURITY_POLICY

    @each_model
    def test_search_finds_a_row(self, back_office: Client, model: type[Model]) -> None:
        row = make_rows(model, 2)
        text = read_path(row, str(admin.site._registry[model].search_fields[0]))

        response = back_office.get(get_url(model, "changelist"), {"q": text})

        assert row in response.context["cl"].result_list

    @each_model
    def test_search_finds_nothing(self, back_office: Client, model: type[Model]) -> None:
        make_rows(model, 2)

        response = back_office.get(get_url(model, "changelist"), {"q": "gibt es nicht \x27;"})

        assert response.status_code == HTTPStatus.OK
        assert not response.context["cl"].result_list

    @each_model
    def test_filters_open(self, back_office: Client, model: type[Model]) -> None:
        make_rows(model, 3)
        address = get_url(model, "changelist")

        addresses = list_filter_addresses(back_office.get(address))

        statuses = {back_office.get(address + query).status_code for query in addresses}
        assert statuses <= {HTTPStatus.OK}
        assert bool(addresses) == bool(admin.site._registry[model].list_filter)

    @each_model
    def test_add_form_opens_where_adding_is_allowed(
        self, back_office: Client, rf: Any, administrator: Any, model: type[Model]
    ) -> None:
        request = rf.get("/")
        request.user = administrator
        is_allowed = admin.site._registry[model].has_add_permission(request)

        response = back_office.get(get_url(model, "add"))

        assert response.status_code == (HTTPStatus.OK if is_allowed else HTTPStatus.FORBIDDEN)
        assert read_policy(response) == CONTENT_SECURITY_POLICY

    @each_model
    def test_delete_page_opens_where_deleting_is_allowed(
        self, back_office: Client, rf: Any, administrator: Any, model: type[Model]
    ) -> None:
        row = make_rows(model, 2)
        request = rf.get("/")
        request.user = administrator
        is_allowed = admin.site._registry[model].has_delete_permission(request)

        response = back_office.get(get_url(model, "delete", row.pk))

        assert response.status_code == (HTTPStatus.OK if is_allowed else HTTPStatus.FORBIDDEN)

    @each_model
    @pytest.mark.parametrize("page", ["change", "history"])
    def test_page_of_a_row_opens(self, back_office: Client, model: type[Model], page: str) -> None:
        row = make_rows(model, 3)

        response = back_office.get(get_url(model, page, row.pk), follow=True)

        assert response.status_code == HTTPStatus.OK
        assert read_policy(response) == CONTENT_SECURITY_POLICY

    @each_model
    def test_actions_open(self, back_office: Client, model: type[Model]) -> None:
        row = make_rows(model, 2)
        address = get_url(model, "changelist")
        offered = list_actions(back_office.get(address))

        statuses = {
            back_office.post(address, {"action": name, "_selected_action": row.pk}).status_code
            for name in offered
        }

        assert statuses <= {HTTPStatus.OK, HTTPStatus.FOUND}
        assert model._default_manager.filter(pk=row.pk).exists()

    @each_model
    def test_no_page_shows_a_secret(self, back_office: Client, model: type[Model]) -> None:
        row = make_rows(model, 3)
        addresses = [get_url(model, "changelist"), get_url(model, "change", row.pk)]

        pages = "".join(back_office.get(address).content.decode() for address in addresses)

        assert PASSWORD not in pages
        assert CARD not in pages
        assert "gAAAA" not in pages

    @each_model
    @pytest.mark.parametrize("page", ["changelist", "add"])
    def test_anonymous_is_sent_to_sign_in(
        self, client: Client, model: type[Model], page: str
    ) -> None:
        response = client.get(get_url(model, page))

        assert response.status_code == HTTPStatus.FOUND
        assert response["Location"].startswith("/admin/login/?next=/admin/")

    @each_model
    def test_anonymous_sees_no_row(self, client: Client, model: type[Model]) -> None:
        row = make_rows(model, 1)

        response = client.get(get_url(model, "change", row.pk))

        assert response.status_code == HTTPStatus.FOUND

    @each_model
    def test_list_costs_the_same_for_2_and_20_rows(
        self, back_office: Client, model: type[Model]
    ) -> None:
        address = get_url(model, "changelist")
        make_rows(model, 2)
        few = count_queries(back_office, address)

        make_rows(model, 18)

        assert count_queries(back_office, address) == few <= LIST_CEILING

    @each_model
    def test_change_form_costs_the_same_among_2_and_20_rows(
        self, back_office: Client, model: type[Model]
    ) -> None:
        address = get_url(model, "change", make_rows(model, 2).pk)
        few = count_queries(back_office, address)

        make_rows(model, 18)

        assert count_queries(back_office, address) == few <= CHANGE_CEILING


class TestOtherPages:
    @pytest.mark.parametrize(
        "address", ["/admin/", "/admin/interfaces/", "/admin/password_change/", "/admin/login/"]
    )
    def test_carry_the_policy(self, client: Client, administrator: Any, address: str) -> None:
        client.force_login(administrator)

        response = client.get(address, follow=True)

        assert response.status_code == HTTPStatus.OK
        assert read_policy(response) == CONTENT_SECURITY_POLICY

    def test_sign_in_carries_the_policy(self, client: Client) -> None:
        response = client.get("/admin/login/")

        assert "unsafe" not in response["Content-Security-Policy"]
        assert read_policy(response) == CONTENT_SECURITY_POLICY


class TestInlines:
    def test_cost_the_same_for_2_and_20_tokens(self, back_office: Client) -> None:
        workstation = make_rows(Workstation, 1)
        address = get_url(Workstation, "change", workstation.pk)
        WorkstationTokenFactory.create_batch(2, workstation=workstation)
        few = count_queries(back_office, address)

        WorkstationTokenFactory.create_batch(18, workstation=workstation)

        assert count_queries(back_office, address) == few

    def test_cost_the_same_for_2_and_20_attempts(self, back_office: Client) -> None:
        delivery = make_rows(Delivery, 1)
        address = get_url(Delivery, "change", delivery.pk)
        make_attempts(delivery, 2)
        few = count_queries(back_office, address)

        make_attempts(delivery, 18)

        assert count_queries(back_office, address) == few
