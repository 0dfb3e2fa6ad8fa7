"""A shop of a chain."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from interfaces.models.chain import Chain
from interfaces.models.history import Places, keep_history
from interfaces.models.keys import new_key
from interfaces.models.place import Place
from interfaces.models.rate import rate_field
from interfaces.plain_text import validate_plain_text


@keep_history(title="{code} · {name}", places=Places(branch="NEW.pgh_obj_id", chain="NEW.chain_id"))
class Branch(models.Model):
    """One shop (Filiale); its code is the chain's own short name for it (Filialkürzel)."""

    belongs_to = Place(chain="chain_id", branch="pk")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    chain = models.ForeignKey(
        Chain, verbose_name=_("Filialkette"), on_delete=models.PROTECT, related_name="branches"
    )
    code = models.CharField(_("Filialkürzel"), max_length=20, validators=[validate_plain_text])
    name = models.CharField(_("Name"), max_length=120, validators=[validate_plain_text])
    street = models.CharField(
        _("Straße"), max_length=120, blank=True, validators=[validate_plain_text]
    )
    postcode = models.CharField(
        _("Postleitzahl"),
        max_length=4,
        blank=True,
        validators=[RegexValidator(r"^[1-9][0-9]{3}\Z", _("Vier Ziffern, zum Beispiel 8010."))],
    )
    city = models.CharField(_("Ort"), max_length=80, blank=True, validators=[validate_plain_text])
    payback_short_name = models.CharField(
        _("Filial-Kurzname (PAYBACK)"),
        max_length=10,
        blank=True,
        validators=[validate_plain_text],
        help_text=_("Nur eintragen, wenn PAYBACK einen vergeben hat; höchstens 10 Zeichen."),
    )
    points_per_euro = rate_field(
        help_text=_(
            "Nur eintragen, wenn hier ein anderer Satz gilt als in der Filialkette, und wenn diese "
            "die Punkte berechnet."
        )
    )
    is_active = models.BooleanField(_("Aktiv"), default=True)

    class Meta:
        verbose_name = _("Filiale")
        verbose_name_plural = _("Filialen")
        ordering = ["chain__name", "code"]
        constraints = [
            models.UniqueConstraint(fields=["chain", "code"], name="branch_code_once_per_chain"),
            models.UniqueConstraint(fields=["id", "chain"], name="branch_with_its_chain"),
            models.CheckConstraint(condition=~models.Q(code=""), name="branch_has_a_code"),
            models.CheckConstraint(
                condition=models.Q(points_per_euro__gt=0), name="branch_rate_is_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} · {self.name}"

    def clean(self) -> None:
        """Cross-field rules of the form.

        :raises ValidationError: another chain, although interfaces of the former one name it.
        """
        if self.interfaces.exclude(chain=self.chain_id).exists():
            raise ValidationError(
                {
                    "chain": _(
                        "Für diese Filiale gibt es Schnittstellen der bisherigen Filialkette. "
                        "Bitte entfernen Sie diese zuerst."
                    )
                }
            )
