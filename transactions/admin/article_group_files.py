"""The pages that take article groups from a file, and give them out as one."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from interfaces.admin.choice_fields import RowField
from interfaces.deeds import read_actor
from interfaces.models import Chain
from interfaces.plain_errors import PlainErrors
from interfaces.reach import can_change, limit
from transactions.article_groups import (
    COLUMNS,
    MAX_ROWS,
    ImportPlan,
    ImportRefused,
    Line,
    export_groups,
    import_groups,
    plan_import,
    read_file,
)
from transactions.models import ArticleGroup

SALT = "transactions.admin.article_group_files"
PREVIEW_SECONDS = 60 * 60
SHOWN_ROWS = 100


class PreviewGone(Exception):
    """What was posted is no preview of this user and chain, or one that is too old."""


class GroupFileForm(PlainErrors, forms.Form):
    """Which file, and for which chain where that is a question."""

    chain = RowField(
        label=gettext_lazy("Filialkette"),
        queryset=Chain.objects.none(),
        error_messages={
            "required": gettext_lazy("Bitte wählen Sie die Filialkette."),
            "invalid_choice": gettext_lazy(
                "Diese Filialkette steht nicht zur Wahl. Bitte wählen Sie eine aus der Liste."
            ),
        },
    )
    file = forms.FileField(
        label=gettext_lazy("Datei"),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={
            "required": gettext_lazy("Bitte wählen Sie eine Datei."),
            "empty": gettext_lazy("Die Datei ist leer. Bitte wählen Sie eine andere."),
        },
    )

    def __init__(self, data: Any = None, files: Any = None, *, chains: QuerySet[Chain]) -> None:
        super().__init__(data, files, label_suffix="")
        self.fields["chain"].queryset = chains  # type: ignore[attr-defined]
        if len(chains) == 1:
            self.fields["chain"].empty_label = None  # type: ignore[attr-defined]

    def clean_file(self) -> bytes:
        """What the file holds; of a larger one not everything has been kept."""
        file = self.cleaned_data["file"]
        limit_bytes = settings.FILE_UPLOAD_MAX_MEMORY_SIZE
        if file.size > limit_bytes:
            sentence = _("Die Datei ist zu groß. Erlaubt sind %(size)s KB.")
            raise ValidationError(sentence % {"size": limit_bytes // 1024})
        content: bytes = file.read()
        return content


class GroupFilePages(admin.ModelAdmin[ArticleGroup]):
    """Adds the pages to the article groups."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path(
                "importieren/",
                view(self.import_file),
                name="transactions_articlegroup_import",
            ),
            path(
                "exportieren/",
                view(self.export_file),
                name="transactions_articlegroup_export",
            ),
            *super().get_urls(),
        ]

    def import_file(self, request: HttpRequest) -> HttpResponse:
        """The form; after "Vorschau" what would be added; after "Jetzt importieren" it is."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        chains = limit(Chain.objects.all(), request.user)
        if "confirm" in request.POST:
            return self._confirm(request, chains)
        posted = (request.POST, request.FILES) if request.method == "POST" else ()
        form = GroupFileForm(*posted, chains=chains)
        if not form.is_valid():
            return self._show(request, form)
        chain = form.cleaned_data["chain"]
        self._check_reach(request, chain)
        plan = plan_import(chain=chain, content=read_file(form.cleaned_data["file"]))
        return self._show(request, form, **self._preview(request, chain, plan))

    @method_decorator(require_POST)
    def export_file(self, request: HttpRequest) -> HttpResponse:
        """What the list shows with its search and filters, as one file."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        address = reverse("admin:transactions_articlegroup_changelist")
        try:
            groups = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            return redirect(f"{address}?e=1")
        chains = self._list_chains(request, groups)
        if len(chains) != 1:
            messages.error(
                request,
                _("Eine Datei gehört zu einer Filialkette. Bitte filtern Sie zuerst nach einer."),
            )
            return redirect(address)
        now = timezone.now()
        content = export_groups(chain=chains[0], groups=groups, actor=read_actor(request), now=now)
        name = f"artikelgruppen-{timezone.localdate(now)}.csv"
        return HttpResponse(
            content,
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    def _list_chains(self, request: HttpRequest, groups: QuerySet[ArticleGroup]) -> list[Chain]:
        """The chains of what is shown; where nothing is shown, all that the user reaches."""
        reached = limit(Chain.objects.all(), request.user)
        shown = reached.filter(pk__in=groups.order_by().values("chain"))
        return list(shown[:2]) or list(reached[:2])

    def _confirm(self, request: HttpRequest, chains: QuerySet[Chain]) -> HttpResponse:
        try:
            chain, lines = _open_preview(request, chains)
            self._check_reach(request, chain)
            added = import_groups(
                chain=chain, lines=lines, actor=read_actor(request), now=timezone.now()
            )
        except PreviewGone:
            messages.error(
                request,
                _("Die Vorschau gilt nicht mehr. Bitte wählen Sie die Datei noch einmal."),
            )
            return redirect(request.path)
        except ImportRefused as refused:
            messages.error(request, _("Es wurde nichts importiert."))
            form = GroupFileForm(chains=chains)
            return self._show(request, form, problems=refused.problems)
        text = ngettext(
            "%(count)s Artikelgruppe importiert.", "%(count)s Artikelgruppen importiert.", added
        )
        messages.success(request, text % {"count": added})
        return redirect(reverse("admin:transactions_articlegroup_changelist"))

    def _check_reach(self, request: HttpRequest, chain: Chain) -> None:
        if not can_change(request.user, ArticleGroup(chain=chain)):
            raise PermissionDenied

    def _preview(self, request: HttpRequest, chain: Chain, plan: ImportPlan) -> dict[str, Any]:
        if plan.problems:
            return {"problems": plan.problems}
        lines = [[line.number, line.display_value, line.code] for line in plan.new]
        preview = [request.user.pk, str(chain.pk), lines]
        return {
            "plan": plan,
            "chain": chain,
            "preview": signing.dumps(preview, salt=SALT, compress=True),
        }

    def _show(self, request: HttpRequest, form: GroupFileForm, **answer: Any) -> TemplateResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("Artikelgruppen importieren"),
            "opts": self.opts,
            "form": form,
            "columns": COLUMNS.values(),
            "max_rows": MAX_ROWS,
            "shown_rows": SHOWN_ROWS,
            **answer,
        }
        return TemplateResponse(request, "admin/transactions/articlegroup/import.html", context)


def _open_preview(request: HttpRequest, chains: QuerySet[Chain]) -> tuple[Chain, list[Line]]:
    """The chain and the lines that this user was shown.

    :raises PreviewGone: there is no such preview, or the chain is out of reach by now.
    """
    try:
        posted = request.POST.get("preview", "")
        user_key, chain_key, lines = signing.loads(posted, salt=SALT, max_age=PREVIEW_SECONDS)
        chain = chains.get(pk=chain_key)
    except (signing.BadSignature, ValueError, Chain.DoesNotExist) as error:
        raise PreviewGone from error
    if user_key != request.user.pk:
        raise PreviewGone
    return chain, [Line(*line) for line in lines]
