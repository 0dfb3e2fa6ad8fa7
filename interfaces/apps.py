"""How PAYBACK is reached, and who may reach us."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InterfacesConfig(AppConfig):
    """The settings side: chains, branches, workstations, interfaces."""

    name = "interfaces"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Schnittstellen")
