"""The back office: Django's admin under our name."""

from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _


class PaybackAdminSite(AdminSite):
    """The one admin site of the project."""

    site_title = _("PAYBACK für Optiker")
    site_header = _("PAYBACK für Optiker")
    index_title = _("Übersicht")
