"""One call to PAYBACK."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from interfaces.models import Interface
from interfaces.models.keys import new_key
from interfaces.models.place import Place
from transactions.choices import Verdict
from transactions.models.delivery import Delivery


class Attempt(models.Model):
    """What one call was and how it ended; append-only, masked.

    A call whose worker died has one row too, written by the sweep (`worker_lost`); should the
    worker come back late, its own row stands beside it under the same number.
    """

    belongs_to = Place(chain="delivery__branch__chain_id", branch="delivery__branch_id")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    delivery = models.ForeignKey(
        Delivery, verbose_name=_("Übertragung"), on_delete=models.PROTECT, related_name="attempts"
    )
    interface = models.ForeignKey(
        Interface,
        verbose_name=_("Schnittstelle"),
        on_delete=models.PROTECT,
        related_name="attempts",
    )
    number = models.PositiveIntegerField(_("Versuch"))
    verdict = models.CharField(_("Ergebnis"), max_length=16, choices=Verdict)
    code = models.CharField(_("Antwortcode"), max_length=40, blank=True)
    recorded_at = models.DateTimeField(_("Wann"))
    duration_ms = models.PositiveIntegerField(_("Dauer in ms"), null=True)
    origin = models.CharField(_("Adresse"), max_length=300, blank=True)
    http_status = models.PositiveSmallIntegerField(_("HTTP"), null=True)
    request_masked = models.TextField(_("Anfrage"), blank=True)
    answer_masked = models.TextField(_("Antwort"), blank=True)
    request_id = models.CharField(_("Kennung"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("Versuch")
        verbose_name_plural = _("Versuche")
        ordering = ["id"]
        indexes = [models.Index(fields=["interface", "recorded_at"], name="attempt_by_interface")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.get_verdict_display()}"
