"""The sale document of a branch."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from interfaces.models import Branch
from interfaces.models.keys import new_key
from interfaces.models.place import Place


class Receipt(models.Model):
    """One receipt (Rechnung / Bon); its number is unique in its branch."""

    belongs_to = Place(chain="branch__chain_id", branch="branch_id")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    branch = models.ForeignKey(
        Branch, verbose_name=_("Filiale"), on_delete=models.PROTECT, related_name="receipts"
    )
    receipt_number = models.CharField(_("Belegnummer"), max_length=36)
    occurred_at = models.DateTimeField(_("Verkauft"))
    total_cents = models.PositiveBigIntegerField(_("Summe in Cent"))

    class Meta:
        verbose_name = _("Beleg")
        verbose_name_plural = _("Belege")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "receipt_number"], name="receipt_number_once_per_branch"
            ),
        ]

    def __str__(self) -> str:
        return self.receipt_number
