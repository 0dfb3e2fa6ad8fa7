"""Searches for many branches: asked for once, carried on by whichever worker is free."""

import time
import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import translation

from interfaces.choices import DeedKind, DeedOutcome
from interfaces.deeds import NOBODY, Actor, record_deed
from interfaces.geolocation.answers import forget_old_answers
from interfaces.geolocation.choices import FAILURES, LocatingOutcome
from interfaces.geolocation.dispatch import wake_worker
from interfaces.geolocation.errors import TurnMissed
from interfaces.geolocation.locating import locate_branch
from interfaces.geolocation.queries import count_outcomes, list_due_branches
from interfaces.models import Branch, GeolocationResult, GeolocationRun, Interface

BUDGET_SECONDS = 10.0
"""How long one task works before it rings for the next, so that bookings get their turn."""
CLAIM_LEASE = timedelta(minutes=2)
"""When the worker that took a branch counts as dead; a branch takes half a minute at most."""
RUNS_KEPT = timedelta(days=90)


def request_run(
    *,
    about: Branch | Interface | None,
    branches: Iterable[Branch],
    actor: Actor,
    now: datetime,
) -> GeolocationRun:
    """Stores a search for `branches` and wakes a worker for it after the commit.

    While a search about the same thing goes on, that one is returned: asking twice asks once.
    """
    subject = _name_subject(about)
    try:
        with transaction.atomic():
            run = GeolocationRun.objects.create(
                **subject,
                requested_at=now,
                requested_by_id=actor.user_key,
                remote_address=actor.remote_address,
                request_id=actor.request_id[:64],
                touched_at=now,
            )
            GeolocationResult.objects.bulk_create(
                GeolocationResult(run=run, branch=branch) for branch in branches
            )
    except IntegrityError:
        run = GeolocationRun.objects.get(**subject, finished_at=None)
    transaction.on_commit(partial(wake_worker, run.pk), robust=True)
    return run


def work_on_run(*, run_id: uuid.UUID, clock: Callable[[], datetime]) -> None:
    """Takes branch after branch for `BUDGET_SECONDS`, then rings for the next worker.

    Several workers may be at it: each branch is claimed by one of them. The last one writes the
    deed.
    """
    end = time.monotonic() + BUDGET_SECONDS
    while (result := _claim_next(run_id, now=clock())) is not None:
        if not _settle(result, clock=clock) or time.monotonic() > end:
            wake_worker(run_id)
            return
    _finish(run_id, now=clock())


def request_nightly_run(*, now: datetime) -> GeolocationRun | None:
    """Asks for the branches whose address has changed or whose last search failed.

    Also clears away answers that have expired and runs older than 90 days.
    """
    forget_old_answers(now=now)
    GeolocationRun.objects.filter(finished_at__lt=now - RUNS_KEPT).delete()
    due = list_due_branches()
    return request_run(about=None, branches=due, actor=NOBODY, now=now) if due else None


def resume_runs(*, now: datetime) -> int:
    """Rings for runs that nobody has touched for a while; how many that were."""
    left = GeolocationRun.objects.filter(finished_at=None, touched_at__lt=now - CLAIM_LEASE)
    return sum(wake_worker(run_id) for run_id in left.values_list("pk", flat=True))


def _name_subject(about: Branch | Interface | None) -> dict[str, Any]:
    if about is None:
        return {"chain_id": None, "interface_id": None, "branch_id": None}
    is_interface = isinstance(about, Interface)
    return {
        "chain_id": about.chain_id,
        "interface_id": about.pk if is_interface else None,
        "branch_id": about.branch_id if is_interface else about.pk,
    }


def _claim_next(run_id: uuid.UUID, *, now: datetime) -> GeolocationResult | None:
    """The next branch that nobody is at; compare-and-swap on the moment of the last claim."""
    waiting = GeolocationResult.objects.filter(
        Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM_LEASE), run=run_id, settled_at=None
    ).order_by("branch__code", "pk")
    while (result := waiting.first()) is not None:
        same = GeolocationResult.objects.filter(
            pk=result.pk, settled_at=None, claimed_at=result.claimed_at
        )
        if same.update(claimed_at=now):
            GeolocationRun.objects.filter(pk=run_id).update(touched_at=now)
            return result
    return None


def _settle(result: GeolocationResult, *, clock: Callable[[], datetime]) -> bool:
    """False: it was not our turn to ask; the branch waits for the next worker."""
    row = GeolocationResult.objects.filter(pk=result.pk, settled_at=None)
    try:
        finding = locate_branch(branch_id=result.branch_id, now=clock())
    except TurnMissed:
        row.update(claimed_at=None)
        return False
    except Branch.DoesNotExist:
        return True
    row.update(
        settled_at=clock(),
        outcome=finding.outcome,
        precision=finding.precision or "",
        doubt=finding.doubt or "",
        distance_km=finding.distance_km,
    )
    return True


def _finish(run_id: uuid.UUID, *, now: datetime) -> None:
    with transaction.atomic():
        unfinished = GeolocationRun.objects.filter(pk=run_id, finished_at=None)
        run = unfinished.select_for_update(of=("self",)).first()
        if run is None or run.results.filter(settled_at=None).exists():
            return
        run.finished_at = now
        run.save(update_fields=["finished_at"])
        _record(run, now=now)


def _record(run: GeolocationRun, *, now: datetime) -> None:
    counts = count_outcomes(run)
    user = run.requested_by
    record_deed(
        kind=DeedKind.GEOLOCATION,
        outcome=DeedOutcome.FAILED if set(counts) & FAILURES else DeedOutcome.DONE,
        actor=Actor(
            user_key=user.pk if user else None,
            username=user.get_username() if user else "",
            remote_address=run.remote_address,
            request_id=run.request_id,
        ),
        about=run.interface or run.branch,
        at=now,
        detail=_sum_up(counts),
    )


def _sum_up(counts: Mapping[str, int]) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        parts = [f"{LocatingOutcome(outcome).label}: {counts[outcome]}" for outcome in counts]
    return ", ".join(parts)
