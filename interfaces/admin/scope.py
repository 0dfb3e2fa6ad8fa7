"""The back office shows and takes only what the signed-in user reaches."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django import forms
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.utils import NestedObjects
from django.core.exceptions import PermissionDenied
from django.db import router
from django.db.models import Field, ForeignKey, ManyToManyField, Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from interfaces.admin.choice_fields import RowField, RowSearch, RowsField
from interfaces.admin.timeline import TimelineLink
from interfaces.models import Chain
from interfaces.plain_errors import PlainRowErrors
from interfaces.reach import (
    can_change,
    can_see,
    find_place,
    get_reach,
    limit,
    may_change_something,
    may_enter_back_office,
)

RowT = TypeVar("RowT", bound=Model)

_LOOKUPS_OF_FILTERS = frozenset(
    {"exact", "in", "isnull", "isempty", "gte", "gt", "lte", "lt", "year", "month", "day"}
)


class ReachedRelationFilter(admin.RelatedFieldListFilter):
    """The filter of every relation: offers only rows that the user sees."""

    def field_choices(
        self, field: Any, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> list[tuple[str, Any]]:
        reached = limit(field.remote_field.model.objects.all(), request.user)
        choices: list[tuple[str, Any]] = field.get_choices(
            include_blank=False,
            ordering=self.field_admin_ordering(field, request, model_admin),
            limit_choices_to={"pk__in": reached.values("pk")},
        )
        return choices


admin.FieldListFilter.register(
    lambda field: bool(field.remote_field), ReachedRelationFilter, take_priority=True
)


class ScopedFields(BaseModelAdmin[RowT]):
    """Fields offer only rows that the user sees, and take no other."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[RowT]:
        return limit(super().get_queryset(request), request.user)

    def get_autocomplete_fields(self, request: HttpRequest) -> list[str]:
        """Whoever works for one chain has no chain to look for."""
        names = super().get_autocomplete_fields(request)
        return [name for name in names if not self._is_settled(name, request)]

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        kwargs.setdefault("form_class", RowField)
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", RowSearch(db_field, self.admin_site))
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if isinstance(field, forms.ModelChoiceField):
            self._limit_choices(field, db_field, request)
        return field

    def formfield_for_manytomany(
        self, db_field: ManyToManyField[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        kwargs.setdefault("form_class", RowsField)
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if isinstance(field, forms.ModelMultipleChoiceField) and field.queryset is not None:
            field.queryset = limit(field.queryset, request.user)
        return field

    def _limit_choices(
        self, field: forms.ModelChoiceField[Any], db_field: Field[Any, Any], request: HttpRequest
    ) -> None:
        if field.queryset is not None:
            field.queryset = limit(field.queryset, request.user)
        if self._is_settled(db_field.name, request):
            field.empty_label = None
        place = find_place(self.model)
        is_own_branch = place is not None and place.branch == db_field.attname
        if is_own_branch and get_reach(request.user).branches is not None:
            field.required = field.widget.is_required = True
            field.help_text = ""

    def _is_settled(self, name: str, request: HttpRequest) -> bool:
        """Whether the field names the chain, and the user has only one."""
        chains = get_reach(request.user).chains
        relation = self.opts.get_field(name).remote_field
        return relation is not None and relation.model is Chain and len(chains or ()) == 1


class ScopedInline(ScopedFields[RowT]):
    """Rows beneath a row: whoever may not change that one changes none of them."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) and _sees(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may_add: bool = super().has_add_permission(request, obj)  # type: ignore[call-arg]
        return may_add and _changes(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and _changes(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and _changes(request, obj)


class ScopedAdmin(TimelineLink[RowT], ScopedFields[RowT], admin.ModelAdmin[RowT]):
    """What every model in the back office builds on."""

    def get_form(
        self, request: HttpRequest, obj: RowT | None = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm[RowT]]:
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form, PlainRowErrors), {})

    def has_module_permission(self, request: HttpRequest) -> bool:
        return super().has_module_permission(request) and may_enter_back_office(request.user)

    def has_view_permission(self, request: HttpRequest, obj: RowT | None = None) -> bool:
        return super().has_view_permission(request, obj) and _sees(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and _changes(request, None)

    def has_change_permission(self, request: HttpRequest, obj: RowT | None = None) -> bool:
        return super().has_change_permission(request, obj) and _changes(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: RowT | None = None) -> bool:
        return super().has_delete_permission(request, obj) and _changes(request, obj)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Only what the filters beside the list ask for: no other column can be guessed at."""
        if request is None or not super().lookup_allowed(lookup, value, request):
            return False
        return any(_asks_for(lookup, name) for name in self._list_filter_names(request))

    def save_model(self, request: HttpRequest, obj: RowT, form: Any, change: bool) -> None:
        """The form has refused foreign places; this holds for every other way here too.

        :raises PermissionDenied: the row as it would be saved is out of the user's reach.
        """
        if not self.is_within_reach(request, obj):
            raise PermissionDenied
        super().save_model(request, obj, form, change)

    def is_within_reach(self, request: HttpRequest, obj: RowT) -> bool:
        """Whether the user may change a row with the values it is about to be saved with."""
        return can_change(request.user, obj)

    def get_deleted_objects(
        self, objs: Sequence[RowT] | QuerySet[RowT], request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """Names nothing that the user does not see, and refuses to delete what hangs on it."""
        if _sees_all(request, _collect(objs)):
            return super().get_deleted_objects(objs, request)
        return [str(row) for row in objs], {}, set(), [_("Einträge außerhalb Ihrer Zuständigkeit")]

    def _list_filter_names(self, request: HttpRequest) -> Iterable[str]:
        if self.date_hierarchy:
            yield self.date_hierarchy
        for item in self.get_list_filter(request):
            if isinstance(item, str):
                yield item
            elif isinstance(item, tuple):
                yield str(item[0])
            else:
                yield str(getattr(item, "parameter_name", ""))

    def _get_obj_does_not_exist_redirect(self, *_details: Any) -> HttpResponse:
        """A foreign row is answered as one that never was."""
        raise Http404


def _sees(request: HttpRequest, row: Model | None) -> bool:
    if not may_enter_back_office(request.user):
        return False
    return row is None or can_see(request.user, row)


def _changes(request: HttpRequest, row: Model | None) -> bool:
    if not may_enter_back_office(request.user):
        return False
    return may_change_something(request.user) and (row is None or can_change(request.user, row))


def _asks_for(lookup: str, name: str) -> bool:
    if lookup == name:
        return True
    rest = lookup.removeprefix(f"{name}__")
    return rest != lookup and rest.removeprefix("id__") in _LOOKUPS_OF_FILTERS


def _collect(rows: Sequence[RowT] | QuerySet[RowT]) -> list[Model]:
    """What would be deleted with `rows`, and what forbids it."""
    if not rows:
        return []
    collector = NestedObjects(using=router.db_for_write(type(rows[0])), origin=rows)
    collector.collect(rows)
    deleted = [row for found in collector.model_objs.values() for row in found]
    return [*deleted, *collector.protected]


def _sees_all(request: HttpRequest, rows: Iterable[Model]) -> bool:
    keys: dict[type[Model], set[Any]] = defaultdict(set)
    for row in rows:
        keys[type(row)].add(row.pk)
    return all(
        limit(QuerySet(model).filter(pk__in=found), request.user).count() == len(found)
        for model, found in keys.items()
    )
