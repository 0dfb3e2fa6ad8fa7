"""The page "Welche gilt?" says what the till is told, and why."""

from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from http import HTTPStatus
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interfaces.choices import Scope, Standing
from interfaces.models import Interface, Workstation
from tests.admin.rows import CONTENT_SECURITY_POLICY, read_policy
from tests.factories import BranchFactory, WorkstationFactory, WorkstationTokenFactory
from tests.interfaces.scenes import (
    Plan,
    Scene,
    build_scene,
    expect_next_start,
    expect_winner,
    find_day_in_vienna,
    rolled_back_scene,
)

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/interfaces/interface/welche-gilt/"
TOKEN = "pbw_of-the-till"
DAYS = [date(2026, 3, 29), date(2026, 6, 30), date(2026, 10, 25), date(2026, 12, 31)]
EDGES = [timedelta(hours=hours, seconds=second) for hours in (-2, -1, 0, 12) for second in (-1, 0)]
PLANS = st.builds(
    Plan,
    scope=st.sampled_from(list(Scope)),
    start_date=st.sampled_from([None, *DAYS]),
    is_active=st.sampled_from([True, True, False]),
    is_foreign=st.sampled_from([False, False, False, True]),
)
MOMENTS = st.builds(
    lambda day, edge: datetime(day.year, day.month, day.day, tzinfo=UTC) + edge,
    st.sampled_from([*DAYS, date(2026, 1, 2)]),
    st.sampled_from(EDGES),
)


class Reader(HTMLParser):
    """Finds the rows of the page by their `data-` attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.standings: dict[str, str] = {}
        self.winners: list[str] = []
        self.planned: list[tuple[str, str]] = []

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if "data-standing" in found:
            self.standings[found["data-interface"]] = found["data-standing"]
            self.winners += [found["data-interface"]] if found.get("class") == "applies" else []
        if "data-start" in found:
            self.planned.append((found["data-start"], found["data-interface"]))


def explain(client: Client, workstation: Workstation, at: datetime | str, **query: Any) -> Any:
    """The page for one workstation and one moment."""
    moment = at.isoformat() if isinstance(at, datetime) else at
    query = {"arbeitsplatz": workstation.pk, "zeitpunkt": moment, **query}
    return client.get(ADDRESS, query)


def read(response: Any) -> Reader:
    """What stands on the page."""
    assert response.status_code == HTTPStatus.OK
    reader = Reader()
    reader.feed(response.content.decode())
    return reader


def read_text(response: Any) -> str:
    """The page, its blanks made one."""
    return " ".join(response.content.decode().split())


def ask_as_till(token: str, at: datetime) -> dict[str, Any]:
    """What the API tells a till at that moment."""
    with time_machine.travel(at, tick=False):
        client = Client(headers={"Authorization": f"Bearer {token}"})
        answer: dict[str, Any] = client.get("/api/v1/interface").json()
    return answer


def name_apart(scene: Scene) -> None:
    """Gives each interface a partner of its own, so that the API's answer tells which it is."""
    for number, row in enumerate(scene.made.values()):
        Interface.objects.filter(pk=row.pk).update(partner_short_name=f"P{number}")
        row.partner_short_name = f"P{number}"


@pytest.fixture
def scene() -> Scene:
    return build_scene()


def make(scene: Scene, scope: Scope = Scope.CHAIN, **changes: Any) -> Interface:
    """One interface that is ours and on, unless `changes` say otherwise."""
    base: dict[str, Any] = {"start_date": None, "is_active": True, "is_foreign": False}
    return scene.make(Plan(scope=scope, **{**base, **changes}))


class TestPageApiAndRuleOnPaper:
    @settings(
        max_examples=150,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
        print_blob=True,
    )
    @given(planned=st.lists(PLANS, max_size=6, unique=True), at=MOMENTS)
    def test_name_the_same_interface(
        self, back_office: Client, planned: list[Plan], at: datetime
    ) -> None:
        today = find_day_in_vienna(at)
        with rolled_back_scene(planned) as scene:
            name_apart(scene)
            WorkstationTokenFactory.create(workstation=scene.workstation, token=TOKEN)

            page = read(explain(back_office, scene.workstation, at))
            answer = ask_as_till(TOKEN, at)

        expected = expect_winner(planned, today)
        row = scene.made[expected] if expected else None
        next_start = expect_next_start(planned, today)
        assert page.winners == ([str(row.pk)] if row else [])
        assert answer["partner_short_name"] == (row.partner_short_name if row else None)
        assert answer["scope"] == (row.scope if row else None)
        assert answer["next_start_date"] == (next_start.isoformat() if next_start else None)
        assert next((day for day, _row in page.planned), None) == answer["next_start_date"]
        assert set(page.standings) == {
            str(row.pk) for plan, row in scene.made.items() if not plan.is_foreign
        }


class TestMidnightInVienna:
    @pytest.mark.parametrize(
        ("start", "last_moment_before"),
        [
            (date(2026, 12, 1), "2026-11-30T22:59:59.999999+00:00"),
            (date(2026, 7, 1), "2026-06-30T21:59:59.999999+00:00"),
            (date(2026, 3, 29), "2026-03-28T22:59:59.999999+00:00"),
            (date(2026, 3, 30), "2026-03-29T21:59:59.999999+00:00"),
            (date(2026, 10, 25), "2026-10-24T21:59:59.999999+00:00"),
            (date(2026, 10, 26), "2026-10-25T22:59:59.999999+00:00"),
        ],
        ids=["winter", "summer", "spring ahead", "after it", "fall back", "after it "],
    )
    def test_changes_page_and_api_in_the_same_moment(
        self, back_office: Client, scene: Scene, start: date, last_moment_before: str
    ) -> None:
        old, new = make(scene), make(scene, start_date=start)
        name_apart(scene)
        WorkstationTokenFactory.create(workstation=scene.workstation, token=TOKEN)
        before = datetime.fromisoformat(last_moment_before)
        moments = [before, before + timedelta(microseconds=1)]

        pages = [read(explain(back_office, scene.workstation, at)) for at in moments]
        answers = [ask_as_till(TOKEN, at) for at in moments]

        assert [page.winners for page in pages] == [[str(old.pk)], [str(new.pk)]]
        assert [row["partner_short_name"] for row in answers] == ["P0", "P1"]
        assert [row["next_start_date"] for row in answers] == [start.isoformat(), None]

    @pytest.mark.parametrize(
        "moment",
        ["2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00", "2026-03-29T03:00:00+02:00"],
        ids=["first half past two", "second half past two", "right after the hour that is not"],
    )
    def test_is_long_over_when_the_clocks_change(
        self, back_office: Client, scene: Scene, moment: str
    ) -> None:
        at = datetime.fromisoformat(moment)
        make(scene)
        new = make(scene, start_date=at.date())
        name_apart(scene)
        WorkstationTokenFactory.create(workstation=scene.workstation, token=TOKEN)

        page, answer = (
            read(explain(back_office, scene.workstation, at)),
            ask_as_till(TOKEN, at),
        )

        assert page.winners == [str(new.pk)]
        assert answer["partner_short_name"] == "P1"


class TestReasons:
    def test_are_given_for_every_loser(self, back_office: Client, scene: Scene) -> None:
        rows = {
            "SUPERSEDED": make(scene, Scope.BRANCH),
            "WINS": make(scene, Scope.BRANCH, start_date=date(2026, 11, 1)),
            "LESS": make(scene, Scope.CHAIN),
            "OFF": make(scene, Scope.WORKSTATION, is_active=False),
            "LATER": make(scene, Scope.WORKSTATION, start_date=date(2026, 12, 1)),
        }

        response = explain(back_office, scene.workstation, "2026-11-24T10:15")

        text = read_text(response)
        assert read(response).standings == {
            str(rows["SUPERSEDED"].pk): Standing.SUPERSEDED,
            str(rows["WINS"].pk): Standing.WINS,
            str(rows["LESS"].pk): Standing.LESS_SPECIFIC,
            str(rows["OFF"].pk): Standing.OFF,
            str(rows["LATER"].pk): Standing.NOT_STARTED,
        }
        assert "Am 01.11.2026 abgelöst" in text
        assert "Die eigene Schnittstelle der Filiale ist genauer und geht vor." in text
        assert "Sie ist ausgeschaltet und zählt deshalb nicht." in text
        assert "Ihr Start am 01.12.2026 ist noch nicht erreicht." in text
        assert "Nächste Änderung: ab 01.12.2026, 00:00, gilt" in text

    def test_name_the_password_that_is_missing(self, back_office: Client, scene: Scene) -> None:
        row = make(scene)
        Interface.objects.filter(pk=row.pk).update(password=None)

        response = explain(back_office, scene.workstation, "2026-11-24T10:15")

        assert read(response).winners == [str(row.pk)]
        assert "An der Schnittstelle fehlt das Passwort." in read_text(response)

    def test_say_that_nothing_applies_in_a_branch_that_is_off(
        self, back_office: Client, scene: Scene
    ) -> None:
        make(scene)
        scene.branch.is_active = False
        scene.branch.save()

        response = explain(back_office, scene.workstation, "2026-11-24T10:15")

        text = read_text(response)
        assert read(response).winners == []
        assert "gilt keine Schnittstelle" in text
        assert "Sie würde gelten. Die Filiale ist ausgeschaltet." in text

    def test_say_what_to_do_when_there_is_none(self, back_office: Client, scene: Scene) -> None:
        response = explain(back_office, scene.workstation, "2026-11-24T10:15")

        assert "Legen Sie unter Schnittstellen eine an." in read_text(response)

    def test_come_with_the_whole_plan(self, back_office: Client, scene: Scene) -> None:
        make(scene)
        later = [make(scene, start_date=date(2026, 12, day)) for day in (1, 15)]
        own = make(scene, Scope.WORKSTATION, start_date=date(2026, 12, 24))
        make(scene, Scope.BRANCH, start_date=date(2026, 12, 27))

        page = read(explain(back_office, scene.workstation, "2026-11-24T10:15"))

        assert page.planned == [
            ("2026-12-01", str(later[0].pk)),
            ("2026-12-15", str(later[1].pk)),
            ("2026-12-24", str(own.pk)),
        ]


class TestQuestion:
    def test_is_asked_without_complaint_at_first(self, back_office: Client, scene: Scene) -> None:
        response = back_office.get(reverse("admin:interfaces_explanation"))

        assert response.status_code == HTTPStatus.OK
        assert read_policy(response) == CONTENT_SECURITY_POLICY
        assert scene.workstation.computer_name in response.content.decode()
        assert "errorlist" not in response.content.decode()

    def test_is_about_now_when_no_moment_is_given(
        self, client: Client, administrator: User, scene: Scene
    ) -> None:
        make(scene)
        new = make(scene, start_date=date(2026, 12, 1))

        with time_machine.travel("2026-11-30T23:00:00Z", tick=False):
            client.force_login(administrator)
            page = read(explain(client, scene.workstation, ""))

        assert page.winners == [str(new.pk)]

    @pytest.mark.parametrize(
        ("query", "field"),
        [
            ({"arbeitsplatz": "niemand"}, "arbeitsplatz"),
            ({"arbeitsplatz": "\x00"}, "arbeitsplatz"),
            ({"arbeitsplatz": ""}, "arbeitsplatz"),
            ({"arbeitsplatz": "0199c0de-0000-7000-8000-000000000000"}, "arbeitsplatz"),
            ({"filiale": "nirgends"}, "filiale"),
            ({"filiale": "0199c0de-0000-7000-8000-000000000000"}, "filiale"),
            ({"zeitpunkt": "irgendwann"}, "zeitpunkt"),
            ({"zeitpunkt": "2026-02-30T10:00"}, "zeitpunkt"),
            ({"zeitpunkt": "2026-03-29T02:30"}, "zeitpunkt"),
            ({"zeitpunkt": "2026-10-25T02:30"}, "zeitpunkt"),
            ({"zeitpunkt": "0001-01-01T00:00:00+14:00"}, "zeitpunkt"),
            ({"zeitpunkt": "9999-12-31T23:59:59-12:00"}, "zeitpunkt"),
        ],
        ids=str,
    )
    def test_names_the_field_that_is_wrong(
        self, back_office: Client, scene: Scene, query: dict[str, str], field: str
    ) -> None:
        response = explain(back_office, scene.workstation, "2026-11-24T10:15", **query)

        assert response.status_code == HTTPStatus.OK
        assert list(response.context["form"].errors) == [field]
        assert "decision" not in response.context

    def test_names_the_workstation_of_another_branch(
        self, back_office: Client, scene: Scene
    ) -> None:
        branch = BranchFactory.create(chain=scene.branch.chain)
        WorkstationFactory.create(branch=branch)

        response = explain(back_office, scene.workstation, "", filiale=branch.pk)

        assert list(response.context["form"].errors) == ["arbeitsplatz"]
