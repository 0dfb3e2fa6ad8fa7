"""Card and coupons remembered for a spectacle order."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from interfaces.models import Branch
from interfaces.models.keys import new_key
from interfaces.models.place import Place
from interfaces.secrets.sealed import SealedTextField
from transactions.models.transaction import Transaction


class Capture(models.Model):
    """What was caught in an order (Brillenauftrag), for the one receipt that earns with it.

    `collect` is that receipt's transaction once there is one; deposits before it earn nothing.
    """

    belongs_to = Place(chain="branch__chain_id", branch="branch_id")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    branch = models.ForeignKey(
        Branch, verbose_name=_("Filiale"), on_delete=models.PROTECT, related_name="captures"
    )
    order_number = models.CharField(_("Auftragsnummer"), max_length=36)
    card = SealedTextField(_("Mitgliedsnummer"), binding="card_binding")
    card_masked = models.CharField(_("Mitgliedsnummer"), max_length=19)
    coupons = models.JSONField(_("Coupons"), default=list)
    captured_at = models.DateTimeField(_("Erfasst"))
    collect = models.ForeignKey(
        Transaction,
        verbose_name=_("Buchung"),
        on_delete=models.PROTECT,
        related_name="captures",
        null=True,
    )

    class Meta:
        verbose_name = _("Erfasste Karte")
        verbose_name_plural = _("Erfasste Karten")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "order_number"], name="order_captured_once_per_branch"
            ),
        ]

    def __str__(self) -> str:
        return self.order_number

    @property
    def card_binding(self) -> str:
        """What the card number is sealed for: this row."""
        return f"capture {self.pk}"
