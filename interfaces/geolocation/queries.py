"""What is known about places and searches."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from interfaces.geolocation.addresses import Address
from interfaces.geolocation.choices import FAILURES, WANTS_A_PERSON, ProposalState
from interfaces.models import (
    Branch,
    BranchLocation,
    GeolocationResult,
    GeolocationRun,
    Interface,
    LocationProposal,
)


@dataclass(frozen=True, slots=True)
class RunProgress:
    """How far a run is, as far as the asking person may see its branches."""

    run: GeolocationRun
    results: tuple[GeolocationResult, ...]

    @property
    def total(self) -> int:
        """How many branches are looked for."""
        return len(self.results)

    @property
    def done(self) -> int:
        """How many of them are through."""
        return sum(result.settled_at is not None for result in self.results)

    @property
    def is_running(self) -> bool:
        """Whether more is to come."""
        return self.run.finished_at is None


def list_covered_branches(interface: Interface) -> QuerySet[Branch]:
    """The branches an interface is for: its own one, or every active one of the chain."""
    if interface.branch_id is not None:
        return Branch.objects.filter(pk=interface.branch_id)
    return Branch.objects.filter(chain=interface.chain_id, is_active=True)


def list_due_branches() -> list[Branch]:
    """Active branches with a postcode that were never looked for under their present address, or
    whose last search failed. Places set by hand are left alone.
    """
    branches = Branch.objects.filter(is_active=True, chain__is_active=True).exclude(postcode="")
    rows = branches.select_related("location").exclude(location__is_locked=True)
    return [branch for branch in rows if _is_due(branch)]


def get_location(branch: Branch) -> BranchLocation:
    """The stored place, or an unsaved one without coordinates."""
    found = BranchLocation.objects.filter(branch=branch).first()
    return found or BranchLocation(branch=branch)


def get_open_proposal(branch: Branch) -> LocationProposal | None:
    """The proposal that waits for a person and is about the present address."""
    return LocationProposal.objects.filter(
        branch=branch, state=ProposalState.OPEN, address_digest=Address.of(branch).digest
    ).first()


def get_latest_progress(*, interface: Interface, visible: QuerySet[Branch]) -> RunProgress | None:
    """The interface's last run, with the results of `visible` branches only.

    Waiting branches come last, those that want a person first.
    """
    run = interface.geolocation_runs.select_related("requested_by").first()
    if run is None:
        return None
    rows = run.results.filter(branch__in=visible).select_related("branch__location")
    return RunProgress(run=run, results=tuple(sorted(rows, key=_rank)))


def get_latest_result(branch: Branch) -> GeolocationResult | None:
    """The branch's last search, its own or within a greater run."""
    rows = GeolocationResult.objects.filter(branch=branch)
    return rows.select_related("run__requested_by", "branch").order_by("-pk").first()


def count_outcomes(run: GeolocationRun) -> dict[str, int]:
    """How often each outcome came, the settled ones only."""
    settled = run.results.exclude(outcome="").values("outcome")
    rows = settled.annotate(count=Count("pk")).order_by("outcome")
    return {row["outcome"]: row["count"] for row in rows}


def count_located(branches: Iterable[Branch]) -> tuple[int, int]:
    """How many branches there are, and how many of them have a place."""
    keys = [branch.pk for branch in branches]
    located = BranchLocation.objects.filter(~Q(latitude=None), branch__in=keys)
    return len(keys), located.count()


def _is_due(branch: Branch) -> bool:
    location = getattr(branch, "location", None)
    if location is None or location.outcome in FAILURES:
        return True
    return bool(location.tried_digest != Address.of(branch).digest)


def _rank(result: GeolocationResult) -> tuple[bool, bool, str]:
    is_waiting = result.settled_at is None
    return is_waiting, result.outcome not in WANTS_A_PERSON, result.branch.code
