"""Where calls may go: how a host is read, which hosts the operator allows, whom TLS trusts."""

from dataclasses import replace

from django.conf import settings
from django.utils.translation import gettext as _

from interfaces.payback.endpoint import Endpoint, InvalidHost, parse_endpoint
from interfaces.payback.hosts import is_listed
from interfaces.payback.profile import WireProfile, get_profile


def read_profile(name: str) -> WireProfile:
    """The shipped profile of that name with what the operator set.

    :raises KeyError: no profile has that name.
    """
    return replace(
        get_profile(name),
        loopback=settings.PAYBACK_PLAIN_HTTP_ON_LOOPBACK,
        further_authorities=settings.PAYBACK_FURTHER_AUTHORITIES,
    )


def read_endpoint(host: str, *, profile_name: str) -> Endpoint:
    """Where the *Host* setting leads; whether that is allowed is another question.

    :raises InvalidHost: it is no usable address.
    """
    return parse_endpoint(
        host,
        default_path=get_profile(profile_name).path,
        allow_plain_loopback=settings.PAYBACK_PLAIN_HTTP_ON_LOOPBACK,
    )


def is_allowed(endpoint: Endpoint) -> bool:
    """Whether the operator's list (PAYBACK_ALLOWED_HOSTS) covers the host.

    Asked anew before every call: a host that is taken off the list is not called any more.
    """
    return is_listed(endpoint.host, settings.PAYBACK_ALLOWED_HOSTS)


def explain_host(host: str, *, profile_name: str) -> str:
    """Why the *Host* setting cannot be used and what to do; empty when it can."""
    try:
        endpoint = read_endpoint(host, profile_name=profile_name)
    except InvalidHost:
        return _("Bitte einen Rechnernamen, Rechnername:Port oder eine https-Adresse eingeben.")
    if is_allowed(endpoint):
        return ""
    return _(
        "%(host)s ist hier nicht freigegeben. Bitte prüfen Sie die Schreibweise. Stimmt sie, dann "
        "ersuchen Sie Ihre Technik, den Rechner freizugeben (PAYBACK_ALLOWED_HOSTS)."
    ) % {"host": endpoint.host}
