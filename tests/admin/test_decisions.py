"""From chosen rows over preview and reason to the decision, and who may take that way."""

from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from interfaces.choices import Role
from interfaces.models import Deed
from tests.admin.people import open_client
from tests.admin.rows import CONTENT_SECURITY_POLICY, read_policy
from tests.factories import BranchFactory, DeliveryFactory, make_user
from tests.factories.transactions import NOW
from transactions.choices import Reason, State
from transactions.models import Delivery

pytestmark = pytest.mark.django_db
PAGE = reverse("admin:transactions_delivery_decide")
LIST = reverse("admin:transactions_delivery_worklists")
NOTE = "Kassa ging vor, Beleg stimmt"


def ask_about(reason: Reason = Reason.CLOCK, **changes: Any) -> Delivery:
    return DeliveryFactory.create(state=State.ATTENTION, reason=reason, **changes)


def ask_beside(row: Delivery, reason: Reason) -> Delivery:
    """One more of the same till."""
    frozen = row.transaction
    return ask_about(
        reason,
        transaction__workstation=frozen.workstation,
        transaction__interface=frozen.interface,
    )


def choose(client: Client, action: str, *rows: Delivery) -> Any:
    """Chooses rows in a list and asks for the preview."""
    return client.post(PAGE, {"action": action, "chosen": [str(row.pk) for row in rows]})


def confirm(client: Client, preview: Any, note: str = NOTE, **changes: str) -> Any:
    """Writes a reason below the preview and decides."""
    form = {"ballot": preview.context["ballot"], "note": note, "confirm": "1"} | changes
    return client.post(PAGE, form, follow=True)


def read_messages(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def read_state(row: Delivery) -> str:
    return Delivery.objects.get(pk=row.pk).state


@pytest.fixture
def manager() -> User:
    """Answers for one branch."""
    return make_user(Role.BRANCH_MANAGER, BranchFactory.create(), username="grazer-leitung")


@pytest.fixture
def own(manager: User) -> Delivery:
    """Waits for a decision in that branch."""
    branch = manager.responsibility.branches.get()
    return ask_about(transaction__workstation__branch=branch)


@pytest.fixture
def browser(manager: User) -> Client:
    return open_client(manager)


class TestPreview:
    def test_tells_what_happens_to_which_row_and_what_is_left_out(
        self, browser: Client, own: Delivery
    ) -> None:
        taken = ask_beside(own, Reason.RECEIPT_NUMBER_TAKEN)

        response = choose(browser, "retry", own, taken)

        told = [(line["delivery"], str(line["verb"])) for line in response.context["lines"]]
        assert told == [(own, "wird gesendet"), (taken, "")]
        assert "PAYBACK kennt die Belegnummer" in response.context["lines"][1]["why"]
        assert "1 Übertragung bleibt, wie sie ist." in response.content.decode()

    def test_changes_nothing(self, browser: Client, own: Delivery) -> None:
        response = choose(browser, "retry", own)

        assert response.status_code == HTTPStatus.OK
        assert read_policy(response) == CONTENT_SECURITY_POLICY
        assert read_state(own) == State.ATTENTION
        assert not Deed.objects.filter(kind="state_decision").exists()

    @pytest.mark.parametrize("action", ["", "delete", "RETRY"])
    def test_knows_no_other_action(self, browser: Client, own: Delivery, action: str) -> None:
        assert choose(browser, action, own).status_code == HTTPStatus.NOT_FOUND

    def test_asks_to_choose_something(self, browser: Client) -> None:
        response = browser.post(PAGE, {"action": "retry", "liste": "held"}, follow=True)

        assert response.redirect_chain == [(f"{LIST}?liste=held", HTTPStatus.FOUND)]
        assert "Bitte wählen Sie mindestens eine" in read_messages(response)[0]

    def test_refuses_more_than_it_shows(
        self, browser: Client, own: Delivery, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("transactions.admin.decisions.MOST_AT_ONCE", 1)
        other = ask_beside(own, Reason.CLOCK)

        response = choose(browser, "retry", own, other)

        assert response.status_code == HTTPStatus.FOUND


class TestConfirming:
    def test_decides_and_says_so(self, browser: Client, own: Delivery) -> None:
        response = confirm(browser, choose(browser, "retry", own))

        assert read_state(own) == State.DUE
        assert read_messages(response) == ["Noch einmal senden: 1 Übertragung erledigt."]
        deed = Deed.objects.get(kind="state_decision")
        assert (deed.username, deed.row_key) == ("grazer-leitung", own.pk)
        assert NOTE in deed.detail

    @pytest.mark.parametrize("note", ["", "  ", "x" * 201], ids=["none", "blank", "long"])
    def test_needs_a_written_reason(self, browser: Client, own: Delivery, note: str) -> None:
        response = confirm(browser, choose(browser, "write_off", own), note)

        assert response.status_code == HTTPStatus.OK
        assert response.context["form"].errors
        assert read_state(own) == State.ATTENTION

    def test_does_nothing_to_a_row_that_changed_since_the_preview(
        self, browser: Client, own: Delivery
    ) -> None:
        preview = choose(browser, "retry", own)
        Delivery.objects.get(pk=own.pk).move(to=State.CANCELLED, at=NOW)

        response = confirm(browser, preview)

        assert read_state(own) == State.CANCELLED
        assert not Deed.objects.filter(kind="state_decision").exists()
        assert "seit der Vorschau geändert" in read_messages(response)[0]

    @pytest.mark.parametrize("ballot", ["", "x", "eJw:1:2"])
    def test_takes_no_ballot_of_its_own_making(
        self, browser: Client, own: Delivery, ballot: str
    ) -> None:
        response = confirm(browser, choose(browser, "retry", own), ballot=ballot)

        assert response.status_code == HTTPStatus.NOT_FOUND
        assert read_state(own) == State.ATTENTION

    def test_takes_nobody_elses_ballot(
        self, browser: Client, back_office: Client, own: Delivery
    ) -> None:
        preview = choose(back_office, "retry", own)

        response = confirm(browser, preview)

        assert response.status_code == HTTPStatus.FORBIDDEN
        assert read_state(own) == State.ATTENTION


class TestRights:
    def test_refuse_a_foreign_row_among_own_ones(self, browser: Client, own: Delivery) -> None:
        response = choose(browser, "retry", own, ask_about())

        assert response.status_code == HTTPStatus.NOT_FOUND
        assert read_state(own) == State.ATTENTION

    def test_count_at_the_moment_of_the_decision(
        self, browser: Client, manager: User, own: Delivery
    ) -> None:
        preview = choose(browser, "retry", own)
        manager.responsibility.branches.set([BranchFactory.create(chain=own.branch.chain)])

        response = confirm(browser, preview)

        assert response.status_code == HTTPStatus.NOT_FOUND
        assert read_state(own) == State.ATTENTION

    def test_are_asked_for_beside_the_group(
        self, browser: Client, manager: User, own: Delivery
    ) -> None:
        manager.groups.get().permissions.remove(
            *manager.groups.get().permissions.filter(codename="decide_delivery")
        )

        assert choose(browser, "retry", own).status_code == HTTPStatus.FORBIDDEN

    def test_do_not_let_an_auditor_decide(self, own: Delivery) -> None:
        auditor = open_client(make_user(Role.AUDITOR, own.branch))

        assert choose(auditor, "retry", own).status_code == HTTPStatus.FORBIDDEN

    def test_let_an_administrator_see_the_decision_in_the_trail(
        self, browser: Client, own: Delivery
    ) -> None:
        confirm(browser, choose(browser, "retry", own))
        administrator = open_client(make_user(Role.ADMINISTRATOR, own.branch))

        page = administrator.get(reverse("admin:interfaces_timeline")).content.decode()

        assert NOTE in page
        assert "Entscheidung zu einer Übertragung" in page


class TestHistory:
    def test_tells_everything_in_its_order(self, browser: Client, own: Delivery) -> None:
        confirm(browser, choose(browser, "retry", own))

        page = browser.get(reverse("admin:transactions_delivery_change", args=[own.pk]))

        told = [(entry.who.value, entry.what) for entry, _badge in page.context["entries"]]
        assert told == [
            ("till", "Sammeln angenommen"),
            ("person", "Entscheidung zu einer Übertragung"),
            ("service", "wartet auf Übertragung"),
        ]
        assert NOTE in page.content.decode()

    def test_folds_masked_requests_and_answers(self, browser: Client, own: Delivery) -> None:
        own.attempts.create(
            interface=own.interface,
            number=1,
            verdict="unknown",
            recorded_at=NOW,
            request_masked="<Alias>904019******7692</Alias>",
            answer_masked="<oje/>",
        )

        page = browser.get(reverse("admin:transactions_delivery_change", args=[own.pk]))

        assert "<summary>Anfrage und Antwort</summary>" in page.content.decode()
        assert "&lt;Alias&gt;904019******7692&lt;/Alias&gt;" in page.content.decode()
