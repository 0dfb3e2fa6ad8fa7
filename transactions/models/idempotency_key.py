"""What makes repeating safe."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from interfaces.models import Workstation
from interfaces.models.keys import new_key
from interfaces.models.place import Place
from transactions.models.transaction import Transaction


class IdempotencyKey(models.Model):
    """A key a workstation used, the body it came with, and the answer that was given.

    No answer yet and `working_until` not over: the first request is still being worked on.
    """

    belongs_to = Place(chain="workstation__branch__chain_id", branch="workstation__branch_id")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    workstation = models.ForeignKey(Workstation, on_delete=models.CASCADE, related_name="keys")
    key = models.CharField(max_length=128)
    body_digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    working_until = models.DateTimeField()
    transaction = models.ForeignKey(
        Transaction, on_delete=models.PROTECT, related_name="keys", null=True
    )
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.JSONField(null=True)

    class Meta:
        verbose_name = _("Wiederholungsschlüssel")
        verbose_name_plural = _("Wiederholungsschlüssel")
        constraints = [
            models.UniqueConstraint(fields=["workstation", "key"], name="key_once_per_workstation"),
        ]
        indexes = [models.Index(fields=["created_at"], name="key_by_age")]

    def __str__(self) -> str:
        return self.key
