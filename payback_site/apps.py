"""The composition root as a Django app: our admin site, the Celery app, the start-up checks."""

from django.apps import AppConfig, apps
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class PaybackAdminConfig(AdminConfig):
    """Django's admin with our site as the default one."""

    default_site = "payback_site.admin_site.PaybackAdminSite"


class PaybackSiteConfig(AppConfig):
    """Loads what must be there before the first request or task."""

    name = "payback_site"

    def ready(self) -> None:
        from payback_site import celery, checks, sign_in  # noqa: F401, PLC0415  (need the registry)

        apps.get_app_config("auth").verbose_name = _("Benutzer")
