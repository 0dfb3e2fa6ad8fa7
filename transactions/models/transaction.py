"""The fact a till reported."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from interfaces.models import Interface, Workstation
from interfaces.models.keys import new_key
from interfaces.models.place import Place
from interfaces.secrets.sealed import SealedTextField
from transactions.choices import Kind
from transactions.models.receipt import Receipt


class Transaction(models.Model):
    """What a till reported, as it was accepted; never edited afterwards.

    Member, partner and branch identity, amounts and the PAYBACK receipt number are frozen here, so
    that every repeat of the call carries the same bytes. `lines` is a list of objects with
    `group`, `group_name`, `article_number`, `description`, `ean` (texts or null), `quantity`
    (decimal text), `amount_cents`, `insurer_cents`, `eligible_cents`.

    Refunds and reversals name their `original`. `total_cents` and `eligible_cents` are those of the
    goods: sold, returned, or undone. A redemption pays `points_value_cents` of its total with
    `points_asked`. `rated_points` are the base points we rated ourselves at `points_per_euro`, in a
    refund those that it takes back; both NULL where PAYBACK rates.
    """

    belongs_to = Place(chain="receipt__branch__chain_id", branch="receipt__branch_id")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    receipt = models.ForeignKey(
        Receipt, verbose_name=_("Beleg"), on_delete=models.PROTECT, related_name="transactions"
    )
    workstation = models.ForeignKey(
        Workstation,
        verbose_name=_("Arbeitsplatz"),
        on_delete=models.PROTECT,
        related_name="transactions",
    )
    interface = models.ForeignKey(
        Interface,
        verbose_name=_("Angenommen über"),
        on_delete=models.PROTECT,
        related_name="transactions",
    )
    original = models.ForeignKey(
        "self",
        verbose_name=_("Ursprüngliche Buchung"),
        on_delete=models.PROTECT,
        related_name="followers",
        null=True,
    )
    kind = models.CharField(_("Art"), max_length=12, choices=Kind)
    sequence = models.PositiveSmallIntegerField(default=0)
    occurred_at = models.DateTimeField(_("Verkauft"))
    accepted_at = models.DateTimeField(_("Angenommen"))
    content_digest = models.CharField(max_length=64)

    card = SealedTextField(_("Mitgliedsnummer"), binding="card_binding")
    card_hash = models.CharField(max_length=64)
    card_masked = models.CharField(_("Mitgliedsnummer"), max_length=19)
    partner_short_name = models.CharField(_("Kurzname des Partners"), max_length=10)
    branch_short_name = models.CharField(_("Filial-Kurzname (PAYBACK)"), max_length=10, blank=True)
    device_id = models.CharField(_("Rechner"), max_length=60)
    payback_receipt_number = models.CharField(_("Belegnummer bei PAYBACK"), max_length=36)

    total_cents = models.PositiveBigIntegerField(_("Summe in Cent"))
    eligible_cents = models.PositiveBigIntegerField(_("Davon teilnehmend, in Cent"))
    points_per_euro = models.DecimalField(
        _("Punkte je Euro"), max_digits=6, decimal_places=3, null=True
    )
    rated_points = models.PositiveBigIntegerField(_("Von uns berechnete Punkte"), null=True)
    points_asked = models.PositiveBigIntegerField(_("Einzulösende Punkte"), null=True)
    points_value_cents = models.PositiveBigIntegerField(_("Wert der Punkte in Cent"), default=0)
    note = models.CharField(_("Begründung"), max_length=200, blank=True)
    is_late = models.BooleanField(_("Nachbuchung"), default=False)
    payment_type = models.CharField(_("Zahlungsart"), max_length=10, blank=True)
    lines = models.JSONField(_("Zeilen"), default=list)
    coupons = models.JSONField(_("Coupons"), default=list)

    class Meta:
        verbose_name = _("Buchung")
        verbose_name_plural = _("Buchungen")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["receipt", "kind", "sequence"], name="kind_once_per_receipt_and_sequence"
            ),
            models.UniqueConstraint(
                fields=["partner_short_name", "payback_receipt_number"],
                name="payback_receipt_number_once_per_partner",
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="kind_is_known"),
            models.CheckConstraint(
                condition=Q(eligible_cents__lte=models.F("total_cents")),
                name="eligible_is_at_most_the_total",
            ),
            models.UniqueConstraint(
                fields=["original"], condition=Q(kind=Kind.REVERSAL), name="reversed_once"
            ),
            models.CheckConstraint(
                condition=Q(original__isnull=False) ^ Q(kind__in=[Kind.COLLECT, Kind.REDEEM]),
                name="refunds_and_reversals_name_their_original",
            ),
            models.CheckConstraint(
                condition=Q(points_asked__gt=0) ^ ~Q(kind=Kind.REDEEM),
                name="redemptions_name_their_points",
            ),
            models.CheckConstraint(
                condition=Q(points_per_euro__isnull=True, rated_points__isnull=True)
                | Q(
                    points_per_euro__isnull=False, points_per_euro__gt=0, rated_points__isnull=False
                ),
                name="rated_points_have_their_rate",
            ),
        ]
        indexes = [models.Index(fields=["card_hash"], name="transaction_by_card")]
        triggers = [
            pgtrigger.Protect(name="never_edited", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.receipt.receipt_number}"

    @property
    def card_binding(self) -> str:
        """What the card number is sealed for: this row."""
        return f"transaction {self.pk}"
