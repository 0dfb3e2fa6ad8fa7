"""Our addresses and one that crashes."""

from typing import NoReturn

from django.http import HttpRequest
from django.urls import path

from payback_site.urls import urlpatterns as ours


def crash(_request: HttpRequest) -> NoReturn:
    """What no view should do."""
    raise RuntimeError("a defect")


urlpatterns = [
    path("crash", crash),
    path("api/crash", crash),
    path("admin/crash", crash),
    *ours,
]
