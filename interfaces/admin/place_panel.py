"""The interfaces of a branch or workstation, on its own page."""

from typing import Any, ClassVar
from urllib.parse import urlencode

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise

from interfaces.admin.condition import say_start, show_condition
from interfaces.models import Interface


class InterfacesOfPlace(admin.ModelAdmin[Any]):
    """Lists them, and leads to a new one for this place.

    `place_field` is the field by which an interface names the place, `create_text` stands on the
    button that leads to a new one.
    """

    place_field: ClassVar[str]
    create_text: ClassVar[str | Promise]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        place = context.get("original")
        interfaces = self.admin_site.get_model_admin(Interface)
        if place is not None and interfaces.has_view_permission(request):
            rows = interfaces.get_queryset(request).filter(**{self.place_field: place})
            context["interfaces"] = [
                (row, say_start(row), show_condition(row))
                for row in rows.select_related("workstation")
            ]
            context["panels"] = ["admin/interfaces/interface/_rows.html"]
            context["create_text"] = self.create_text
            if interfaces.has_add_permission(request):
                query = urlencode({self.place_field: place.pk})
                context["create_url"] = f"{reverse('admin:interfaces_interface_add')}?{query}"
        return super().render_change_form(request, context, *args, **kwargs)
