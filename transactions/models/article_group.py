"""Which articles take part."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from interfaces.models import Chain
from interfaces.models.history import IN_CHAIN, keep_history
from interfaces.models.keys import new_key
from interfaces.models.place import Place


@keep_history(places=IN_CHAIN)
class ArticleGroup(models.Model):
    """A display value and the short code (Kürzel) PAYBACK gave the partner for it."""

    belongs_to = Place(chain="chain_id")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    chain = models.ForeignKey(
        Chain,
        verbose_name=_("Filialkette"),
        on_delete=models.PROTECT,
        related_name="article_groups",
    )
    code = models.CharField(
        _("Kürzel"),
        max_length=30,
        validators=[
            RegexValidator(
                r"^[\x21-\x7e]+$", _("Nur Buchstaben, Ziffern und Zeichen, kein Leerraum.")
            )
        ],
    )
    display_value = models.CharField(_("Anzeigewert"), max_length=30)

    class Meta:
        verbose_name = _("Artikelgruppe")
        verbose_name_plural = _("Artikelgruppen")
        ordering = ["chain__name", "display_value"]
        constraints = [
            models.UniqueConstraint(fields=["chain", "code"], name="group_code_once_per_chain"),
            models.CheckConstraint(condition=~models.Q(code=""), name="group_has_a_code"),
        ]

    def __str__(self) -> str:
        return f"{self.display_value} ({self.code})"
