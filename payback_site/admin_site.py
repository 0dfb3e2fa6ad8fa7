"""The back office: Django's admin under our name, with our navigation and first page."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path
from django.utils.decorators import method_decorator
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from interfaces.reach import may_enter_back_office

_pages_and_forms_only = require_http_methods(["GET", "HEAD", "POST"])


class PaybackAdminSite(AdminSite):
    """The one admin site of the project."""

    site_title = _("PAYBACK für Optiker")
    site_header = _("PAYBACK für Optiker")
    index_title = _("Übersicht")
    enable_nav_sidebar = False
    empty_value_display = format_html('<span class="none">{}</span>', "–")

    def get_urls(self) -> list[URLResolver | URLPattern]:
        """As in Django, and the pages that belong to no model."""
        from interfaces.admin.timeline import show_timeline  # noqa: PLC0415  (needs the models)

        timeline = self.admin_view(show_timeline)
        return [path("protokoll/", timeline, name="interfaces_timeline"), *super().get_urls()]

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and may_enter_back_office(request.user)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:  # noqa: FBT001, FBT002
        """As in Django, but only for the methods that pages and forms use."""
        return _pages_and_forms_only(super().admin_view(view, cacheable))

    @method_decorator(_pages_and_forms_only)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The same for the one page that is open to everybody."""
        return super().login(request, extra_context)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """As in Django, with the navigation, which is counted only where it is shown."""
        from payback_site import navigation  # noqa: PLC0415  (needs the models)

        return {
            **super().each_context(request),
            "navigation": SimpleLazyObject(lambda: navigation.list_navigation(request)),
            "scope": SimpleLazyObject(lambda: navigation.describe_scope(request)),
        }

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """What waits, what is missing, and the quick ways."""
        from payback_site.overview import build_overview  # noqa: PLC0415  (needs the models)

        return super().index(request, {**build_overview(request), **(extra_context or {})})

    def app_index(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> TemplateResponse:
        """The first page: nobody looks for a page by the name of an app."""
        return self.index(request)
