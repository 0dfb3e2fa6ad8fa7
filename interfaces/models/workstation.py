"""A till computer of a branch."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from interfaces.models.branch import Branch
from interfaces.models.history import CHAIN_OF_BRANCH, Places, keep_history
from interfaces.models.keys import new_key
from interfaces.models.place import Place
from interfaces.plain_text import validate_plain_text


@keep_history(
    title="{computer_name}",
    places=Places(workstation="NEW.pgh_obj_id", branch="NEW.branch_id", chain=CHAIN_OF_BRANCH),
)
class Workstation(models.Model):
    """One till computer (Arbeitsplatz), known by its computer name (Rechner)."""

    belongs_to = Place(chain="branch__chain_id", branch="branch_id")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    branch = models.ForeignKey(
        Branch, verbose_name=_("Filiale"), on_delete=models.PROTECT, related_name="workstations"
    )
    computer_name = models.CharField(_("Rechner"), max_length=60, validators=[validate_plain_text])
    is_active = models.BooleanField(_("Aktiv"), default=True)
    serves_without_sign_in = models.BooleanField(
        _("Kasse im Browser ohne Anmeldung"),
        default=False,
        help_text=_(
            "Eingeschaltet genügt auf diesem Rechner die einmalige Einrichtung; ausgeschaltet "
            "meldet sich zusätzlich jemand aus der Gruppe Kassa an."
        ),
    )

    class Meta:
        verbose_name = _("Arbeitsplatz")
        verbose_name_plural = _("Arbeitsplätze")
        ordering = ["branch__code", "computer_name"]
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "computer_name"], name="computer_once_per_branch"
            ),
            models.UniqueConstraint(fields=["id", "branch"], name="workstation_with_its_branch"),
            models.CheckConstraint(
                condition=~models.Q(computer_name=""), name="workstation_has_a_computer_name"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.computer_name} ({self.branch.code})"

    def clean(self) -> None:
        """Cross-field rules of the form.

        :raises ValidationError: another branch, although interfaces of the former one name it.
        """
        if self.interfaces.exclude(branch=self.branch_id).exists():
            raise ValidationError(
                {
                    "branch": _(
                        "Für diesen Arbeitsplatz gibt es Schnittstellen der bisherigen Filiale. "
                        "Bitte entfernen Sie diese zuerst."
                    )
                }
            )
