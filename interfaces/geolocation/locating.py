"""Finds one branch and writes down what may be believed."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from interfaces.geolocation.addresses import Address
from interfaces.geolocation.answers import find_point, round_degrees
from interfaces.geolocation.choices import (
    Doubt,
    LocatingOutcome,
    LocationPrecision,
    LocationSource,
    ProposalState,
)
from interfaces.geolocation.errors import GeocoderDown, GeocoderRefuses
from interfaces.geolocation.geocoders import Point, ask_postcodes
from interfaces.geolocation.judging import Objection, find_objection
from interfaces.models import Branch, BranchLocation, LocationProposal


@dataclass(frozen=True, slots=True)
class Finding:
    """How the search for one branch ended, and what a sentence about it needs."""

    outcome: LocatingOutcome
    precision: LocationPrecision | None = None
    doubt: Doubt | None = None
    distance_km: Decimal | None = None


def locate_branch(*, branch_id: uuid.UUID, now: datetime) -> Finding:
    """Asks for the branch's address and stores the answer, or a proposal where it is doubtful.

    Locked coordinates are not asked for. Without an answer the old value stays. The answer is
    thrown away when the address was changed or a person set the place while it was on its way.

    :raises Branch.DoesNotExist: the branch was deleted.
    :raises TurnMissed: too many others were asking; nothing was changed.
    """
    branch = Branch.objects.get(pk=branch_id)
    location, _made = BranchLocation.objects.get_or_create(branch=branch)
    address = Address.of(branch)
    if location.is_locked:
        return _conclude(branch, address, Finding(LocatingOutcome.LOCKED), now=now)
    if not address.postcode:
        return _conclude(branch, address, Finding(LocatingOutcome.NO_ADDRESS), now=now)
    try:
        point = find_point(address=address, now=now)
    except GeocoderDown:
        return _conclude(branch, address, Finding(LocatingOutcome.UNREACHABLE), now=now)
    except GeocoderRefuses:
        return _conclude(branch, address, Finding(LocatingOutcome.REFUSED), now=now)
    return _take_answer(branch, address, point, now=now)


def has_good_value(location: BranchLocation, address: Address) -> bool:
    """Whether the stored place was found for this very address.

    A place that a person set and later unlocked is free to be replaced.
    """
    is_for_it = location.latitude is not None and location.address_digest == address.digest
    return is_for_it and location.source != LocationSource.MANUAL


def end_open_proposals(branch: Branch, *, now: datetime) -> None:
    """Whatever waits for a person is overtaken by something newer."""
    LocationProposal.objects.filter(branch=branch, state=ProposalState.OPEN).update(
        state=ProposalState.OVERTAKEN, decided_at=now
    )


def lock_location(branch: Branch) -> tuple[Branch, BranchLocation]:
    """The branch and its place as they are now, held until the transaction ends."""
    BranchLocation.objects.get_or_create(branch=branch)
    location = BranchLocation.objects.select_for_update().get(branch=branch)
    return Branch.objects.get(pk=branch.pk), location


def _take_answer(
    branch: Branch, address: Address, point: Point | None, *, now: datetime
) -> Finding:
    with transaction.atomic():
        fresh, location = lock_location(branch)
        if Address.of(fresh).digest != address.digest:
            finding = Finding(LocatingOutcome.OVERTAKEN)
        elif location.is_locked:
            finding = Finding(LocatingOutcome.LOCKED)
        else:
            finding = _settle(location, address, point, now=now)
        return _conclude(branch, address, finding, now=now)


def _settle(
    location: BranchLocation, address: Address, point: Point | None, *, now: datetime
) -> Finding:
    is_good = has_good_value(location, address)
    if point is None and not is_good:
        point = ask_postcodes(address)
    if point is None:
        return Finding(LocatingOutcome.NOT_FOUND)
    if is_good and _is_same(location, point):
        end_open_proposals(location.branch, now=now)
        return Finding(LocatingOutcome.CONFIRMED, precision=point.precision)
    objection = find_objection(
        point=point,
        postcode=address.postcode,
        present_precision=location.precision if is_good else None,
    )
    if objection is not None:
        return _propose(location, address, point, objection, now=now)
    _write(location, address, point, now=now)
    return Finding(LocatingOutcome.LOCATED, precision=point.precision)


def _is_same(location: BranchLocation, point: Point) -> bool:
    here = (location.latitude, location.longitude, location.precision)
    return here == (round_degrees(point.latitude), round_degrees(point.longitude), point.precision)


def _write(location: BranchLocation, address: Address, point: Point, *, now: datetime) -> None:
    end_open_proposals(location.branch, now=now)
    location.latitude = round_degrees(point.latitude)
    location.longitude = round_degrees(point.longitude)
    location.source = point.source
    location.precision = point.precision
    location.located_at = now
    location.address_digest = address.digest
    location.save()


def _propose(
    location: BranchLocation,
    address: Address,
    point: Point,
    objection: Objection,
    *,
    now: datetime,
) -> Finding:
    """Keeps the answer for a person, unless one has dismissed this very answer."""
    distance_km = objection.distance_km
    rounded = None if distance_km is None else Decimal(f"{distance_km:.1f}")
    where = {
        "branch": location.branch,
        "latitude": round_degrees(point.latitude),
        "longitude": round_degrees(point.longitude),
        "address_digest": address.digest,
    }
    end_open_proposals(location.branch, now=now)
    was_dismissed = LocationProposal.objects.filter(**where, state=ProposalState.DISMISSED).exists()
    if not was_dismissed:
        LocationProposal.objects.create(
            **where,
            source=point.source,
            precision=point.precision,
            doubt=objection.doubt,
            distance_km=rounded,
            proposed_at=now,
        )
    return Finding(
        LocatingOutcome.DISMISSED_BEFORE if was_dismissed else LocatingOutcome.PROPOSED,
        precision=point.precision,
        doubt=objection.doubt,
        distance_km=rounded,
    )


def _conclude(branch: Branch, address: Address, finding: Finding, *, now: datetime) -> Finding:
    BranchLocation.objects.filter(branch=branch).update(
        tried_at=now, tried_digest=address.digest, outcome=finding.outcome
    )
    return finding
