"""The whole membership number of one delivery: on a page of its own that nobody keeps."""

import uuid

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from interfaces.deeds import read_actor
from interfaces.reach import limit_changes, may_change_something
from transactions.models import Delivery
from transactions.services import read_full_card

UNMASK = "transactions.unmask_delivery"


def may_unmask(request: HttpRequest) -> bool:
    """Whether the user looks at whole numbers at all; of which rows, the branches tell."""
    return request.user.has_perm(UNMASK) and may_change_something(request.user)


class FullCardPages(admin.ModelAdmin[Delivery]):
    """Adds the page to the deliveries."""

    def get_urls(self) -> list[URLPattern]:
        return [
            path(
                "<uuid:delivery_id>/mitgliedsnummer/",
                self.admin_site.admin_view(self.show_full_card),
                name="transactions_delivery_full_card",
            ),
            *super().get_urls(),
        ]

    @method_decorator(sensitive_variables("card", "context"))
    @method_decorator(require_POST)
    def show_full_card(self, request: HttpRequest, delivery_id: uuid.UUID) -> HttpResponse:
        """The number, once; `admin_view` adds "no-store".

        :raises Http404: the delivery is out of the user's reach.
        :raises PermissionDenied: the user does not look at whole numbers.
        """
        if not may_unmask(request):
            raise PermissionDenied
        rows = limit_changes(self.get_queryset(request), request.user)
        delivery = get_object_or_404(rows.select_related("transaction__receipt"), pk=delivery_id)
        card = read_full_card(delivery=delivery, actor=read_actor(request), now=timezone.now())
        context = {
            **self.admin_site.each_context(request),
            "title": _("Volle Mitgliedsnummer"),
            "opts": self.opts,
            "delivery": delivery,
            "card": card,
        }
        return TemplateResponse(request, "admin/transactions/delivery/full_card.html", context)
