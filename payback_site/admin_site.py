"""The back office: Django's admin under our name."""

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from interfaces.reach import may_enter_back_office


class PaybackAdminSite(AdminSite):
    """The one admin site of the project."""

    site_title = _("PAYBACK für Optiker")
    site_header = _("PAYBACK für Optiker")
    index_title = _("Übersicht")

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and may_enter_back_office(request.user)
