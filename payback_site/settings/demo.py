"""For `make demo`: plain http on this machine, nothing else loosened."""

from payback_site import env
from payback_site.settings.base import *  # noqa: F403  (a settings layer is base plus changes)

PAYBACK_PLAIN_HTTP_ON_LOOPBACK = True
CRASH_POINT = env.read_text("CRASH_POINT", default="none")
