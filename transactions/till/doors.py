"""Enrolling the browser, signing in and out."""

from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from interfaces.choices import DeedKind, DeedOutcome
from interfaces.deeds import Actor, read_actor, read_request_id, record_deed
from interfaces.reach import may_serve
from interfaces.recording import act_as
from interfaces.services import EnrolmentLocked, EnrolmentRefused, NewToken, enrol_workstation
from transactions.till.access import TillPageRequest, at_device, may_work, never_stored
from transactions.till.device import hand_over, read_remote_address
from transactions.till.forms import EnrolmentForm, SignInForm

REFUSED, LOCKED = 422, 429
_pages_and_forms_only = require_http_methods(["GET", "HEAD", "POST"])


@_pages_and_forms_only
@sensitive_post_parameters("code")
@never_stored
def enrol(request: HttpRequest) -> HttpResponse:
    """Turns the one-time code into this browser's token."""
    form = EnrolmentForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = REFUSED
        if form.is_valid():
            try:
                new = _enrol(request, form.cleaned_data["code"])
            except EnrolmentRefused:
                form.add_error("code", _("Dieser Code gilt nicht oder nicht mehr."))
            except EnrolmentLocked as error:
                until = timezone.localtime(error.until)
                sentence = _("Zu viele falsche Codes. Bitte versuchen Sie es ab %(time)s wieder.")
                form.add_error("code", sentence % {"time": f"{until:%H:%M}"})
                status = LOCKED
            else:
                response = redirect("till:page")
                hand_over(response, new.token)
                return response
    return render(request, "till/enrol.html", {"form": form}, status=status)


@_pages_and_forms_only
@sensitive_post_parameters("password")
@at_device
def sign_in(request: TillPageRequest) -> HttpResponse:
    """For a cashier of this browser's branch."""
    if request.method != "POST":
        if may_work(request, request.workstation):
            return redirect("till:page")
        return _show_sign_in(request, SignInForm(), status=200)
    form = SignInForm(request.POST)
    if form.is_valid():
        user = authenticate(request, **form.cleaned_data)
        if not isinstance(user, User):
            form.add_error(None, _("Benutzername oder Passwort stimmt nicht."))
        elif not may_serve(user, request.workstation):
            _note_refusal(request, user)
            form.add_error(None, _("Sie sind in dieser Filiale nicht für die Kasse eingetragen."))
        else:
            login(request, user)
            return redirect("till:page")
    return _show_sign_in(request, form, status=REFUSED)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session; the browser stays enrolled."""
    logout(request)
    return redirect("till:sign-in")


def _enrol(request: HttpRequest, code: str) -> NewToken:
    address = read_remote_address(request)
    with act_as(Actor(remote_address=address, request_id=read_request_id())):
        return enrol_workstation(
            code=code, computer_name=None, remote_address=address, now=timezone.now()
        )


def _note_refusal(request: TillPageRequest, user: User) -> None:
    """The password was right and the place wrong: that is no try that axes counts."""
    actor = read_actor(request)
    record_deed(
        kind=DeedKind.SIGN_IN,
        outcome=DeedOutcome.DENIED,
        actor=Actor(
            user_key=user.pk,
            username=user.get_username(),
            remote_address=actor.remote_address,
            request_id=actor.request_id,
        ),
        about=request.workstation,
        at=timezone.now(),
    )


def _show_sign_in(request: TillPageRequest, form: SignInForm, *, status: int) -> HttpResponse:
    context = {"form": form, "workstation": request.workstation}
    return render(request, "till/sign_in.html", context, status=status)
