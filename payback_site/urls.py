"""All addresses of the project."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from payback_site.health import show_liveness, show_readiness
from transactions.api.v1 import api

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index"), name="home"),
    path("admin/", admin.site.urls),
    path("api/v1/", api.urls),
    path("kasse/", include("transactions.till.urls")),
    path("healthz", show_liveness, name="healthz"),
    path("readyz", show_readiness, name="readyz"),
]
