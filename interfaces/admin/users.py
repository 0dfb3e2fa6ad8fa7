"""Users in the back office: who, what they may do, and where. Groups are made by migrations."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import ModelAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from interfaces.admin.choice_fields import RowsSearch
from interfaces.admin.scope import ScopedAdmin
from interfaces.admin.staff import get_staff_user
from interfaces.admin.state_column import StateColumn
from interfaces.choices import Role
from interfaces.models import Responsibility
from interfaces.reach import can_change
from interfaces.staff import appoint
from interfaces.staff_forms import NewPasswordForm, NewStaffForm, StaffForm

PERSON = ["username", "first_name", "last_name", "email"]


class RoleFilter(admin.SimpleListFilter):
    """By group, named as the form names it."""

    title = _("Gruppe")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(role.value, str(role.label)) for role in Role]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        name = self.value()
        return queryset.filter(groups__name=name) if name else queryset


class UserAdmin(StateColumn, ScopedAdmin[User], DjangoUserAdmin[User]):
    """Benutzer. They are switched off, never deleted: the records speak of them."""

    form = StaffForm
    add_form = NewStaffForm
    add_form_template = None
    change_password_form = NewPasswordForm
    list_display = ["username", "full_name", "role_name", "place_names", "state", "last_login"]
    list_filter = ["is_active", RoleFilter]
    search_fields = ["username", "first_name", "last_name", "email"]
    filter_horizontal = []
    readonly_fields = ["password_link", "last_login", "role_name", "place_names"]
    fieldsets = [
        (_("Person"), {"fields": [*PERSON, "is_active", "password_link", "last_login"]}),
        (_("Zuständigkeit"), {"fields": ["role", "chain", "branches"]}),
    ]
    add_fieldsets = [
        (_("Person"), {"fields": [*PERSON, "password1", "password2"]}),
        (_("Zuständigkeit"), {"fields": ["role", "chain", "branches"]}),
    ]
    fieldsets_to_read = [
        (_("Person"), {"fields": [*PERSON, "is_active", "last_login"]}),
        (_("Zuständigkeit"), {"fields": ["role_name", "place_names"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        rows = super().get_queryset(request).select_related("responsibility__chain")
        return rows.prefetch_related("groups", "responsibility__branches")

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        if obj is not None and not self.has_change_permission(request, obj):
            return self.fieldsets_to_read
        return super().get_fieldsets(request, obj)

    def get_form(
        self,
        request: HttpRequest,
        obj: User | None = None,
        change: bool = False,
        **kwargs: Any,
    ) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.actor = get_staff_user(request)
        form.base_fields["branches"].widget = RowsSearch(
            Responsibility._meta.get_field("branches"), self.admin_site
        )
        return form

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Nobody changes, or sets the password of, somebody who may do more."""
        may_change = super().has_change_permission(request, obj)
        return may_change and (obj is None or _may_no_more(obj, get_staff_user(request)))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def is_within_reach(self, request: HttpRequest, obj: User) -> bool:
        """A new user belongs nowhere yet; `save_model` looks again afterwards."""
        return not obj.pk or super().is_within_reach(request, obj)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        appoint(user=obj, **form.read_appointment())
        if not can_change(request.user, User.objects.get(pk=obj.pk)):
            raise PermissionDenied

    def response_add(
        self, request: HttpRequest, obj: User, post_url_continue: str | None = None
    ) -> Any:
        """Back to the list: the form has asked for everything already."""
        return ModelAdmin.response_add(self, request, obj, post_url_continue)

    @admin.display(description=_("Name"), ordering="last_name")
    def full_name(self, obj: User) -> str:
        """First and last name."""
        return obj.get_full_name() or "–"

    @admin.display(description=_("Gruppe"))
    def role_name(self, obj: User) -> str:
        """The group that counts."""
        if obj.is_superuser:
            return str(_("Systemverwaltung"))
        names = {group.name for group in obj.groups.all()}
        return next((str(role.label) for role in Role if role.value in names), "–")

    @admin.display(description=_("Zuständig für"))
    def place_names(self, obj: User) -> str:
        """The chain, and the branches where only some count."""
        found = getattr(obj, "responsibility", None)
        if found is None or found.chain is None:
            return str(_("alle Filialketten")) if obj.is_superuser else "–"
        branches = ", ".join(branch.name for branch in found.branches.all())
        return f"{found.chain} · {branches}" if branches else str(found.chain)

    @admin.display(description=_("Passwort"))
    def password_link(self, obj: User) -> SafeString:
        """The way to the form that sets it; nothing of what is stored."""
        address = reverse("admin:auth_user_password_change", args=[obj.pk])
        return format_html('<a href="{}">{}</a>', address, _("Neues Passwort setzen"))


def _may_no_more(other: User, user: User) -> bool:
    if user.is_superuser:
        return True
    rights = Permission.objects.filter(Q(user=other) | Q(group__user=other))
    names = rights.values_list("content_type__app_label", "codename")
    return all(user.has_perm(f"{app_label}.{codename}") for app_label, codename in names)


admin.site.unregister(User)
admin.site.unregister(Group)
admin.site.register(User, UserAdmin)
