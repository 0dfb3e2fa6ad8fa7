"""Who and what a history row names as the cause of a change."""

import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import structlog
from django.contrib.auth.models import User
from django.db import connection
from django.db.backends.signals import connection_created
from django.test import Client
from django.utils import timezone

from interfaces.models import Branch, Chain, EnrolmentCode, Workstation
from interfaces.services import create_enrolment_code
from payback_site.celery import app
from payback_site.command_line import name_command
from tests.admin.rows import get_url
from tests.factories import BranchFactory, ChainFactory, WorkstationFactory
from tests.interfaces.trail.test_history import history_of
from tests.payback_site.programs import run
from tests.transactions.at_once import call_apart

pytestmark = pytest.mark.django_db


@app.task(name="tests.rename_branches")
def rename_branches() -> None:
    """What a worker might do."""
    Branch.objects.update(name="Umbenannt")


@pytest.fixture
def administrator() -> User:
    return User.objects.create_superuser("verwaltung", password="tuer-zu-4711")


@pytest.fixture
def back_office(administrator: User) -> Client:
    client = Client()
    client.force_login(administrator)
    return client


def make_full_chain() -> None:
    """With SQL as people type it: the percent sign is no placeholder."""
    ChainFactory.create()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE interfaces_chain SET name = 'Zu 100 %'")
        cursor.execute("RESET pghistory.context_metadata")  # the connection goes on in other tests


def read_last(model: Any) -> Any:
    """The newest history row of a model."""
    return history_of(model).last()


class TestAChangeInTheBackOffice:
    def test_names_user_address_request_and_page(
        self, back_office: Client, administrator: User
    ) -> None:
        page = get_url(Workstation, "add")
        branch = BranchFactory.create()
        form = {"branch": branch.pk, "computer_name": "KASSA-9", "is_active": "on"}
        form |= {"tokens-TOTAL_FORMS": 0, "tokens-INITIAL_FORMS": 0}

        response = back_office.post(page, form, REMOTE_ADDR="192.0.2.7")

        row = read_last(Workstation)
        assert row.pgh_actor_key == administrator.pk
        assert row.pgh_context == {
            "user": administrator.pk,
            "username": "verwaltung",
            "address": "192.0.2.7",
            "request_id": response["X-Request-ID"],
            "page": page,
        }

    @pytest.mark.django_db(transaction=True)
    def test_leaves_the_connection_without_a_cause(self, back_office: Client) -> None:
        back_office.post(get_url(Workstation, "add"), {})

        BranchFactory.create()

        assert read_last(Branch).pgh_context is None


class TestATill:
    def test_is_named_by_computer_and_address_when_it_enrols(self) -> None:
        workstation = WorkstationFactory.create(computer_name="KASSA-1")
        new = create_enrolment_code(workstation=workstation, created_by=None, now=timezone.now())

        response = Client().post(
            "/api/v1/enrolments",
            {"code": new.code, "computer_name": "KASSA-1"},
            content_type="application/json",
            REMOTE_ADDR="192.0.2.7",
        )

        row = read_last(EnrolmentCode)
        assert response.status_code == 201
        assert (row.pgh_label, row.pgh_actor_key) == ("update", None)
        assert row.pgh_context["computer"] == "KASSA-1"
        assert row.pgh_context["address"] == "192.0.2.7"
        assert row.pgh_context["request_id"] == response["X-Request-ID"]

    def test_pays_nothing_for_it_with_other_calls(self) -> None:
        statements: list[str] = []

        def note(execute: Any, sql: str, *details: Any) -> Any:
            statements.append(sql)
            return execute(sql, *details)

        with connection.execute_wrapper(note):
            Client().get("/api/v1/interface", headers={"Authorization": "Bearer pbw_falsch"})

        assert statements
        assert [one for one in statements if "pghistory" in one] == []


class TestATask:
    def test_is_named_with_the_request_that_asked_for_it(self, administrator: User) -> None:
        BranchFactory.create()
        with structlog.contextvars.bound_contextvars(
            request_id="4711", user_id=administrator.pk, ip="192.0.2.7"
        ):
            rename_branches.apply().get()

        row = read_last(Branch)
        assert row.pgh_actor_key == administrator.pk
        assert row.pgh_context["task"] == "tests.rename_branches"
        assert row.pgh_context["request_id"] == "4711"
        assert row.pgh_context["address"] == "192.0.2.7"

    def test_of_the_clock_names_no_user(self) -> None:
        BranchFactory.create()

        rename_branches.apply().get()

        assert read_last(Branch).pgh_actor_key is None
        assert read_last(Branch).pgh_context["task"] == "tests.rename_branches"


class TestACommand:
    @pytest.mark.django_db(transaction=True)
    def test_is_named_without_its_arguments(self) -> None:
        name_command(["manage.py", "shell", "-c", "geheim"])
        try:
            with ThreadPoolExecutor(1) as pool:
                pool.submit(call_apart, make_full_chain).result()
        finally:
            connection_created.disconnect(dispatch_uid="name_command")

        made, renamed = history_of(Chain)
        assert made.pgh_context == renamed.pgh_context == {"command": "shell"}
        assert renamed.name == "Zu 100 %"


class TestManagePy:
    def test_tells_every_connection_its_command(self) -> None:
        program = (
            "from django.db import connection as c; k = c.cursor(); "
            "k.execute(\"SELECT current_setting('pghistory.context_metadata', true)\"); "
            "print(k.fetchone()[0])"
        )
        done = run(
            *("manage.py", "shell", "--no-imports", "-c", program),
            environment=dict(os.environ),
        )

        assert done.stdout.strip() == '{"command": "shell"}', done.stderr


class TestAChangeWithoutACause:
    def test_is_made_all_the_same(self) -> None:
        BranchFactory.create()

        row = read_last(Branch)
        assert (row.pgh_context, row.pgh_actor_key) == (None, None)

    def test_is_made_although_its_user_is_no_number(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('pghistory.context_metadata', '{\"user\": \"x\"}', true)"
            )

        BranchFactory.create()

        assert read_last(Branch).pgh_actor_key is None
