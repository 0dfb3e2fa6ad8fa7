"""Who may work at the till page: an enrolled browser, and a cashier of its branch."""

from collections.abc import Callable
from functools import wraps

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control

from interfaces.models import Workstation
from interfaces.reach import may_serve
from transactions.till.device import find_workstation

NOT_ENROLLED, SIGNED_OUT, UNAVAILABLE = 401, 403, 503
ENROL, SIGN_IN = "till:enrol", "till:sign-in"
View = Callable[..., HttpResponse]
never_stored = cache_control(no_store=True, private=True)


class TillPageRequest(HttpRequest):
    """A request that passed one of the doors below."""

    workstation: Workstation


def at_device(view: View) -> View:
    """A page for every enrolled browser; any other is asked to enrol."""

    def send_away(_request: HttpRequest, door: str) -> HttpResponse:
        return redirect(door)

    return _guard(view, send_away, needs_cashier=False)


def page(view: View) -> View:
    """A page for whoever serves at an enrolled browser."""

    def send_away(_request: HttpRequest, door: str) -> HttpResponse:
        return redirect(door)

    return _guard(view, send_away, needs_cashier=True)


def part(view: View) -> View:
    """A part of the page, for the same people; htmx leads others to the door."""

    def send_away(_request: HttpRequest, door: str) -> HttpResponse:
        status = NOT_ENROLLED if door == ENROL else SIGNED_OUT
        return HttpResponse(status=status, headers={"HX-Redirect": reverse(door)})

    return _guard(view, send_away, needs_cashier=True)


def may_work(request: HttpRequest, workstation: Workstation) -> bool:
    """Whether this browser may be used now: trusted, or a cashier of the branch is signed in."""
    return workstation.serves_without_sign_in or may_serve(request.user, workstation)


def _guard(
    view: View, send_away: Callable[[HttpRequest, str], HttpResponse], *, needs_cashier: bool
) -> View:
    @never_stored
    @wraps(view)
    def enter(request: TillPageRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            workstation = find_workstation(request, now=timezone.now())
            if workstation is None:
                return send_away(request, ENROL)
            if needs_cashier and not may_work(request, workstation):
                return send_away(request, SIGN_IN)
            request.workstation = workstation
            return view(request, *args, **kwargs)
        except (OperationalError, InterfaceError):
            return render(request, "till/unavailable.html", status=UNAVAILABLE)

    return enter
