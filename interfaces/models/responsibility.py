"""Who works where."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from interfaces.models.branch import Branch
from interfaces.models.chain import Chain
from interfaces.models.history import CHAIN_OF_BRANCH, Places, keep_history
from interfaces.models.keys import new_key
from interfaces.models.place import Place

USER_OF_RESPONSIBILITY = (
    "(SELECT user_id FROM interfaces_responsibility WHERE id = NEW.responsibility_id)"
)


@keep_history(places=Places(chain="NEW.chain_id", user="NEW.user_id"))
class Responsibility(models.Model):
    """The chain and the branches of a user (Zuständigkeit).

    The group says what a user may do, this row where. A branch that does not belong to the chain
    counts for nothing.
    """

    belongs_to = Place(chain="chain_id")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("Benutzer"),
        on_delete=models.CASCADE,
        related_name="responsibility",
    )
    chain = models.ForeignKey(
        Chain,
        verbose_name=_("Filialkette"),
        on_delete=models.PROTECT,
        related_name="responsibilities",
        null=True,
        blank=True,
    )
    branches = models.ManyToManyField(
        Branch,
        verbose_name=_("Filialen"),
        through="ResponsibilityForBranch",
        related_name="responsibilities",
        blank=True,
    )

    class Meta:
        verbose_name = _("Zuständigkeit")
        verbose_name_plural = _("Zuständigkeiten")

    def __str__(self) -> str:
        return f"{self.user} · {self.chain or '–'}"


@keep_history(
    places=Places(branch="NEW.branch_id", chain=CHAIN_OF_BRANCH, user=USER_OF_RESPONSIBILITY)
)
class ResponsibilityForBranch(models.Model):
    """One branch of a responsibility."""

    belongs_to = Place(chain="branch__chain_id", branch="branch_id")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    responsibility = models.ForeignKey(Responsibility, on_delete=models.CASCADE)
    branch = models.ForeignKey(Branch, verbose_name=_("Filiale"), on_delete=models.CASCADE)

    class Meta:
        verbose_name = _("Zuständigkeit für eine Filiale")
        verbose_name_plural = _("Zuständigkeiten für Filialen")
        constraints = [
            models.UniqueConstraint(
                fields=["responsibility", "branch"], name="branch_once_per_responsibility"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.responsibility.user} · {self.branch}"
