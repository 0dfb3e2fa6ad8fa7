"""For `make demo`: this machine may be called, also by plain http; nothing else is loosened."""

from payback_site import env
from payback_site.settings import base
from payback_site.settings.base import *  # noqa: F403  (a settings layer is base plus changes)
from transactions.crash_points import NOWHERE, POINTS

PAYBACK_PLAIN_HTTP_ON_LOOPBACK = True
PAYBACK_ALLOWED_HOSTS = [*base.PAYBACK_ALLOWED_HOSTS, "127.0.0.1", "::1", "localhost"]
CRASH_POINT = env.read_choice("CRASH_POINT", default=NOWHERE, choices=(NOWHERE, *sorted(POINTS)))
