"""What a branch prints on its receipts."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from interfaces.models import Branch, Chain
from interfaces.models.history import Places, keep_history
from interfaces.models.keys import new_key
from interfaces.models.place import Place
from transactions.choices import Language, PaperWidth


@keep_history(title="{language}", places=Places(branch="NEW.branch_id", chain="NEW.chain_id"))
class ReceiptTemplate(models.Model):
    """Text with placeholders for the receipts of one language, of a chain or of one branch.

    The one that applies is the branch's before the chain's, and the latest start that is reached.
    Its history rows are its versions.
    """

    belongs_to = Place(chain="chain_id", branch="branch_id", is_seen_chain_wide=True)

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    chain = models.ForeignKey(
        Chain,
        verbose_name=_("Filialkette"),
        on_delete=models.PROTECT,
        related_name="receipt_templates",
    )
    branch = models.ForeignKey(
        Branch,
        verbose_name=_("Filiale"),
        on_delete=models.PROTECT,
        related_name="receipt_templates",
        null=True,
        blank=True,
        help_text=_("Leer: für alle Filialen der Filialkette."),
    )
    language = models.CharField(
        _("Sprache"), max_length=2, choices=Language, default=Language.GERMAN
    )
    width = models.PositiveSmallIntegerField(
        _("Papierbreite"), choices=PaperWidth, default=PaperWidth.NARROW
    )
    start_date = models.DateField(
        _("Start"),
        null=True,
        blank=True,
        help_text=_("Ab diesem Tag wird so gedruckt. Leer: sofort."),
    )
    text = models.TextField(_("Vorlage"))

    class Meta:
        verbose_name = _("Bonvorlage")
        verbose_name_plural = _("Bonvorlagen")
        ordering = ["chain__name", "branch__code", "language", "-start_date"]
        constraints = [
            models.UniqueConstraint(
                fields=["chain", "branch", "language", "start_date"],
                nulls_distinct=False,
                name="one_receipt_template_per_scope_language_and_start",
                violation_error_message=_(
                    "Es gibt schon eine Bonvorlage mit diesem Geltungsbereich, dieser Sprache und "
                    "diesem Start."
                ),
            ),
            models.CheckConstraint(
                condition=Q(language__in=Language.values), name="receipt_language_is_known"
            ),
            models.CheckConstraint(
                condition=Q(width__in=PaperWidth.values), name="receipt_width_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.branch or self.chain} · {self.get_language_display()}"

    def clean(self) -> None:
        """Cross-field rules of the form.

        :raises ValidationError: the branch is another chain's.
        """
        if self.branch is not None and self.branch.chain_id != self.chain_id:
            raise ValidationError(
                {
                    "branch": _(
                        "Diese Filiale gehört zu einer anderen Filialkette. Bitte wählen Sie eine "
                        "andere."
                    )
                }
            )
