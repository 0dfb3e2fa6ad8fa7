"""What a user reaches: in which role, in which chain and branches, and therefore which rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from interfaces.choices import Role
from interfaces.models import Interface, Place, Responsibility, Workstation

RowT = TypeVar("RowT", bound=Model)
Keys = frozenset[Any]

_NO_KEYS: Keys = frozenset()
_NO_ROW = Q(pk__in=())
_KEPT_AS = "_interfaces_reach"
_CHANGING_ROLES = frozenset({Role.ADMINISTRATOR, Role.BRANCH_MANAGER})
_BACK_OFFICE_ROLES = _CHANGING_ROLES | {Role.AUDITOR}
_PLACES_ELSEWHERE: dict[type[Model], Place] = {User: Place(chain="responsibility__chain_id")}


@dataclass(frozen=True, slots=True)
class Reach:
    """The role of a user and where it holds; None for chains or branches stands for all of them.

    `places` are the names of the chain or the branches, as people read them.
    """

    role: Role | None = None
    chains: Keys | None = _NO_KEYS
    branches: Keys | None = _NO_KEYS
    places: tuple[str, ...] = ()


def get_reach(user: User | AnonymousUser) -> Reach:
    """What `user` reaches. Read once per instance, hence once per request, as Django's rights are.

    Whoever is switched off, or in no group, reaches nothing. Without a chain only a superuser
    reaches rows, and those of every chain.
    """
    kept: Reach | None = getattr(user, _KEPT_AS, None)
    if kept is None:
        kept = _read_reach(user) if isinstance(user, User) and user.is_active else Reach()
        setattr(user, _KEPT_AS, kept)
    return kept


def may_enter_back_office(user: User | AnonymousUser) -> bool:
    """Whether the back office is open to `user`, whatever rights were given beside the group."""
    return user.is_staff and get_reach(user).role in _BACK_OFFICE_ROLES


def may_change_something(user: User | AnonymousUser) -> bool:
    """Whether the role of `user` is one that changes rows."""
    return get_reach(user).role in _CHANGING_ROLES


def limit(rows: QuerySet[RowT], user: User | AnonymousUser) -> QuerySet[RowT]:
    """Those of `rows` that `user` sees."""
    return rows.filter(_build_condition(rows.model, get_reach(user), is_changing=False))


def limit_changes(rows: QuerySet[RowT], user: User | AnonymousUser) -> QuerySet[RowT]:
    """Those of `rows` that `user` may change, as far as the place decides it."""
    if not may_change_something(user):
        return rows.none()
    return rows.filter(_build_condition(rows.model, get_reach(user), is_changing=True))


def can_see(user: User | AnonymousUser, row: Model) -> bool:
    """Whether `limit` would keep the row, decided by the values this instance holds."""
    return _covers(get_reach(user), row, is_changing=False)


def can_change(user: User | AnonymousUser, row: Model) -> bool:
    """Whether `limit_changes` would keep the row, decided by the values this instance holds."""
    return may_change_something(user) and _covers(get_reach(user), row, is_changing=True)


def can_see_host_user(user: User | AnonymousUser, interface: Interface) -> bool:
    """Whether `user` may see as whom the interface signs in at PAYBACK.

    Branch managers may on the interfaces of their own branches, not on those they merely use.
    """
    if get_reach(user).branches is None:
        return can_see(user, interface)
    return can_change(user, interface)


def may_serve(user: User | AnonymousUser, workstation: Workstation) -> bool:
    """Whether `user` may work at the till page of that workstation: a cashier of its branch.

    The group counts beside others: a branch manager who serves is in both.
    """
    is_cashier = user.is_active and user.groups.filter(name=Role.CASHIER.value).exists()
    return is_cashier and can_see(user, workstation)


def describe_reach(user: User | AnonymousUser) -> str:
    """Role and place in a few words, such as "Filialleitung · Graz Herrengasse"."""
    reach = get_reach(user)
    if reach.role is None:
        return str(_("Ohne Gruppe"))
    return f"{reach.role.label} · {_describe_places(reach)}"


def find_place(model: type[Model]) -> Place | None:
    """Where the rows of a model belong; None: to no chain."""
    concrete = model._meta.concrete_model or model
    place: Place | None = _PLACES_ELSEWHERE.get(concrete) or getattr(model, "belongs_to", None)
    return place


def _read_reach(user: User) -> Reach:
    role = Role.ADMINISTRATOR if user.is_superuser else _read_role(user)
    found = Responsibility.objects.select_related("chain").filter(user=user).first()
    chain = found.chain if found else None
    if found is None or chain is None:
        return Reach(role, None, None) if user.is_superuser else Reach(role)
    if role in {Role.ADMINISTRATOR, Role.AUDITOR}:
        return Reach(role, frozenset({chain.pk}), None, (chain.name,))
    branches = dict(found.branches.filter(chain=chain).values_list("pk", "name"))
    return Reach(role, frozenset({chain.pk}), frozenset(branches), tuple(branches.values()))


def _read_role(user: User) -> Role | None:
    names = set(user.groups.values_list("name", flat=True))
    return next((role for role in Role if role.value in names), None)


def _build_condition(model: type[Model], reach: Reach, *, is_changing: bool) -> Q:
    if reach.chains is None:
        return Q()
    place = find_place(model)
    if place is None or reach.role is None:
        return _NO_ROW
    of_chain = Q((f"{place.chain}__in", reach.chains))
    if issubclass(model, User):
        of_chain &= Q(is_superuser=False)
    if reach.branches is None:
        return of_chain
    return of_chain & _build_branch_condition(place, reach.branches, is_changing=is_changing)


def _build_branch_condition(place: Place, branches: Iterable[Any], *, is_changing: bool) -> Q:
    is_shared_seen = place.is_seen_chain_wide and not is_changing
    if place.branch is None:
        return Q() if is_shared_seen else _NO_ROW
    own = Q((f"{place.branch}__in", branches))
    return own | Q((f"{place.branch}__isnull", True)) if is_shared_seen else own


def _covers(reach: Reach, row: Model, *, is_changing: bool) -> bool:
    if reach.chains is None:
        return True
    place = find_place(type(row))
    if place is None or reach.role is None or _read_key(row, place.chain) not in reach.chains:
        return False
    if isinstance(row, User) and row.is_superuser:
        return False
    if reach.branches is None:
        return True
    branch = _read_key(row, place.branch) if place.branch else None
    if branch is None:
        return place.is_seen_chain_wide and not is_changing
    return branch in reach.branches


def _read_key(row: Model, path: str) -> Any:
    try:
        return reduce(getattr, path.split("__"), row)
    except ObjectDoesNotExist:
        return None


def _describe_places(reach: Reach) -> str:
    if reach.chains is None:
        return str(_("alle Filialketten"))
    if len(reach.places) > 1:
        return str(_("%(count)s Filialen") % {"count": len(reach.places)})
    if reach.places:
        return reach.places[0]
    return str(_("keine Filiale") if reach.chains else _("keine Filialkette"))
