"""Every try of a reveal is on record before anything is given out, however it ends."""

import uuid
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils import timezone

from interfaces.choices import DeedKind, DeedOutcome, Role
from interfaces.models import Deed, Interface
from tests.admin.people import OWN_PASSWORD, make_person, open_client
from tests.admin.revealing import WRONG, fail, get_reveal_url, list_outcomes, reveal, switch_off
from tests.factories import InterfaceFactory
from tests.factories.interfaces import PASSWORD
from tests.interfaces.secrets.columns import write_raw

MOMENTS = {
    "while it is written": "BEFORE INSERT ON interfaces_deed",
    "when it is committed": "AFTER INSERT ON interfaces_deed DEFERRABLE INITIALLY DEFERRED",
}


@pytest.fixture
def unwritable(request: pytest.FixtureRequest) -> Iterator[None]:
    """A record that refuses every row, at the moment the test names."""
    kind = "CONSTRAINT TRIGGER" if "DEFERRABLE" in request.param else "TRIGGER"
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION refuse_deed() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'no room'; END $$"
        )
        cursor.execute(
            f"CREATE {kind} refuse_deed {request.param} FOR EACH ROW EXECUTE FUNCTION refuse_deed()"
        )
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION refuse_deed CASCADE")


@pytest.mark.django_db
class TestRecord:
    def test_has_the_password_given_out(self, her_browser: Client, revealable: Interface) -> None:
        reveal(her_browser, revealable.pk)

        assert list_outcomes() == [DeedOutcome.DONE]

    def test_has_a_wrong_entry(self, her_browser: Client, revealable: Interface) -> None:
        reveal(her_browser, revealable.pk, WRONG)

        assert list_outcomes() == [DeedOutcome.WRONG_PASSWORD]

    def test_has_a_try_during_the_lockout(self, her_browser: Client, revealable: Interface) -> None:
        fail(her_browser, revealable, 5)

        reveal(her_browser, revealable.pk)

        assert list_outcomes() == [*[DeedOutcome.WRONG_PASSWORD] * 5, DeedOutcome.LOCKED]

    def test_has_a_try_without_the_option(self, her_browser: Client, revealable: Interface) -> None:
        switch_off(revealable)

        reveal(her_browser, revealable.pk)

        assert list_outcomes() == [DeedOutcome.OPTION_OFF]

    def test_has_a_try_with_nothing_stored(
        self, her_browser: Client, revealable: Interface
    ) -> None:
        Interface.objects.update(password=None)

        reveal(her_browser, revealable.pk)

        assert list_outcomes() == [DeedOutcome.NOTHING_STORED]

    def test_has_a_try_that_no_key_opens(self, her_browser: Client, revealable: Interface) -> None:
        write_raw(revealable, b"what no key opens")

        reveal(her_browser, revealable.pk)

        assert list_outcomes() == [DeedOutcome.UNREADABLE]

    @pytest.mark.parametrize(
        "flags",
        [
            {},
            {"is_superuser": True},
            {"is_staff": False, "role": Role.ADMINISTRATOR},
            {"role": Role.BRANCH_MANAGER},
            {"role": Role.CASHIER},
        ],
        ids=str,
    )
    def test_has_a_try_by_somebody_who_may_not(
        self, revealable: Interface, flags: dict[str, Any]
    ) -> None:
        reveal(open_client(make_person("otto", revealable.chain, **flags)), revealable.pk)

        deed = Deed.objects.get()
        assert (deed.outcome, deed.username) == (DeedOutcome.DENIED, "otto")
        assert deed.interface_key == revealable.pk

    def test_names_an_interface_that_does_not_exist_for_the_user(self, her_browser: Client) -> None:
        foreign = InterfaceFactory.create(chain__may_reveal_passwords=True)

        reveal(her_browser, foreign.pk)

        deed = Deed.objects.get()
        assert (deed.outcome, deed.username) == (DeedOutcome.DENIED, "eva")
        assert (deed.interface_key, deed.chain_key) == (foreign.pk, foreign.chain_id)

    def test_has_the_key_where_there_is_no_interface(self, her_browser: Client) -> None:
        key = uuid.uuid4()

        reveal(her_browser, key)

        deed = Deed.objects.get()
        assert (deed.outcome, deed.interface_key, deed.detail) == (
            DeedOutcome.DENIED,
            None,
            str(key),
        )

    @time_machine.travel("2026-11-23T09:15:00Z", tick=False)
    def test_says_who_when_from_where_and_which(self, eva: User, revealable: Interface) -> None:
        response = reveal(open_client(eva), revealable.pk, REMOTE_ADDR="203.0.113.9")

        deed = Deed.objects.get()
        assert (deed.kind, deed.user_key, deed.username) == (DeedKind.REVEAL, eva.pk, "eva")
        assert (deed.done_at, deed.remote_address) == (timezone.now(), "203.0.113.9")
        assert (deed.interface_key, deed.chain_key) == (revealable.pk, revealable.chain_id)
        assert deed.request_id == response["X-Request-ID"]

    def test_holds_neither_password(self, her_browser: Client, revealable: Interface) -> None:
        reveal(her_browser, revealable.pk)
        reveal(her_browser, revealable.pk, WRONG)

        written = str(list(Deed.objects.values()))
        assert [text for text in (PASSWORD, OWN_PASSWORD, WRONG) if text in written] == []

    def test_is_not_made_by_looking_at_the_address(
        self, her_browser: Client, revealable: Interface
    ) -> None:
        her_browser.get(get_reveal_url(revealable.pk))

        assert list_outcomes() == []

    def test_is_the_only_trace(
        self, her_browser: Client, revealable: Interface, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level("DEBUG"):
            reveal(her_browser, revealable.pk)
            reveal(her_browser, revealable.pk, WRONG)

        assert caplog.records
        assert [text for text in (PASSWORD, OWN_PASSWORD, WRONG) if text in caplog.text] == []


@pytest.mark.django_db(transaction=True)
class TestWithoutRecord:
    @pytest.mark.parametrize("unwritable", MOMENTS.values(), ids=MOMENTS.keys(), indirect=True)
    @pytest.mark.usefixtures("unwritable")
    def test_nothing_is_given_out(self, eva: User, revealable: Interface) -> None:
        forgiving = Client(raise_request_exception=False)
        forgiving.force_login(eva)

        response = reveal(forgiving, revealable.pk)

        assert response.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
        assert PASSWORD not in response.content.decode()
        assert list_outcomes() == []
