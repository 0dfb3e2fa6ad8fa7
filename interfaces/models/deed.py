"""What people and programs did that a change of a row alone does not show."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from interfaces.choices import DeedKind, DeedOutcome
from interfaces.models.guards import (
    AppendOnly,
    NeverEmptied,
    NextPosition,
    SessionUser,
    TakesPosition,
)
from interfaces.models.keys import new_key
from interfaces.models.place import Place


class Deed(models.Model):
    """One deed (Handlung) and how it ended.

    Who and where are kept as they were at that moment, as plain values: the record outlives the
    user, the interface and the branch it speaks of. `row_key` is the row it was done to where that
    is no place. `done_at` is the doer's clock; position in the trail, `recorded_at` and the
    database user are the database's own.
    """

    belongs_to = Place(chain="chain_key", branch="branch_key")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    done_at = models.DateTimeField(_("Wann"))
    kind = models.CharField(_("Was"), max_length=32, choices=DeedKind)
    outcome = models.CharField(_("Ergebnis"), max_length=32, choices=DeedOutcome)
    user_key = models.BigIntegerField(null=True)
    username = models.CharField(_("Wer"), max_length=150, blank=True)
    remote_address = models.GenericIPAddressField(_("Von wo"), null=True)
    request_id = models.CharField(_("Kennung"), max_length=64, blank=True)
    chain_key = models.UUIDField(null=True)
    branch_key = models.UUIDField(null=True)
    workstation_key = models.UUIDField(null=True)
    interface_key = models.UUIDField(null=True)
    row_key = models.UUIDField(null=True)
    object_label = models.CharField(_("Woran"), max_length=200, blank=True)
    detail = models.CharField(_("Näheres"), max_length=400, blank=True)
    position = models.BigIntegerField(unique=True, editable=False, db_default=NextPosition())
    recorded_at = models.DateTimeField(editable=False, db_default=Now())
    database_user = models.CharField(max_length=63, editable=False, db_default=SessionUser())

    class Meta:
        verbose_name = _("Handlung")
        verbose_name_plural = _("Handlungen")
        ordering = ["-id"]
        default_permissions = ("view",)
        triggers = [
            TakesPosition(position="position", moment="recorded_at", database_user="database_user"),
            AppendOnly(),
            NeverEmptied(),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=DeedKind.values), name="deed_kind_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(outcome__in=DeedOutcome.values), name="deed_outcome_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["interface_key", "-position"], name="deed_by_interface"),
            models.Index(fields=["branch_key", "-position"], name="deed_by_branch"),
            models.Index(fields=["user_key", "-position"], name="deed_by_user"),
            models.Index(
                fields=["row_key", "position"],
                condition=models.Q(row_key__isnull=False),
                name="deed_by_row",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.get_outcome_display()}"
