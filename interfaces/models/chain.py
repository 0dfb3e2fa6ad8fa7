"""The company: the tenant, and the owner of everything else."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from interfaces.choices import Rating
from interfaces.models.history import Places, keep_history
from interfaces.models.keys import new_key
from interfaces.models.place import Place
from interfaces.models.rate import rate_field
from interfaces.plain_text import validate_plain_text


@keep_history(title="{name}", places=Places(chain="NEW.pgh_obj_id"))
class Chain(models.Model):
    """One optician chain (Filialkette)."""

    belongs_to = Place(chain="pk", is_seen_chain_wide=True)

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    name = models.CharField(
        _("Name"), max_length=120, unique=True, validators=[validate_plain_text]
    )
    is_active = models.BooleanField(_("Aktiv"), default=True)
    may_reveal_passwords = models.BooleanField(
        _("Administratoren dürfen gesetzte Passwörter einsehen"),
        default=False,
        help_text=_(
            "Eingeschaltet sieht die Gruppe Administratoren bei Schnittstellen ein Auge und kann "
            "nach Eingabe des eigenen Passworts das gespeicherte ansehen. Jeder Versuch wird "
            "aufgezeichnet."
        ),
    )
    prints_full_numbers = models.BooleanField(
        _("Volle Mitgliedsnummer auf Bons drucken"),
        default=False,
        help_text=_(
            "Ausgeschaltet steht auf jedem Bon nur die verdeckte Nummer, zum Beispiel "
            "904019******7692."
        ),
    )

    rating = models.CharField(
        _("Wer berechnet die Punkte?"),
        max_length=8,
        choices=Rating,
        blank=True,
        default=Rating.BY_PROFILE,
        help_text=_("Wählen Sie „Filialkette“ nur, wenn es mit PAYBACK so vereinbart ist."),
    )
    points_per_euro = rate_field(
        help_text=_(
            "Gilt nur, wenn die Filialkette die Punkte berechnet, und nur für neue Belege. Leer: "
            "1 Punkt je Euro. Angefangene Punkte verfallen."
        ),
    )

    class Meta:
        verbose_name = _("Filialkette")
        verbose_name_plural = _("Filialketten")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="chain_has_a_name"),
            models.CheckConstraint(
                condition=models.Q(rating__in=Rating.values), name="chain_rating_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(points_per_euro__gt=0), name="chain_rate_is_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.name
