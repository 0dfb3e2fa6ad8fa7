"""The company: the tenant, and the owner of everything else."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from interfaces.models.history import Places, keep_history
from interfaces.models.keys import new_key


@keep_history(places=Places(chain="NEW.pgh_obj_id"))
class Chain(models.Model):
    """One optician chain (Filialkette)."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    name = models.CharField(_("Name"), max_length=120, unique=True)
    is_active = models.BooleanField(_("Aktiv"), default=True)

    class Meta:
        verbose_name = _("Filialkette")
        verbose_name_plural = _("Filialketten")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="chain_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
