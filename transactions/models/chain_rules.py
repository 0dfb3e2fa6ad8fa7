"""What a chain has decided about points."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from interfaces.models import Chain
from interfaces.models.history import IN_CHAIN, keep_history
from interfaces.models.place import Place
from transactions.choices import GiveBack, Unconfirmed


@keep_history(title="", places=IN_CHAIN)
class ChainRules(models.Model):
    """One row per chain that departs from the defaults; a chain without a row has these defaults.

    The limits come from the terms of PAYBACK Austria: 1 point is worth 1 cent, and redeeming
    needs a balance of 200 points.
    """

    belongs_to = Place(chain="chain_id")

    chain = models.OneToOneField(
        Chain, verbose_name=_("Filialkette"), on_delete=models.CASCADE, primary_key=True
    )
    minimum_balance_points = models.PositiveIntegerField(
        _("Mindeststand zum Einlösen, in Punkten"), default=200
    )
    minimum_redeem_points = models.PositiveIntegerField(
        _("Mindestens einzulösende Punkte"), default=1, validators=[MinValueValidator(1)]
    )
    cents_per_point = models.PositiveSmallIntegerField(
        _("Wert eines Punktes in Cent"), default=1, validators=[MinValueValidator(1)]
    )
    confirm_minutes = models.PositiveSmallIntegerField(
        _("Frist zum Bestätigen des Verkaufs, in Minuten"),
        default=15,
        validators=[MinValueValidator(1), MaxValueValidator(24 * 60)],
    )
    unconfirmed = models.CharField(
        _("Unbestätigte Einlösungen"),
        max_length=4,
        choices=Unconfirmed,
        default=Unconfirmed.UNDO,
    )
    give_back_first = models.CharField(
        _("Bei Rückgaben"), max_length=6, choices=GiveBack, default=GiveBack.MONEY
    )
    points_payments_earn = models.BooleanField(
        _("Mit Punkten bezahlte Beträge sammeln"), default=True
    )

    class Meta:
        verbose_name = _("Punkteregeln")
        verbose_name_plural = _("Punkteregeln")
        constraints = [
            models.CheckConstraint(
                condition=Q(unconfirmed__in=Unconfirmed.values), name="unconfirmed_is_known"
            ),
            models.CheckConstraint(
                condition=Q(give_back_first__in=GiveBack.values), name="give_back_first_is_known"
            ),
            models.CheckConstraint(
                condition=Q(cents_per_point__gte=1, minimum_redeem_points__gte=1),
                name="points_are_worth_something",
            ),
        ]

    def __str__(self) -> str:
        return str(self.chain)
