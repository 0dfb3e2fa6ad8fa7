"""For the tests: made-up secrets, a cheap password hash, everything else as in the demo."""

import os

os.environ.setdefault("SECRET_KEY", "test-only-secret-key-of-fifty-characters-and-some-more")
os.environ.setdefault("FERNET_KEYS", "bjHsNPt8yVI8AZ8bcBzUVeE3vi0Z4hx4CmdTGSHmDYU=")
os.environ.setdefault("CARD_HASH_KEY", "test-only-card-hash-key-of-thirty-two-or-more")
os.environ.setdefault("AUDIT_SEAL_KEY", "test-only-audit-seal-key-of-thirty-two-or-more")
os.environ.setdefault("DATABASE_URL", "postgres://unset@127.0.0.1:1/unset")
os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:1/0")

from payback_site.settings import demo
from payback_site.settings.demo import *  # noqa: F403  (the defaults above come first)

PAYBACK_ALLOWED_HOSTS = [*demo.PAYBACK_ALLOWED_HOSTS, "*.example", "*.invalid"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
