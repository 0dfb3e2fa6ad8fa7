"""Deeds in the timeline."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from interfaces.choices import DeedKind, DeedOutcome
from interfaces.models import Branch, Deed, Workstation
from interfaces.timeline.entries import Entry, Keys
from interfaces.timeline.names import Names
from interfaces.timeline.question import NOBODY, Question, Sight
from interfaces.timeline.wording import write_facts, write_who

PREFIX = "deed."


@dataclass(frozen=True, slots=True)
class DoneDeed:
    """A deed as a line of the timeline."""

    deed: Deed

    @property
    def position(self) -> int:
        """Where it stands in the trail."""
        return self.deed.position

    def list_keys(self) -> Keys:
        """The places whose names are wanted."""
        deed = self.deed
        keys: Keys = {(Branch, deed.branch_key), (Workstation, deed.workstation_key)}
        return {(model, key) for model, key in keys if key is not None}

    def build_entry(self, names: Names) -> Entry:
        """As it is shown."""
        deed = self.deed
        context = {"request_id": deed.request_id or deed.remote_address}
        if deed.kind == DeedKind.ENROLMENT and deed.workstation_key:
            context["computer"] = names.get(Workstation, deed.workstation_key)
        about = f" · {deed.object_label}" if deed.object_label else ""
        return Entry(
            position=deed.position,
            moment=deed.recorded_at,
            who=write_who(context, username=deed.username, database_user=deed.database_user),
            what=f"{deed.get_kind_display()}{about}",
            outcome=deed.get_outcome_display(),
            is_failure=deed.outcome != DeedOutcome.DONE,
            place=names.get(Branch, deed.branch_key) if deed.branch_key else "",
            detail=deed.detail,
            address=deed.remote_address or "",
            facts=write_facts({"request_id": deed.request_id}, database_user=deed.database_user),
        )


class DeedSource:
    """The record of deeds."""

    key = PREFIX
    label = ""
    position = "position"

    def find(self, question: Question, sight: Sight) -> QuerySet[Any] | None:
        """The deeds asked for; None when there cannot be any."""
        kind = question.what.removeprefix(PREFIX)
        if question.row or (question.what and kind not in DeedKind.values):
            return None
        condition = sight.condition(chain="chain_key", user="user_key")
        places = {f"{name}_key": key for name, key in question.places.items()}
        rows = Deed.objects.filter(condition, *_conditions(question), **places)
        return rows.filter(kind=kind) if kind else rows

    def load(self, positions: Sequence[int], sight: Sight) -> list[DoneDeed]:
        """The deeds at these positions."""
        condition = sight.condition(chain="chain_key", user="user_key")
        return [DoneDeed(one) for one in Deed.objects.filter(condition, position__in=positions)]


def _conditions(question: Question) -> Iterable[Q]:
    if question.user is not None:
        yield Q(user_key=question.user)
    if question.who is not None:
        yield Q(user_key=None if question.who == NOBODY else question.who)
    if question.since is not None:
        yield Q(recorded_at__gte=question.since)
    if question.until is not None:
        yield Q(recorded_at__lt=question.until)
    if question.before is not None:
        yield Q(position__lt=question.before)
