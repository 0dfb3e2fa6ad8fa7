"""What a person decides about a place: set it, free it, take a proposal or dismiss it."""

from datetime import datetime
from decimal import Decimal

from django.contrib.auth.models import User
from django.db import transaction

from interfaces.choices import DeedKind, DeedOutcome
from interfaces.deeds import Actor, record_deed
from interfaces.geolocation.addresses import Address
from interfaces.geolocation.choices import (
    LocationPrecision,
    LocationSource,
    ProposalState,
)
from interfaces.geolocation.locating import end_open_proposals, lock_location
from interfaces.models import Branch, BranchLocation, LocationProposal


class ProposalGone(Exception):
    """The proposal was decided before, or is about another address than the present one."""


def set_location(
    *,
    branch: Branch,
    latitude: Decimal,
    longitude: Decimal,
    actor: Actor,
    now: datetime,
) -> None:
    """Sets the branch's place by hand and locks it: no search overwrites it."""
    with transaction.atomic():
        fresh, location = lock_location(branch)
        location.latitude, location.longitude = latitude, longitude
        location.source = LocationSource.MANUAL
        location.precision = LocationPrecision.ADDRESS
        location.located_at = now
        location.address_digest = Address.of(fresh).digest
        location.is_locked = True
        location.save()
        end_open_proposals(branch, now=now)
        _record(branch, f"von Hand gesetzt: {latitude}, {longitude}", actor=actor, now=now)


def unlock_location(*, branch: Branch, actor: Actor, now: datetime) -> None:
    """Lets the next search replace a place that was set by hand, and the night make one."""
    with transaction.atomic():
        _fresh, location = lock_location(branch)
        location.is_locked = False
        location.tried_digest = ""
        location.save()
        _record(branch, "nicht mehr von Hand gesetzt", actor=actor, now=now)


def clear_location(*, branch: Branch, actor: Actor, now: datetime) -> None:
    """Forgets the branch's place; the next night looks for it."""
    with transaction.atomic():
        _fresh, location = lock_location(branch)
        BranchLocation(branch=branch, tried_at=location.tried_at).save()
        _record(branch, "Koordinaten gelöscht", actor=actor, now=now)


def accept_proposal(*, proposal: LocationProposal, user: User, actor: Actor, now: datetime) -> None:
    """Writes the proposed place down as the branch's.

    :raises ProposalGone: it is no longer open, or the address or the place was changed since.
    """
    with transaction.atomic():
        branch, location = lock_location(proposal.branch)
        is_current = proposal.address_digest == Address.of(branch).digest
        if location.is_locked or not is_current:
            raise ProposalGone
        _decide(proposal, ProposalState.ACCEPTED, user=user, now=now)
        location.latitude, location.longitude = proposal.latitude, proposal.longitude
        location.source, location.precision = proposal.source, proposal.precision
        location.located_at = now
        location.address_digest = proposal.address_digest
        location.save()
        _record(branch, "Vorschlag übernommen", actor=actor, now=now)


def dismiss_proposal(
    *, proposal: LocationProposal, user: User, actor: Actor, now: datetime
) -> None:
    """Leaves the place as it is; the same answer is not proposed again for this address.

    :raises ProposalGone: it is no longer open.
    """
    with transaction.atomic():
        _decide(proposal, ProposalState.DISMISSED, user=user, now=now)
        _record(proposal.branch, "Vorschlag verworfen", actor=actor, now=now)


def _decide(proposal: LocationProposal, state: ProposalState, *, user: User, now: datetime) -> None:
    still_open = LocationProposal.objects.filter(pk=proposal.pk, state=ProposalState.OPEN)
    if not still_open.update(state=state, decided_at=now, decided_by=user):
        raise ProposalGone


def _record(branch: Branch, detail: str, *, actor: Actor, now: datetime) -> None:
    record_deed(
        kind=DeedKind.GEOLOCATION,
        outcome=DeedOutcome.DONE,
        actor=actor,
        about=branch,
        at=now,
        detail=detail,
    )
