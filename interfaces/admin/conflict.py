"""Two people at one form: the second is told what the first changed, and loses nothing typed."""

from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Field, Model
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from interfaces.admin.form_state import (
    FormState,
    StateUnreadable,
    get_field,
    list_log_entries,
    show_text,
    take_state,
    write_values,
)

Row = TypeVar("Row", bound=Model)
TOKEN_NAME = "loaded_state"  # noqa: S105  (the name of a form field)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that a colleague changed; `typed` is None when this person left it alone."""

    label: str
    before: str
    now: str
    typed: str | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """What changed since the form was opened, and by whom; nobody: not in the back office."""

    changes: tuple[FieldChange, ...]
    entries: tuple[LogEntry, ...]
    is_password_lost: bool


class StateCheck(forms.ModelForm[Any]):
    """Refuses to save over changes that its person has not seen.

    The page carries the state it was opened with. A form that comes without one is not compared:
    whoever posts without having loaded the page has not said what they saw.
    """

    secret_marks: ClassVar[dict[str, str]] = {}
    conflict: Conflict | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stored = take_state(self.instance, names=self._list_columns(), marks=self.secret_marks)

    @property
    def state_token(self) -> str:
        """What the page has to carry: the state its person has seen."""
        posted = self.data.get(TOKEN_NAME) if self.is_bound else None
        if posted and self.conflict is None:
            return str(posted)
        return self.stored.sign()

    def full_clean(self) -> None:
        super().full_clean()
        posted = self.data.get(TOKEN_NAME) if self.is_bound else None
        if posted:
            self._compare(posted, self.stored)

    def _list_columns(self) -> list[str]:
        columns = {field.name for field in self.instance._meta.concrete_fields}
        return [name for name in self.fields if name in columns]

    def _compare(self, posted: str, stored: FormState) -> None:
        try:
            seen = FormState.read(posted)
        except StateUnreadable:
            self._tell(Conflict((), (), is_password_lost=self._is_password_typed()))
            return
        typed = write_values(self.instance, self._list_columns())
        changed = [
            name
            for name, now in stored.values.items()
            if seen.values.get(name, now) != now and typed.get(name) != now
        ]
        if not changed:
            return
        changes = [self._describe(name, seen, stored, typed) for name in changed]
        entries = list_log_entries(self.instance).filter(pk__gt=seen.log_entry)
        self._tell(
            Conflict(
                changes=tuple(changes),
                entries=tuple(entries.select_related("user")),
                is_password_lost=self._is_password_typed(),
            )
        )

    def _describe(
        self, name: str, seen: FormState, stored: FormState, typed: dict[str, str | None]
    ) -> FieldChange:
        field = get_field(self.instance, name)
        if name in self.secret_marks:
            return FieldChange(label=str(field.verbose_name), before="…", now=_("geändert"))
        before, now = seen.values[name], stored.values[name]
        is_typed = typed[name] != before
        if is_typed:
            self.add_error(name, _("Inzwischen geändert. Ihre Eingabe steht noch hier."))
        else:
            self._take_over(field, now)
        return FieldChange(
            label=str(field.verbose_name),
            before=show_text(self.instance, name, before),
            now=show_text(self.instance, name, now),
            typed=show_text(self.instance, name, typed[name]) if is_typed else None,
        )

    def _take_over(self, field: "Field[Any, Any]", text: str | None) -> None:
        data = cast("QueryDict", self.data).copy()
        data[self.add_prefix(field.name)] = "" if text is None else field.to_python(text)
        self.data = data

    def _is_password_typed(self) -> bool:
        return any(
            isinstance(field.widget, forms.PasswordInput) and self[name].data
            for name, field in self.fields.items()
        )

    def _tell(self, conflict: Conflict) -> None:
        self.conflict = conflict
        self.add_error(None, _("Es wurde noch nichts gespeichert: Jemand war schneller als Sie."))


class ConflictCheck(admin.ModelAdmin[Row]):
    """Puts `StateCheck` into the form of a model, and lets one person save a row at a time."""

    def get_form(
        self, request: HttpRequest, obj: Row | None = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm[Row]]:
        form = super().get_form(request, obj, change=change, **kwargs)
        return form if obj is None else type(form.__name__, (form, StateCheck), {})

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if object_id is None or request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            self._lock(object_id)
            return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        form = context["adminform"].form
        if isinstance(form, StateCheck):
            context |= {"loaded_state": form.state_token, "conflict": form.conflict}
        return super().render_change_form(request, context, *args, **kwargs)

    def _lock(self, object_id: str) -> None:
        """Everything read after this is what the one before has left."""
        try:
            key = self.opts.pk.to_python(unquote(object_id))
        except ValidationError:
            return
        rows = self.model._base_manager.select_for_update(of=("self",), no_key=True)
        rows.filter(pk=key).values_list("pk").first()
