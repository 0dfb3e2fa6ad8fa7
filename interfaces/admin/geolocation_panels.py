"""What the panels about places show."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interfaces.geolocation.addresses import Address
from interfaces.geolocation.choices import WANTS_A_PERSON, LocationSource
from interfaces.geolocation.map import draw_dot, draw_picture
from interfaces.geolocation.queries import (
    RunProgress,
    count_located,
    get_latest_progress,
    get_latest_result,
    get_location,
    get_open_proposal,
    list_covered_branches,
)
from interfaces.geolocation.wording import describe_proposal, describe_result, format_point
from interfaces.models import (
    Branch,
    BranchLocation,
    GeolocationResult,
    Interface,
    LocationProposal,
)


def build_branch_panel(branch: Branch, *, may_change: bool, notice: str = "") -> dict[str, Any]:
    """Map, facts, proposal and last search of one branch."""
    location = get_location(branch)
    proposal = get_open_proposal(branch)
    result = get_latest_result(branch)
    is_running = result is not None and result.settled_at is None
    sentence = describe_result(result) if result else ""
    return {
        "branch": branch,
        "location": location,
        "is_stale": is_stale(branch, location),
        "is_from_openstreetmap": location.source
        in {LocationSource.NOMINATIM, LocationSource.PHOTON},
        "point": format_found(location),
        "map": build_map(branch, location, proposal),
        "proposal": proposal and build_proposal(proposal),
        "result": result,
        "sentence": sentence,
        "notice": notice,
        "is_running": is_running,
        "announcement": notice or (_("Die Suche läuft.") if is_running else sentence),
        "may_change": may_change,
        "panel_url": reverse("admin:interfaces_branch_geolocation", args=[branch.pk]),
        "refresh_url": reverse("admin:interfaces_branch_geolocation_refresh", args=[branch.pk]),
    }


def build_interface_panel(
    interface: Interface, *, visible: QuerySet[Branch], may_change: bool
) -> dict[str, Any]:
    """The branches an interface covers and their last search, as far as they are `visible`."""
    total, located = count_located(list_covered_branches(interface) & visible)
    progress = get_latest_progress(interface=interface, visible=visible)
    is_running = progress is not None and progress.is_running
    return {
        "total": total,
        "located": located,
        "progress": progress,
        "rows": [build_row(result) for result in progress.results] if progress else [],
        "is_running": is_running,
        "announcement": announce(progress),
        "may_change": may_change,
        "panel_url": reverse("admin:interfaces_interface_geolocation", args=[interface.pk]),
        "refresh_url": reverse(
            "admin:interfaces_interface_geolocation_refresh", args=[interface.pk]
        ),
    }


def build_row(result: GeolocationResult) -> dict[str, Any]:
    """One branch of a run."""
    return {
        "branch": result.branch,
        "sentence": describe_result(result),
        "outcome": result.get_outcome_display(),
        "kind": "waiting" if result.settled_at is None else result.outcome,
        "wants_a_person": result.outcome in WANTS_A_PERSON,
        "url": reverse("admin:interfaces_branch_change", args=[result.branch_id]),
    }


def build_map(
    branch: Branch, location: BranchLocation, proposal: LocationProposal | None
) -> dict[str, Any]:
    """The picture with the branch's point, and the proposed one where there is one."""
    point = format_found(location)
    title = _("Österreich mit der Lage der Filiale %(branch)s: %(point)s") % {
        "branch": branch,
        "point": point,
    }
    return {
        "picture": draw_picture(),
        "dot": draw_dot(location.latitude, location.longitude),
        "proposed": proposal and draw_dot(proposal.latitude, proposal.longitude),
        "title": title if point else _("Österreich; die Lage der Filiale ist nicht bekannt"),
    }


def build_proposal(proposal: LocationProposal) -> dict[str, Any]:
    """A proposal with its two answers."""
    arguments = [proposal.branch_id, proposal.pk]
    return {
        "row": proposal,
        "doubt": describe_proposal(proposal),
        "point": format_point(proposal.latitude, proposal.longitude),
        "accept_url": reverse("admin:interfaces_branch_geolocation_accept", args=arguments),
        "dismiss_url": reverse("admin:interfaces_branch_geolocation_dismiss", args=arguments),
    }


def is_stale(branch: Branch, location: BranchLocation) -> bool:
    """Whether the stored place belongs to a former address."""
    digest = location.address_digest
    return bool(digest) and digest != Address.of(branch).digest


def format_found(location: BranchLocation) -> str:
    """The stored place in degrees; empty where there is none."""
    if location.latitude is None or location.longitude is None:
        return ""
    return format_point(location.latitude, location.longitude)


def announce(progress: RunProgress | None) -> str:
    """What a screen reader says when the panel has changed."""
    if progress is None:
        return ""
    if progress.is_running:
        return _("Die Suche läuft.")
    return ngettext(
        "Die Suche ist fertig: %(count)s Filiale.",
        "Die Suche ist fertig: %(count)s Filialen.",
        progress.total,
    ) % {"count": progress.total}
