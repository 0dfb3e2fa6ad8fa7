"""The paper beside a receipt template: what a sample receipt would look like."""

import uuid
from typing import Any, TypeVar

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from interfaces.models import Branch, Chain
from interfaces.reach import limit
from transactions.choices import Language, PaperWidth
from transactions.models import ReceiptTemplate
from transactions.receipts.defaults import DEFAULT_TEXTS, DEFAULT_WIDTH
from transactions.receipts.language import TemplateUnusable, parse
from transactions.receipts.language.functions import FUNCTIONS
from transactions.receipts.language.reference import list_names
from transactions.receipts.printing import PrintedReceipt, print_receipt
from transactions.receipts.samples import Sample, make_place, make_sample
from transactions.receipts.wording import write_mistake

RowT = TypeVar("RowT", bound=Model)
TENS = "----+----{}"


class PreviewForm(forms.Form):
    """What stands in the form of the template, saved or not."""

    sample = forms.ChoiceField(choices=Sample.choices)
    language = forms.ChoiceField(choices=Language.choices)
    width = forms.TypedChoiceField(choices=PaperWidth.choices, coerce=int)
    text = forms.CharField(strip=False, required=False)
    chain = forms.UUIDField(required=False)
    branch = forms.UUIDField(required=False)


class ReceiptPreview(admin.ModelAdmin[ReceiptTemplate]):
    """Mixed into the page of a template. Nothing is saved, and no customer's data is shown."""

    def get_urls(self) -> list[URLPattern]:
        wrap, name = self.admin_site.admin_view, "transactions_receipttemplate_preview"
        return [
            path("vorschau/", wrap(self.preview), name=f"{name}_unsaved"),
            path("<uuid:template_id>/vorschau/", wrap(self.preview), name=name),
            *super().get_urls(),
        ]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context |= self._describe_preview(kwargs.get("obj"))
        return super().render_change_form(request, context, *args, **kwargs)

    @method_decorator(require_POST)
    def preview(self, request: HttpRequest, template_id: uuid.UUID | None = None) -> HttpResponse:
        """A sample receipt by what was posted, or by the stored template; JSON.

        :raises Http404: no such template within the user's reach.
        :raises PermissionDenied: the user may not look at it, or at a new one make none.
        """
        template = self._get_template(request, template_id)
        stored = {} if template is None else _read_stored(template)
        form = PreviewForm({**stored, **request.POST.dict()})
        if not form.is_valid():
            return JsonResponse({"mistakes": [_("Bitte prüfen Sie Ihre Angaben.")]}, status=422)
        return _answer(form.cleaned_data, _find_branch(request, form.cleaned_data))

    def _get_template(
        self, request: HttpRequest, template_id: uuid.UUID | None
    ) -> ReceiptTemplate | None:
        if template_id is None:
            if not self.has_add_permission(request):
                raise PermissionDenied
            return None
        rows: QuerySet[ReceiptTemplate] = self.get_queryset(request).select_related("chain")
        template: ReceiptTemplate = get_object_or_404(rows, pk=template_id)
        if not self.has_view_permission(request, template):
            raise PermissionDenied
        return template

    def _describe_preview(self, template: ReceiptTemplate | None) -> dict[str, Any]:
        name = "admin:transactions_receipttemplate_preview"
        shown = template or ReceiptTemplate(
            chain=Chain(name=""), width=DEFAULT_WIDTH, text=DEFAULT_TEXTS[Language.GERMAN]
        )
        branch = shown.branch or make_place(
            prints_full_numbers=shown.chain.prints_full_numbers, chain_name=shown.chain.name
        )
        return {
            "preview_url": reverse(name, args=[template.pk])
            if template
            else reverse(f"{name}_unsaved"),
            "preview": _print(shown, Sample.COLLECT, branch),
            "rulers": {width: write_ruler(width) for width in PaperWidth.values},
            "samples": Sample.choices,
            "defaults": {language.value: text for language, text in DEFAULT_TEXTS.items()},
            "names": list_names(german=get_language() != Language.ENGLISH),
            "functions": [
                (one.usage, one.german if get_language() != Language.ENGLISH else one.english)
                for one in FUNCTIONS.values()
            ],
        }


def write_ruler(width: int) -> str:
    """Marks every fifth and counts every tenth character, like "----+----1----+--"."""
    tens = "".join(TENS.format(number % 10) for number in range(1, width // 10 + 2))
    return tens[:width]


def _answer(asked: dict[str, Any], branch: Branch) -> JsonResponse:
    try:
        parse(asked["text"], allows_full_numbers=branch.chain.prints_full_numbers)
    except TemplateUnusable as unusable:
        return JsonResponse({"mistakes": [write_mistake(one) for one in unusable.mistakes]})
    template = ReceiptTemplate(language=asked["language"], width=asked["width"], text=asked["text"])
    printed = _print(template, Sample(asked["sample"]), branch)
    lines = [{"text": line.text, "isContinued": line.is_continued} for line in printed.lines]
    return JsonResponse({"mistakes": [], "width": printed.width, "lines": lines})


def _print(template: ReceiptTemplate, sample: Sample, branch: Branch) -> PrintedReceipt:
    return print_receipt(
        deliveries=make_sample(sample=sample, branch=branch),
        template=template,
        language=Language(template.language),
    )


def _read_stored(template: ReceiptTemplate) -> dict[str, Any]:
    return {
        "text": template.text,
        "width": template.width,
        "language": template.language,
        "chain": template.chain_id,
        "branch": template.branch_id,
    }


def _find_branch(request: HttpRequest, asked: dict[str, Any]) -> Branch:
    """The branch chosen, as far as the user sees it; else a made-up one of the chosen chain."""
    branches = Branch.objects.select_related("chain")
    branch = limit(branches, request.user).filter(pk=asked["branch"]).first()
    if branch is not None:
        return branch
    chain = limit(Chain.objects.all(), request.user).filter(pk=asked["chain"]).first()
    return make_place(
        prints_full_numbers=bool(chain and chain.prints_full_numbers),
        chain_name=chain.name if chain else "",
    )
