"""The versions of a receipt template, and the way back to one of them."""

import uuid
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from interfaces.timeline.wording import write_who
from transactions.models import ReceiptTemplate
from transactions.receipts.language import TemplateUnusable
from transactions.receipts.templates import list_versions
from transactions.receipts.wording import write_mistake
from transactions.services import VersionNotFound, restore_version


class ReceiptVersions(admin.ModelAdmin[ReceiptTemplate]):
    """Mixed into the page of a template."""

    def get_urls(self) -> list[URLPattern]:
        return [
            path(
                "<uuid:template_id>/wiederherstellen/<int:position>/",
                self.admin_site.admin_view(self.restore),
                name="transactions_receipttemplate_restore",
            ),
            *super().get_urls(),
        ]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        template = kwargs.get("obj")
        if template is not None:
            context["versions"] = [_describe(row) for row in list_versions(template=template)]
        return super().render_change_form(request, context, *args, **kwargs)

    @method_decorator(require_POST)
    def restore(self, request: HttpRequest, template_id: uuid.UUID, position: int) -> HttpResponse:
        """Back to text and width of that version.

        :raises Http404: no such template within the user's reach, or it never had that version.
        :raises PermissionDenied: the user may not change it.
        """
        rows = self.get_queryset(request).select_related("chain")
        template: ReceiptTemplate = get_object_or_404(rows, pk=template_id)
        if not self.has_change_permission(request, template):
            raise PermissionDenied
        try:
            restore_version(template=template, position=position)
        except VersionNotFound:
            raise Http404 from None
        except TemplateUnusable as unusable:
            messages.error(
                request,
                _("Diese Version ist heute nicht mehr möglich.")
                + " "
                + write_mistake(unusable.mistakes[0]),
            )
        else:
            self.log_change(request, template, _("Frühere Version wiederhergestellt."))
            messages.success(request, _("Die frühere Version gilt wieder."))
        return redirect(reverse("admin:transactions_receipttemplate_change", args=[template.pk]))


def _describe(row: Any) -> dict[str, Any]:
    context = row.pgh_context or {}
    return {
        "position": row.pgh_id,
        "moment": row.pgh_created_at,
        "who": write_who(
            context,
            username=context.get("username") or "",
            database_user=row.pgh_database_user,
        ),
        "width": row.width,
        "text": row.text,
    }
