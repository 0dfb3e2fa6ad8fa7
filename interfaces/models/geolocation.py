"""Where branches are, what is proposed, and the searches that found it out."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from interfaces.geolocation.choices import (
    Doubt,
    LocatingOutcome,
    LocationPrecision,
    LocationSource,
    ProposalState,
)
from interfaces.models.branch import Branch
from interfaces.models.chain import Chain
from interfaces.models.history import IN_BRANCH, keep_history
from interfaces.models.interface import Interface
from interfaces.models.keys import new_key
from interfaces.models.place import Place

IN_RANGE = Q(latitude__range=(-90, 90), longitude__range=(-180, 180))


def latitude_field(**options: Any) -> "models.DecimalField[Any, Any]":
    """Degrees north, to about a tenth of a metre."""
    return models.DecimalField(_("Breite"), max_digits=8, decimal_places=6, **options)


def longitude_field(**options: Any) -> "models.DecimalField[Any, Any]":
    """Degrees east."""
    return models.DecimalField(_("Länge"), max_digits=9, decimal_places=6, **options)


@keep_history(places=IN_BRANCH, exclude=["tried_at", "tried_digest", "outcome"])
class BranchLocation(models.Model):
    """Where a branch is, and how the last search for it ended.

    The coordinates belong to the address of `address_digest`, which may be a former one. Locked
    coordinates were set by a person; no search touches them.
    """

    belongs_to = Place(chain="branch__chain_id", branch="branch_id")

    branch = models.OneToOneField(
        Branch, on_delete=models.CASCADE, primary_key=True, related_name="location"
    )
    latitude = latitude_field(null=True)
    longitude = longitude_field(null=True)
    source = models.CharField(_("Quelle"), max_length=16, choices=LocationSource, blank=True)
    precision = models.CharField(
        _("Genauigkeit"), max_length=16, choices=LocationPrecision, blank=True
    )
    located_at = models.DateTimeField(_("Stand"), null=True)
    address_digest = models.CharField(max_length=64, blank=True)
    is_locked = models.BooleanField(_("Von Hand gesetzt"), default=False)
    tried_at = models.DateTimeField(_("Letzte Suche"), null=True)
    tried_digest = models.CharField(max_length=64, blank=True)
    outcome = models.CharField(
        _("Ergebnis der letzten Suche"), max_length=32, choices=LocatingOutcome, blank=True
    )

    class Meta:
        verbose_name = _("Lage einer Filiale")
        verbose_name_plural = _("Lagen der Filialen")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    latitude=None,
                    longitude=None,
                    source="",
                    precision="",
                    located_at=None,
                    address_digest="",
                    is_locked=False,
                )
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    source__in=LocationSource.values,
                    precision__in=LocationPrecision.values,
                    located_at__isnull=False,
                )
                & ~Q(address_digest=""),
                name="location_is_whole_or_absent",
            ),
            models.CheckConstraint(
                condition=Q(latitude=None) | IN_RANGE, name="location_is_on_earth"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["", *LocatingOutcome.values]),
                name="location_outcome_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.branch_id}: {self.latitude}, {self.longitude}"


@keep_history(places=IN_BRANCH)
class LocationProposal(models.Model):
    """A doubtful answer, kept for a person who takes or dismisses it."""

    belongs_to = Place(chain="branch__chain_id", branch="branch_id")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    branch = models.ForeignKey(Branch, on_delete=models.CASCADE, related_name="location_proposals")
    latitude = latitude_field()
    longitude = longitude_field()
    source = models.CharField(_("Quelle"), max_length=16, choices=LocationSource)
    precision = models.CharField(_("Genauigkeit"), max_length=16, choices=LocationPrecision)
    doubt = models.CharField(_("Bedenken"), max_length=16, choices=Doubt)
    distance_km = models.DecimalField(
        _("Entfernung in km"), max_digits=7, decimal_places=1, null=True
    )
    address_digest = models.CharField(max_length=64)
    proposed_at = models.DateTimeField(_("Vorgeschlagen am"))
    state = models.CharField(
        _("Stand"), max_length=16, choices=ProposalState, default=ProposalState.OPEN
    )
    decided_at = models.DateTimeField(_("Entschieden am"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("Vorschlag zur Lage")
        verbose_name_plural = _("Vorschläge zur Lage")
        constraints = [
            models.UniqueConstraint(
                fields=["branch"],
                condition=Q(state=ProposalState.OPEN),
                name="one_open_proposal_per_branch",
            ),
            models.CheckConstraint(condition=IN_RANGE, name="proposal_is_on_earth"),
            models.CheckConstraint(
                condition=Q(
                    state__in=ProposalState.values,
                    source__in=LocationSource.values,
                    precision__in=LocationPrecision.values,
                    doubt__in=Doubt.values,
                ),
                name="proposal_words_are_known",
            ),
            models.CheckConstraint(
                condition=Q(state=ProposalState.OPEN, decided_at=None)
                | ~Q(state=ProposalState.OPEN) & Q(decided_at__isnull=False),
                name="proposal_is_open_until_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.branch_id}: {self.get_doubt_display()}"


class GeolocationRun(models.Model):
    """One search for some branches: those of an interface, one branch, or (neither) the night's.

    Chain and branch are those of what it was asked for; the night's has neither.
    """

    belongs_to = Place(chain="chain_id", branch="branch_id")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    chain = models.ForeignKey(Chain, on_delete=models.CASCADE, null=True, related_name="+")
    interface = models.ForeignKey(
        Interface, on_delete=models.CASCADE, null=True, related_name="geolocation_runs"
    )
    branch = models.ForeignKey(
        Branch, on_delete=models.CASCADE, null=True, related_name="geolocation_runs"
    )
    requested_at = models.DateTimeField(_("Angefordert am"))
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    remote_address = models.GenericIPAddressField(null=True)
    request_id = models.CharField(max_length=64, blank=True)
    touched_at = models.DateTimeField()
    finished_at = models.DateTimeField(_("Fertig am"), null=True)

    class Meta:
        verbose_name = _("Geolokalisierung")
        verbose_name_plural = _("Geolokalisierungen")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["interface", "branch"],
                condition=Q(finished_at=None),
                nulls_distinct=False,
                name="one_unfinished_run_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(chain__isnull=False) | Q(interface=None, branch=None),
                name="run_names_the_chain_of_its_subject",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class GeolocationResult(models.Model):
    """One branch of a run: waiting, or how its search ended."""

    belongs_to = Place(chain="branch__chain_id", branch="branch_id")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    run = models.ForeignKey(GeolocationRun, on_delete=models.CASCADE, related_name="results")
    branch = models.ForeignKey(Branch, on_delete=models.CASCADE, related_name="geolocation_results")
    claimed_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(_("Fertig am"), null=True)
    outcome = models.CharField(_("Ergebnis"), max_length=32, choices=LocatingOutcome, blank=True)
    precision = models.CharField(
        _("Genauigkeit"), max_length=16, choices=LocationPrecision, blank=True
    )
    doubt = models.CharField(_("Bedenken"), max_length=16, choices=Doubt, blank=True)
    distance_km = models.DecimalField(
        _("Entfernung in km"), max_digits=7, decimal_places=1, null=True
    )

    class Meta:
        verbose_name = _("Ergebnis der Geolokalisierung")
        verbose_name_plural = _("Ergebnisse der Geolokalisierung")
        constraints = [
            models.UniqueConstraint(fields=["run", "branch"], name="branch_once_per_run"),
            models.CheckConstraint(
                condition=Q(settled_at=None, outcome="")
                | Q(settled_at__isnull=False, outcome__in=LocatingOutcome.values),
                name="result_is_settled_with_an_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.branch_id}: {self.get_outcome_display()}"


class GeocoderAnswer(models.Model):
    """What a map service answered for an address; without coordinates: it knew none."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    service = models.CharField(max_length=250)
    address_digest = models.CharField(max_length=64)
    latitude = latitude_field(null=True)
    longitude = longitude_field(null=True)
    precision = models.CharField(max_length=16, choices=LocationPrecision, blank=True)
    country_code = models.CharField(max_length=8, blank=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("Antwort eines Kartendienstes")
        verbose_name_plural = _("Antworten der Kartendienste")
        constraints = [
            models.UniqueConstraint(
                fields=["service", "address_digest"], name="one_answer_per_address"
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__isnull=False, longitude__isnull=False) & IN_RANGE,
                name="answer_is_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service}: {self.latitude}, {self.longitude}"


class GeocoderTurn(models.Model):
    """Whose turn it is to ask a map service: one row per service, moved by conditional UPDATE."""

    service = models.CharField(primary_key=True, max_length=250)
    next_allowed_at = models.DateTimeField(null=True)
    holder = models.UUIDField(null=True)
    failures = models.PositiveIntegerField(default=0)
    resting_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("Reihenfolge beim Kartendienst")
        verbose_name_plural = _("Reihenfolge bei den Kartendiensten")

    def __str__(self) -> str:
        return self.service
