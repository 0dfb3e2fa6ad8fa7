"""The page "Arbeitslisten": by cause, the oldest first, own branches only."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from interfaces.choices import Role
from tests.admin.people import open_client
from tests.admin.rows import CONTENT_SECURITY_POLICY, count_queries, read_policy
from tests.factories import DeliveryFactory, make_user
from tests.factories.transactions import CARD, NOW
from transactions.choices import Kind, Reason, State
from transactions.models import Delivery
from transactions.worklists import LISTS

pytestmark = pytest.mark.django_db
PAGE = reverse("admin:transactions_delivery_worklists")
MOST_QUERIES = 16


def open_list(client: Client, listed: str, **query: str) -> Any:
    return client.get(PAGE, {"liste": listed, **query})


def read_blocks(response: Any) -> list[tuple[str, list[Delivery]]]:
    """Each cause with its rows, in their order."""
    return [
        (block.cause, [row.delivery for row in block.rows]) for block in response.context["blocks"]
    ]


def read_row(response: Any) -> Any:
    """The three sentences of the only row."""
    [block] = response.context["blocks"]
    [row] = block.rows
    return row.telling


def read_counts(response: Any) -> list[int]:
    return [tab.count for tab in response.context["tabs"]]


def ask_about(reason: Reason, **changes: Any) -> Delivery:
    return DeliveryFactory.create(state=State.ATTENTION, reason=reason, **changes)


class TestTheLists:
    def test_are_five_with_their_counts(self, back_office: Client) -> None:
        for_each = [{"attention": True}, {"held": True}, {"unknown": True}, {}, {"refused": True}]
        rows = [DeliveryFactory.create(**trait) for trait in for_each]
        Delivery.objects.filter(pk=rows[4].pk).update(state_since=rows[4].transaction.accepted_at)

        response = back_office.get(PAGE)

        assert [tab.label for tab in response.context["tabs"]] == [
            "braucht Entscheidung",
            "angehalten",
            "in Klärung",
            "wartet",
            "abgelehnt",
        ]
        assert read_counts(response)[:4] == [1, 1, 1, 1]
        assert read_policy(response) == CONTENT_SECURITY_POLICY

    def test_begin_with_the_most_urgent_one_that_is_not_empty(self, back_office: Client) -> None:
        row = DeliveryFactory.create(unknown=True)

        assert read_blocks(back_office.get(PAGE)) == [("unknown.answer", [row])]

    def test_are_grouped_by_cause_the_oldest_first(self, back_office: Client) -> None:
        young = ask_about(Reason.COUPON)
        old = ask_about(Reason.CLOCK, state_since=NOW - timedelta(hours=2))
        second = ask_about(Reason.COUPON)

        blocks = read_blocks(open_list(back_office, "decision"))

        assert blocks == [("attention.clock", [old]), ("attention.coupon", [young, second])]

    def test_show_the_oldest_of_many_and_the_way_to_all(self, back_office: Client) -> None:
        rows = [ask_about(Reason.COUPON) for _number in range(12)]

        response = open_list(back_office, "decision")
        [block] = response.context["blocks"]
        [(_cause, everything)] = read_blocks(back_office.get(block.url))

        assert (block.count, [row.delivery for row in block.rows]) == (12, rows[:10])
        assert everything == rows

    def test_leave_refusals_after_a_month(self, back_office: Client) -> None:
        DeliveryFactory.create(refused=True, state_since=NOW - timedelta(days=3650))

        response = open_list(back_office, "refused")

        assert read_counts(response) == [0, 0, 0, 0, 0]
        assert "Nichts in dieser Liste" in response.content.decode()

    @pytest.mark.parametrize(
        "query", [{"liste": "x"}, {"liste": "held", "filiale": "x"}], ids=["list", "branch"]
    )
    def test_are_no_others(self, back_office: Client, query: dict[str, str]) -> None:
        assert back_office.get(PAGE, query).status_code == HTTPStatus.NOT_FOUND

    @pytest.mark.parametrize("listed", LISTS)
    def test_open_for_every_state_and_reason(self, back_office: Client, listed: str) -> None:
        state = min(LISTS[listed].states)
        lease = NOW + timedelta(seconds=30)
        for_all = {"state": state, "lease_until": lease, "state_since": NOW + timedelta(days=900)}
        rows = [DeliveryFactory.create(reason=reason, **for_all) for reason in list(Reason)[1:]]

        response = open_list(back_office, listed)

        shown = [row for _cause, found in read_blocks(response) for row in found]
        assert {row.pk for row in shown} <= {row.pk for row in rows}
        assert shown

    def test_cost_the_same_for_2_and_12_rows(self, back_office: Client) -> None:
        address = f"{PAGE}?liste=decision"
        DeliveryFactory.create_batch(2, attention=True)
        few = count_queries(back_office, address)

        DeliveryFactory.create_batch(8, attention=True)

        assert count_queries(back_office, address) == few <= MOST_QUERIES

    def test_show_no_full_card_number(self, back_office: Client) -> None:
        ask_about(Reason.CLOCK)

        assert CARD not in open_list(back_office, "decision").content.decode()


class TestARow:
    def test_says_what_happened_what_comes_and_what_to_do(self, back_office: Client) -> None:
        ask_about(Reason.CLOCK)

        telling = read_row(open_list(back_office, "decision"))

        assert telling.happened == (
            "Der Verkaufszeitpunkt liegt außerhalb des erlaubten Zeitraums."
        )
        assert telling.next == "Nichts. Es wartet auf Ihre Entscheidung."
        assert telling.todo.startswith("Datum und Uhrzeit der Kassa prüfen.")

    def test_says_when_the_next_try_is(self, back_office: Client) -> None:
        in_an_hour = NOW + timedelta(days=365 * 9)
        DeliveryFactory.create(unknown=True, due_at=in_an_hour, attempt_number=3)

        telling = read_row(open_list(back_office, "unknown"))

        assert telling.happened == ("PAYBACK hat auf 3 Versuche nicht eindeutig geantwortet.")
        assert telling.next.startswith("Nächster Versuch")

    @pytest.mark.parametrize("kind", [Kind.COLLECT, Kind.REVERSAL])
    def test_says_all_three_about_every_kind(self, back_office: Client, kind: Kind) -> None:
        original = DeliveryFactory.create(booked=True).transaction
        frozen = {"transaction__original": original} if kind == Kind.REVERSAL else {}
        DeliveryFactory.create(unknown=True, transaction__kind=kind, **frozen)

        telling = read_row(open_list(back_office, "unknown"))

        assert all([telling.happened, telling.next, telling.todo])


class TestReaders:
    def test_see_their_branch_only(self) -> None:
        own = ask_about(Reason.CLOCK)
        ask_about(Reason.CLOCK)
        client = open_client(make_user(Role.BRANCH_MANAGER, own.branch))

        response = open_list(client, "decision")

        assert read_blocks(response) == [("attention.clock", [own])]
        assert read_counts(response)[0] == 1

    def test_cannot_ask_for_another_branch(self) -> None:
        own, foreign = ask_about(Reason.CLOCK), ask_about(Reason.CLOCK)
        client = open_client(make_user(Role.BRANCH_MANAGER, own.branch))

        response = open_list(client, "decision", filiale=str(foreign.branch_id))

        assert response.status_code == HTTPStatus.NOT_FOUND

    def test_of_a_chain_choose_a_branch(self, back_office: Client) -> None:
        rows = [ask_about(Reason.CLOCK), ask_about(Reason.CLOCK)]

        response = open_list(back_office, "decision", filiale=str(rows[1].branch_id))

        assert read_blocks(response) == [("attention.clock", [rows[1]])]

    @pytest.mark.parametrize(("role", "offered"), [(Role.AUDITOR, 0), (Role.BRANCH_MANAGER, 1)])
    def test_are_offered_decisions_where_they_may_decide(self, role: Role, offered: int) -> None:
        row = ask_about(Reason.CLOCK)
        client = open_client(make_user(role, row.branch))
        page = reverse("admin:transactions_delivery_change", args=[row.pk])

        answers = [open_list(client, "decision"), client.get(page)]

        buttons = [answer.content.count(b'value="write_off"') for answer in answers]
        assert buttons == [offered, offered]
