"""From chosen rows over a preview and a written reason to a decision."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from interfaces.admin.staff import get_staff_user
from interfaces.clock import get_database_time
from interfaces.deeds import read_actor
from interfaces.reach import limit_changes
from transactions.admin.worklists import Where, may_decide, read_keys, show_stand
from transactions.models import Delivery
from transactions.worklists import (
    MOST_AT_ONCE,
    NOTE_LENGTH,
    Action,
    Decided,
    Planned,
    Seen,
    decide_all,
    plan_all,
    read_seen,
)

SALT = "transactions.admin.decisions"
EXPLANATIONS = {
    Action.RELEASE: gettext_lazy(
        "Freigegebenes wird gleich gesendet. Lehnt PAYBACK die Zugangsdaten wieder ab, wird es "
        "wieder angehalten."
    ),
    Action.RETRY: gettext_lazy(
        "Dieselbe Meldung geht als neuer Versuch an PAYBACK, mit derselben Belegnummer, und kann "
        "deshalb nicht doppelt gebucht werden. Frühere Versuche bleiben, wie sie sind."
    ),
    Action.KEEP: gettext_lazy("Der Verkauf gilt als bestätigt, die Punkte bleiben eingelöst."),
    Action.UNDO: gettext_lazy(
        "Die Einlösung wird bei PAYBACK storniert; die Punkte kommen auf die Karte zurück."
    ),
    Action.WRITE_OFF: gettext_lazy(
        "Abgeschriebenes wird nie mehr gesendet, und die Kassa erfährt, dass nichts gebucht ist. "
        "Das lässt sich nicht rückgängig machen."
    ),
}
VERBS = {
    Action.RELEASE: gettext_lazy("wird freigegeben"),
    Action.RETRY: gettext_lazy("wird gesendet"),
    Action.KEEP: gettext_lazy("bleibt eingelöst"),
    Action.UNDO: gettext_lazy("wird storniert"),
    Action.WRITE_OFF: gettext_lazy("wird abgeschrieben"),
}


class NoteForm(forms.Form):
    """Why it is decided so."""

    note = forms.CharField(
        label=gettext_lazy("Begründung"),
        max_length=NOTE_LENGTH,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Steht mit Ihrem Namen im Protokoll. Bitte keine Kartennummern."),
        error_messages={"required": gettext_lazy("Bitte schreiben Sie, warum Sie so entscheiden.")},
    )

    def clean_note(self) -> str:
        """In one line."""
        return " ".join(str(self.cleaned_data["note"]).split())


@dataclass(frozen=True, slots=True)
class Ballot:
    """A decision as it was previewed: what, and how the rows looked."""

    action: Action
    seen: dict[uuid.UUID, Seen]

    def sign(self, request: HttpRequest) -> str:
        """Fit to be posted back, by nobody but this user."""
        rows = [
            [str(key), *(str(value) for value in _list_values(seen))]
            for key, seen in self.seen.items()
        ]
        content = [get_staff_user(request).pk, self.action.value, rows]
        return signing.dumps(content, salt=SALT, compress=True)


class DecisionPages(admin.ModelAdmin[Delivery]):
    """Adds the way to a decision to the deliveries."""

    def get_urls(self) -> list[URLPattern]:
        return [
            path(
                "arbeitslisten/entscheiden/",
                self.admin_site.admin_view(self.decide),
                name="transactions_delivery_decide",
            ),
            *super().get_urls(),
        ]

    @method_decorator(require_POST)
    def decide(self, request: HttpRequest) -> HttpResponse:
        """The preview of a decision about chosen rows; with `confirm` the decision itself.

        :raises Http404: a row is out of the user's reach; nothing is decided about any of them.
        :raises PermissionDenied: the user does not decide about deliveries.
        """
        if not may_decide(request):
            raise PermissionDenied
        if "confirm" in request.POST:
            return self._confirm(request)
        where = Where.read(request.POST)
        keys = read_keys(request.POST.getlist("chosen"))
        if not keys or len(keys) > MOST_AT_ONCE:
            messages.error(
                request,
                _("Bitte wählen Sie mindestens eine und höchstens %(most)s Übertragungen.")
                % {"most": MOST_AT_ONCE},
            )
            return redirect(where.url)
        return self._preview(request, _read_action(request), keys, NoteForm(label_suffix=""))

    def _confirm(self, request: HttpRequest) -> HttpResponse:
        ballot = _open(request)
        self._get_decidable(request, list(ballot.seen))
        form = NoteForm(request.POST, label_suffix="")
        if not form.is_valid():
            return self._preview(request, ballot.action, list(ballot.seen), form)
        decided = decide_all(
            seen=ballot.seen,
            action=ballot.action,
            note=form.cleaned_data["note"],
            actor=read_actor(request),
            now=get_database_time(),
        )
        _tell(request, ballot.action, decided)
        return redirect(Where.read(request.POST).url)

    def _preview(
        self, request: HttpRequest, action: Action, keys: list[uuid.UUID], form: NoteForm
    ) -> HttpResponse:
        rows = self._get_decidable(request, keys)
        plans = plan_all(deliveries=rows, action=action, now=get_database_time())
        fitting = {plan.delivery.pk: read_seen(plan.delivery) for plan in plans if plan.to}
        context = {
            **self.admin_site.each_context(request),
            "title": action.label,
            "opts": self.opts,
            "lines": [_show(plan, action) for plan in plans],
            "fitting": len(fitting),
            "left": len(plans) - len(fitting),
            "action": action,
            "explanation": EXPLANATIONS[action],
            "ballot": Ballot(action, fitting).sign(request),
            "form": form,
            "where": Where.read(request.POST),
        }
        return TemplateResponse(request, "admin/transactions/delivery/decide.html", context)

    def _get_decidable(self, request: HttpRequest, keys: list[uuid.UUID]) -> QuerySet[Delivery]:
        """All of these rows, or none."""
        rows = limit_changes(self.get_queryset(request), request.user).filter(pk__in=keys)
        if rows.count() != len(set(keys)):
            raise Http404
        return rows


def _read_action(request: HttpRequest) -> Action:
    try:
        return Action(request.POST.get("action", ""))
    except ValueError:
        raise Http404 from None


def _open(request: HttpRequest) -> Ballot:
    try:
        user, action, rows = signing.loads(request.POST.get("ballot", ""), salt=SALT)
    except signing.BadSignature:
        raise Http404 from None
    if user != get_staff_user(request).pk:
        raise PermissionDenied
    return Ballot(Action(action), {uuid.UUID(key): _read(*values) for key, *values in rows})


def _list_values(seen: Seen) -> list[Any]:
    moments = [seen.state_since.isoformat(), seen.due_at.isoformat()]
    return [seen.state, seen.reason, seen.attempt_number, *moments]


def _read(state: str, reason: str, attempt_number: str, since: str, due_at: str) -> Seen:
    return Seen(
        state=state,
        reason=reason,
        attempt_number=int(attempt_number),
        state_since=datetime.fromisoformat(since),
        due_at=datetime.fromisoformat(due_at),
    )


def _show(plan: Planned, action: Action) -> dict[str, Any]:
    return {
        "delivery": plan.delivery,
        "stand": show_stand(plan.delivery),
        "verb": VERBS[action] if plan.to else "",
        "why": plan.obstacle.label if plan.obstacle else "",
    }


def _tell(request: HttpRequest, action: Action, decided: Decided) -> None:
    if decided.done:
        count = len(decided.done)
        text = ngettext(
            "%(action)s: %(count)s Übertragung erledigt.",
            "%(action)s: %(count)s Übertragungen erledigt.",
            count,
        )
        messages.success(request, text % {"action": action.label, "count": count})
    for obstacle in dict.fromkeys(decided.left.values()):
        count = list(decided.left.values()).count(obstacle)
        text = ngettext(
            "%(count)s Übertragung blieb unverändert: %(why)s",
            "%(count)s Übertragungen blieben unverändert: %(why)s",
            count,
        )
        messages.warning(request, text % {"count": count, "why": obstacle.label})
