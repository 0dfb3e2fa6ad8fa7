"""Seals over the audit trail."""

from django.db import models
from django.db.models import Q

from interfaces.models.guards import AppendOnly, NeverEmptied


class Seal(models.Model):
    """One link of the chain: what stood in the trail from one position to another.

    `tables` maps the name of each table with rows there to their count and the SHA-256 over them.
    `mac` is an HMAC under AUDIT_SEAL_KEY over all other columns, the link before included.
    """

    number = models.BigIntegerField(primary_key=True)
    sealed_at = models.DateTimeField()
    after_position = models.BigIntegerField()
    to_position = models.BigIntegerField()
    tables = models.JSONField()
    previous_mac = models.CharField(max_length=64, blank=True)
    mac = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]
        default_permissions = ()
        triggers = [AppendOnly(), NeverEmptied()]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_position__gt=models.F("after_position")),
                name="seal_covers_positions",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.after_position + 1}–{self.to_position}"


class SealHead(models.Model):
    """The end of the chain, in one row: whoever cuts seals off cannot make the row that fits."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    number = models.BigIntegerField()
    to_position = models.BigIntegerField()
    seal_mac = models.CharField(max_length=64)
    mac = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=Q(id=1), name="chain_has_one_head")]

    def __str__(self) -> str:
        return str(self.number)
