"""Start-up checks: settings that would be unsafe with real tills are errors, not advice."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from interfaces.payback.addresses import is_public
from interfaces.payback.hosts import is_broad
from interfaces.payback.profile import PROFILES

LEAST_SECRET_CHARACTERS = 32
RECORDING_SECONDS = 3


@register(Tags.security)
def check_encryption_keys(
    app_configs: Sequence[AppConfig] | None, **_kwargs: Any
) -> list[CheckMessage]:
    """The encryption keys are set and independent of SECRET_KEY.

    `fernet_fields` silently falls back to SECRET_KEY when FERNET_KEYS is absent.
    """
    problems: list[CheckMessage] = []
    keys = getattr(settings, "FERNET_KEYS", None)
    if not keys:
        problems.append(Error("FERNET_KEYS is not set.", id="payback.E001"))
    elif settings.SECRET_KEY in keys:
        problems.append(Error("FERNET_KEYS must not contain SECRET_KEY.", id="payback.E002"))
    if getattr(settings, "FERNET_USE_HKDF", True):
        problems.append(Error("FERNET_USE_HKDF must be False.", id="payback.E003"))
    return problems


@register(Tags.security)
def check_digest_keys(
    app_configs: Sequence[AppConfig] | None, **_kwargs: Any
) -> list[CheckMessage]:
    """The keys of the card number hash and of the audit trail's seals are long and their own."""
    others = {settings.SECRET_KEY, *(getattr(settings, "FERNET_KEYS", None) or [])}
    problems: list[CheckMessage] = []
    for name, number in (("CARD_HASH_KEY", "E004"), ("AUDIT_SEAL_KEY", "E008")):
        key = getattr(settings, name)
        if len(key) < LEAST_SECRET_CHARACTERS or key in others:
            problems.append(
                Error(
                    f"{name} must have at least {LEAST_SECRET_CHARACTERS} characters "
                    "and differ from every other key.",
                    id=f"payback.{number}",
                )
            )
        others.add(key)
    return problems


@register(Tags.security, deploy=True)
def check_nothing_of_the_demo(
    app_configs: Sequence[AppConfig] | None, **_kwargs: Any
) -> list[CheckMessage]:
    """What the demo allows is not allowed where real tills post."""
    problems: list[CheckMessage] = []
    if settings.PAYBACK_PLAIN_HTTP_ON_LOOPBACK:
        problems.append(Error("PAYBACK_PLAIN_HTTP_ON_LOOPBACK must be False.", id="payback.E005"))
    if settings.CRASH_POINT not in {"", "none"}:
        problems.append(Error("CRASH_POINT must not be set.", id="payback.E006"))
    return problems


@register(Tags.security, deploy=True)
def check_allowed_hosts(
    app_configs: Sequence[AppConfig] | None, **_kwargs: Any
) -> list[CheckMessage]:
    """Some host may be called, but no address of an inner network and no whole country."""
    hosts = settings.PAYBACK_ALLOWED_HOSTS
    if not hosts:
        return [Error("PAYBACK_ALLOWED_HOSTS is empty: nothing can be sent.", id="payback.E015")]
    wrong = [host for host in hosts if is_broad(host) or _is_local(host)]
    if wrong:
        text = f"PAYBACK_ALLOWED_HOSTS must not hold {', '.join(wrong)}."
        return [Error(text, id="payback.E016")]
    return []


def _is_local(host: str) -> bool:
    is_numeric = ":" in host or host.rpartition(".")[2].isdigit()
    return host == "localhost" or (is_numeric and not is_public(host))


@register(Tags.compatibility, deploy=True)
def check_lease(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """A worker keeps its row for as long as the slowest call takes, and until that is recorded.

    With a shorter lease every slow call would be made twice. The fault tests use such leases.
    """
    longest = max(profile.total_timeout_seconds for profile in PROFILES.values())
    least, lease = longest + RECORDING_SECONDS, settings.LEASE_SECONDS
    if lease < least:
        return [Error(f"LEASE_SECONDS must be at least {least:.0f}.", id="payback.E007")]
    return []
