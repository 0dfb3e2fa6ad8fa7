"""Article groups of one chain, as django-import-export sees them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.instance_loaders import CachedInstanceLoader
from import_export.resources import ModelResource
from import_export.widgets import Widget

from interfaces.models import Chain
from transactions.article_groups.cells import defuse
from transactions.article_groups.reading import COLUMNS
from transactions.models import ArticleGroup


class DefusedText(Widget):  # type: ignore[misc]
    """Text that no spreadsheet calculates. It was restored when the file was read."""

    def render(self, value: Any, *_details: Any, **_options: Any) -> str:
        return defuse(str(value))


class ArticleGroupResource(ModelResource):  # type: ignore[misc]
    """Adds groups to a chain. What is there already stays as it is.

    A file never changes a group: which articles take part is money, and a list that somebody kept
    for a year must not undo what was decided since.
    """

    display_value = Field("display_value", COLUMNS["display_value"], DefusedText())
    code = Field("code", COLUMNS["code"], DefusedText())

    class Meta:
        model = ArticleGroup
        fields = ["display_value", "code"]
        import_id_fields = ["code"]
        instance_loader_class = CachedInstanceLoader
        use_transactions = True
        use_bulk = True
        batch_size = None
        skip_unchanged = True
        skip_html_diff = True

    def __init__(self, chain: Chain) -> None:
        super().__init__()
        self.chain = chain

    def get_queryset(self) -> QuerySet[ArticleGroup]:
        return ArticleGroup.objects.filter(chain=self.chain)

    def init_instance(self, *_details: Any) -> ArticleGroup:
        return ArticleGroup(chain=self.chain)

    def after_init_instance(
        self,
        instance: ArticleGroup,
        new: bool,  # noqa: FBT001  (the library's own signature)
        row: dict[str, str],
        **_options: Any,
    ) -> None:
        if not new and instance.display_value != row[COLUMNS["display_value"]]:
            sentence = _(
                "Dieses Kürzel gibt es schon, und zwar als „%(known)s“. Bitte ändern Sie die "
                "Artikelgruppe in der Liste oder löschen Sie diese Zeile."
            )
            raise ValidationError({"code": sentence % {"known": instance.display_value}})

    def validate_instance(self, instance: ArticleGroup, *_details: Any) -> None:
        # Neither the chain nor the codes, which are looked up at once, need a query for each row.
        instance.clean_fields(exclude={"chain"})
