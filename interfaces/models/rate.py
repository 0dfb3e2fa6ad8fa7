"""How many points a euro is worth, where the partner rates."""

from decimal import Decimal
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

SMALLEST_RATE = Decimal("0.001")


def rate_field(*, help_text: Any) -> "models.DecimalField[Decimal | None, Decimal | None]":
    """An optional rate above zero, to a thousandth of a point."""
    return models.DecimalField(
        _("Punkte je Euro"),
        max_digits=6,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[
            MinValueValidator(SMALLEST_RATE, _("Die Punkte je Euro müssen mehr als 0 sein."))
        ],
        help_text=help_text,
    )
