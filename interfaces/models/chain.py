"""The company: the tenant, and the owner of everything else."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from interfaces.models.history import Places, keep_history
from interfaces.models.keys import new_key
from interfaces.models.place import Place
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

    class Meta:
        verbose_name = _("Filialkette")
        verbose_name_plural = _("Filialketten")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="chain_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
