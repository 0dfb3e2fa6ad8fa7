"""Searches for many branches: asked for once, carried on by any worker, told at the end."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from interfaces.choices import DeedKind, DeedOutcome
from interfaces.deeds import NOBODY, Actor
from interfaces.geolocation import runs
from interfaces.geolocation.choices import LocatingOutcome
from interfaces.geolocation.errors import TurnMissed
from interfaces.geolocation.queries import list_covered_branches
from interfaces.geolocation.runs import (
    request_nightly_run,
    request_run,
    resume_runs,
    work_on_run,
)
from interfaces.models import (
    Branch,
    BranchLocation,
    Deed,
    GeocoderAnswer,
    GeolocationResult,
    GeolocationRun,
)
from interfaces.tasks import refresh_changed_branches, refresh_geolocation, resume_geolocation
from tests.factories import (
    BranchFactory,
    BranchLocationFactory,
    ChainFactory,
    InterfaceFactory,
)
from tests.interfaces.geolocation.map_service import MapService

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)


@pytest.fixture(autouse=True)
def rung(monkeypatch: pytest.MonkeyPatch) -> list[uuid.UUID]:
    """The runs that workers were woken for."""
    rings: list[uuid.UUID] = []

    def wake_worker(run_id: uuid.UUID) -> bool:
        rings.append(run_id)
        return True

    monkeypatch.setattr(runs, "wake_worker", wake_worker)
    return rings


def ask_for(branch: Branch, actor: Actor = NOBODY) -> GeolocationRun:
    return request_run(about=branch, branches=[branch], actor=actor, now=NOW)


def work(run: GeolocationRun, now: datetime = NOW) -> None:
    work_on_run(run_id=run.pk, clock=lambda: now)
    run.refresh_from_db()


def list_outcomes(run: GeolocationRun) -> list[str]:
    return list(run.results.order_by("branch__code").values_list("outcome", flat=True))


class TestRequestRun:
    def test_wakes_a_worker_once_it_is_committed(
        self, rung: list[uuid.UUID], django_capture_on_commit_callbacks: Any
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            run = ask_for(BranchFactory.create(in_graz=True))
            before = list(rung)

        assert (before, rung) == ([], [run.pk])

    def test_asked_twice_goes_on_once(
        self, rung: list[uuid.UUID], django_capture_on_commit_callbacks: Any
    ) -> None:
        branch = BranchFactory.create(in_graz=True)

        with django_capture_on_commit_callbacks(execute=True):
            first, second = ask_for(branch), ask_for(branch)

        assert first == second
        assert GeolocationResult.objects.count() == 1
        assert rung == [first.pk, first.pk]

    def test_asked_again_after_the_end_begins_anew(self) -> None:
        branch = BranchFactory.create(in_graz=True)
        first = ask_for(branch)
        work(first)

        assert ask_for(branch) != first

    def test_about_other_branches_stands_by_itself(self) -> None:
        assert ask_for(BranchFactory.create()) != ask_for(BranchFactory.create())


class TestWorkOnRun:
    def test_finds_every_branch_of_the_run(self) -> None:
        interface = InterfaceFactory.create()
        BranchFactory.create(chain=interface.chain, code="A", postcode="1060")
        BranchFactory.create(chain=interface.chain, code="B")
        BranchFactory.create(chain=interface.chain, code="C", postcode="1234")
        covered = list_covered_branches(interface)
        run = request_run(about=interface, branches=covered, actor=NOBODY, now=NOW)

        work(run)

        assert list_outcomes(run) == ["located", "no_address", "not_found"]
        assert run.finished_at == NOW
        assert BranchLocation.objects.filter(latitude__isnull=False).count() == 1

    def test_keeps_what_a_sentence_needs(self, map_service: MapService) -> None:
        branch = BranchFactory.create(in_graz=True)
        map_service.say_place((47.2682, 11.3933))

        run = ask_for(branch)
        work(run)

        result = run.results.get()
        assert (result.outcome, result.doubt, result.precision) == ("proposed", "far", "address")
        assert result.distance_km is not None
        assert 300 < result.distance_km < 320

    def test_stops_after_its_budget_and_rings_for_the_next(
        self, rung: list[uuid.UUID], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(runs, "BUDGET_SECONDS", -1.0)
        chain = ChainFactory.create()
        branches = BranchFactory.create_batch(2, chain=chain, postcode="1060")
        run = request_run(about=None, branches=branches, actor=NOBODY, now=NOW)

        work(run)
        after_one = (rung.copy(), sorted(list_outcomes(run)), run.finished_at)
        work(run)
        work(run)

        assert after_one == ([run.pk], ["", "located"], None)
        assert list_outcomes(run) == ["located", "located"]
        assert run.finished_at == NOW

    def test_leaves_a_branch_that_another_worker_is_at(self) -> None:
        run = ask_for(BranchFactory.create(in_graz=True))
        run.results.update(claimed_at=NOW)

        work(run)

        assert list_outcomes(run) == [""]
        assert run.finished_at is None

    def test_takes_over_from_a_worker_that_died(self) -> None:
        run = ask_for(BranchFactory.create(in_graz=True))
        run.results.update(claimed_at=NOW)

        work(run, LATER)

        assert list_outcomes(run) == ["located"]

    def test_does_nothing_more_once_it_is_finished(self) -> None:
        run = ask_for(BranchFactory.create(in_graz=True))
        work(run)
        work(run, LATER)

        assert run.finished_at == NOW
        assert Deed.objects.count() == 1

    def test_bears_that_the_run_is_gone(self) -> None:
        work_on_run(run_id=uuid.uuid4(), clock=timezone.now)

        assert Deed.objects.count() == 0

    def test_gives_a_branch_back_when_its_turn_does_not_come(
        self, rung: list[uuid.UUID], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def locate_branch(**_what: Any) -> None:
            raise TurnMissed

        monkeypatch.setattr(runs, "locate_branch", locate_branch)
        run = ask_for(BranchFactory.create(in_graz=True))

        work(run)

        result = run.results.get()
        assert (result.claimed_at, result.outcome, run.finished_at) == (None, "", None)
        assert rung == [run.pk]


class TestTheDeed:
    def test_names_who_asked_and_how_it_ended(self) -> None:
        user = User.objects.create_user("anna")
        actor = Actor(user.pk, "anna", "192.0.2.7", "request-4711")
        branch = BranchFactory.create(in_graz=True)

        work(ask_for(branch, actor))

        deed = Deed.objects.get()
        assert (deed.kind, deed.outcome) == (DeedKind.GEOLOCATION, DeedOutcome.DONE)
        assert (deed.user_key, deed.username) == (user.pk, "anna")
        assert (deed.remote_address, deed.request_id) == ("192.0.2.7", "request-4711")
        assert (deed.branch_key, deed.chain_key) == (branch.pk, branch.chain_id)
        assert (deed.done_at, deed.detail) == (NOW, "gefunden: 1")

    @pytest.mark.parametrize("status", [503, 403])
    def test_says_when_the_service_gave_no_answer(
        self, map_service: MapService, status: int
    ) -> None:
        map_service.say({}, status=status)

        work(ask_for(BranchFactory.create(in_graz=True)))

        assert Deed.objects.get().outcome == DeedOutcome.FAILED

    def test_is_about_the_interface_it_was_asked_from(self) -> None:
        interface = InterfaceFactory.create()
        branches = BranchFactory.create_batch(2, chain=interface.chain)
        run = request_run(about=interface, branches=branches, actor=NOBODY, now=NOW)

        work(run)

        deed = Deed.objects.get()
        assert (deed.interface_key, deed.detail) == (interface.pk, "Adresse fehlt: 2")


class TestTheNight:
    def find_due(self) -> set[str]:
        """The branches the night would look for."""
        run = request_nightly_run(now=NOW)
        return set(run.results.values_list("branch__code", flat=True)) if run else set()

    def test_takes_a_branch_that_was_never_looked_for(self) -> None:
        BranchFactory.create(in_graz=True, code="NEU")

        assert self.find_due() == {"NEU"}

    def test_takes_a_branch_whose_address_has_changed(self) -> None:
        location = BranchLocationFactory.create(branch__code="UMZUG")
        Branch.objects.update(street="Sporgasse 1")

        assert self.find_due() == {"UMZUG"}
        assert location.branch.street == "Herrengasse 12"

    @pytest.mark.parametrize("outcome", ["unreachable", "refused", "overtaken"])
    def test_takes_a_branch_whose_last_search_failed(self, outcome: str) -> None:
        BranchLocationFactory.create(branch__code="FEHLER", outcome=outcome)

        assert self.find_due() == {"FEHLER"}

    @pytest.mark.parametrize(
        "outcome",
        sorted(set(LocatingOutcome.values) - {"unreachable", "refused", "overtaken"}),
    )
    def test_leaves_a_branch_whose_last_search_said_something(self, outcome: str) -> None:
        BranchLocationFactory.create(outcome=outcome)

        assert self.find_due() == set()

    def test_leaves_other_capitals_alone(self) -> None:
        BranchLocationFactory.create()
        Branch.objects.update(street="HERRENGASSE  12")

        assert self.find_due() == set()

    def test_leaves_what_was_set_by_hand(self) -> None:
        BranchLocationFactory.create(by_hand=True, outcome="unreachable")
        Branch.objects.update(street="Sporgasse 1")

        assert self.find_due() == set()

    def test_leaves_branches_that_are_closed_or_have_no_postcode(self) -> None:
        BranchFactory.create(in_graz=True, is_active=False)
        BranchFactory.create(in_graz=True, chain__is_active=False)
        BranchFactory.create(city="Graz")

        assert self.find_due() == set()

    def test_clears_old_runs_and_answers_away(self) -> None:
        kept, gone = ask_for(BranchFactory.create()), ask_for(BranchFactory.create())
        GeolocationRun.objects.filter(pk=gone.pk).update(finished_at=NOW - timedelta(days=91))
        GeolocationRun.objects.filter(pk=kept.pk).update(finished_at=NOW - timedelta(days=89))
        GeocoderAnswer.objects.create(service="x", address_digest="y", expires_at=NOW)

        request_nightly_run(now=NOW)

        assert list(GeolocationRun.objects.all()) == [kept]
        assert GeocoderAnswer.objects.count() == 0


class TestResumeRuns:
    def test_rings_for_what_nobody_has_touched_for_a_while(self, rung: list[uuid.UUID]) -> None:
        left, fresh, done = (ask_for(BranchFactory.create()) for _number in range(3))
        GeolocationRun.objects.filter(pk=fresh.pk).update(touched_at=LATER)
        GeolocationRun.objects.filter(pk=done.pk).update(finished_at=NOW)

        assert resume_runs(now=LATER) == 1
        assert rung == [left.pk]

    def test_leaves_a_run_that_is_being_worked_on(self) -> None:
        run = ask_for(BranchFactory.create(in_graz=True))
        GeolocationRun.objects.update(touched_at=NOW - timedelta(hours=1))
        run.results.create(branch=BranchFactory.create(), claimed_at=LATER)
        work(run, LATER)

        assert resume_runs(now=LATER) == 0


class TestTheTasks:
    def test_carry_only_the_key_of_the_run(self) -> None:
        run = ask_for(BranchFactory.create(in_graz=True))

        refresh_geolocation(str(run.pk))

        run.refresh_from_db()
        assert run.finished_at is not None

    def test_look_for_changed_branches_in_the_night(self) -> None:
        BranchFactory.create(in_graz=True)

        refresh_changed_branches()

        assert GeolocationRun.objects.get().results.count() == 1

    def test_take_up_what_was_left(self, rung: list[uuid.UUID]) -> None:
        run = ask_for(BranchFactory.create(in_graz=True))
        GeolocationRun.objects.update(touched_at=NOW - timedelta(days=1))

        resume_geolocation()

        assert rung == [run.pk]
