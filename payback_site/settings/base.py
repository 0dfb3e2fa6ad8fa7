"""Everything the project sets, from the environment where an operator decides."""

from datetime import timedelta

import django_stubs_ext
import pghistory
from csp.constants import NONE, SELF

from payback_site import env
from payback_site.logs import build_logging

django_stubs_ext.monkeypatch()

BASE_DIR = env.BASE_DIR
SECRET_KEY = env.read_text("SECRET_KEY")
FERNET_KEYS = env.read_fernet_keys("FERNET_KEYS")
FERNET_USE_HKDF = False
CARD_HASH_KEY = env.read_text("CARD_HASH_KEY")
AUDIT_SEAL_KEY = env.read_text("AUDIT_SEAL_KEY")
ALLOWED_HOSTS = env.read_list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.read_list("CSRF_TRUSTED_ORIGINS")
DEBUG = False

INSTALLED_APPS = [
    "payback_site.apps.PaybackAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
    "django_structlog",
    "ninja",
    "pgtrigger",
    "pghistory",
    "interfaces",
    "transactions",
    "payback_site.apps.PaybackSiteConfig",
]
MIDDLEWARE = [
    "payback_site.middleware.DatabaseMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "payback_site.middleware.RequestIdMiddleware",
    "payback_site.middleware.LanguageMiddleware",
    "transactions.api.errors.ProblemMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "payback_site.middleware.HistoryMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "payback_site.sessions.SessionLimitMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "payback_site.urls"
WSGI_APPLICATION = "payback_site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASES = {
    "default": {
        **env.read_database("DATABASE_URL"),
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": 0,
        "OPTIONS": {
            "pool": {
                "min_size": 1,
                "max_size": env.read_whole_number(
                    "DATABASE_POOL_MAX", default=40, least=2, most=500
                ),
                "timeout": 5,
                # The pool's own pauses double for up to this long, also when the database is back.
                "reconnect_timeout": 2,
            },
            "connect_timeout": 3,
        },
    }
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

SIGN_IN_FAILURES_ALLOWED = 5
SIGN_IN_LOCKOUT_MINUTES = 15
REVEAL_FAILURES_ALLOWED = 5
REVEAL_LOCKOUT_MINUTES = 15
AXES_FAILURE_LIMIT = "payback_site.sign_in.get_failure_limit"
AXES_USERNAME_CALLABLE = "payback_site.sign_in.name_attempt"
AXES_CLIENT_IP_CALLABLE = "payback_site.sign_in.get_remote_address"
AXES_LOCKOUT_CALLABLE = "payback_site.sign_in.show_lockout"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_COOLOFF_TIME = timedelta(minutes=SIGN_IN_LOCKOUT_MINUTES)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
# What axes keeps of a posted form; the name "password" is always left out.
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "csrfmiddlewaretoken"]
# Sign-ins stand in the record of deeds.
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch"), ("en", "English")]
TIME_ZONE = "Europe/Vienna"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["payback_site.formats"]
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / env.read_text("STATIC_ROOT", default="staticfiles")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 128 * 1024
FILE_UPLOAD_HANDLERS = ["payback_site.uploads.BoundedUploadHandler"]
# How long a session lasts at most, and how long one of the back office may rest.
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_IDLE_SECONDS = 30 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
# The token of the browser that is a till; browsers keep a cookie for 400 days at most.
TILL_COOKIE_NAME = "till"
TILL_COOKIE_AGE = 400 * 24 * 60 * 60
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

# A history row takes the values of its model's row, and none of that row's rules.
PGHISTORY_FIELD = pghistory.Field(null=True)
PGHISTORY_EXCLUDE_FIELD_KWARGS = {
    "django.db.models.Field": [
        "blank",
        "choices",
        "db_default",
        "default",
        "editable",
        "help_text",
        "validators",
        "verbose_name",
    ]
}

LOG_LEVEL = env.read_choice("LOG_LEVEL", default="INFO", choices=("DEBUG", "INFO", "WARNING"))
LOGGING = build_logging(level=LOG_LEVEL)
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_TRUST_UPSTREAM_REQUEST_ID = False
DJANGO_STRUCTLOG_TRUST_UPSTREAM_CORRELATION_ID = False

CELERY_BROKER_URL = env.read_text("REDIS_URL")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# More than a web process has threads, so that none waits for another's timeout.
CELERY_BROKER_POOL_LIMIT = 64
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 0.15,
    "socket_connect_timeout": 0.15,
    "visibility_timeout": 4 * 60,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
}
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 0}
# Keeps its times in memory: a file left by a beat whose clock was ahead would stop all sweeping.
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_TIME_LIMIT = 60
CELERY_TASK_ROUTES = {
    "transactions.tasks.*": {"queue": "payback"},
    "interfaces.tasks.*": {"queue": "payback"},
}
CELERY_TASK_DEFAULT_QUEUE = "payback"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = TIME_ZONE

PAYBACK_CARD_PREFIXES = env.read_list("PAYBACK_CARD_PREFIXES", default=["904"])
PAYBACK_ISSUER_PREFIX = env.read_text("PAYBACK_ISSUER_PREFIX", default="904019")
PAYBACK_PLAIN_HTTP_ON_LOOPBACK = False
PAYBACK_ALLOWED_HOSTS = env.read_hosts(
    "PAYBACK_ALLOWED_HOSTS", default=["*.payback.at", "*.payback.de", "*.payback.net"]
)
PAYBACK_FURTHER_AUTHORITIES = env.read_certificates("PAYBACK_FURTHER_AUTHORITIES")
PAYBACK_CALLS_AT_ONCE = env.read_whole_number("PAYBACK_CALLS_AT_ONCE", default=3, least=1, most=64)
API_CALLS_PER_MINUTE = env.read_whole_number(
    "API_CALLS_PER_MINUTE", default=600, least=10, most=100_000
)
ENROLMENT_CODE_MINUTES = env.read_whole_number(
    "ENROLMENT_CODE_MINUTES", default=60, least=5, most=1440
)
TOKEN_OVERLAP_HOURS = env.read_whole_number("TOKEN_OVERLAP_HOURS", default=24, least=1, most=720)
ENROLMENT_FAILURES_ALLOWED = 5
ENROLMENT_LOCKOUT_MINUTES = 15
AUDIT_SEAL_SECONDS = env.read_whole_number("AUDIT_SEAL_SECONDS", default=60, least=10, most=3600)
SWEEP_SECONDS = env.read_whole_number("SWEEP_SECONDS", default=10, least=1, most=30)
LEASE_SECONDS = env.read_whole_number("LEASE_SECONDS", default=30, least=2, most=60)
RETRY_FIRST_SECONDS = env.read_whole_number("RETRY_FIRST_SECONDS", default=5, least=1, most=300)
RETRY_CAP_SECONDS = env.read_whole_number("RETRY_CAP_SECONDS", default=900, least=5, most=86_400)
GEOCODER = env.read_choice(
    "GEOCODER", default="offline", choices=("offline", "nominatim", "photon")
)
GEOCODER_URL = env.read_text("GEOCODER_URL", default="https://nominatim.openstreetmap.org")
GEOCODER_USER_AGENT = env.read_text("GEOCODER_USER_AGENT", default="payback-optik")
REDEEM_DEADLINE_SECONDS = env.read_whole_number(
    "REDEEM_DEADLINE_SECONDS", default=8, least=1, most=15
)
REVERSAL_FIRST_SECONDS = env.read_whole_number(
    "REVERSAL_FIRST_SECONDS", default=60, least=1, most=600
)
REVERSAL_QUARANTINE_SECONDS = env.read_whole_number(
    "REVERSAL_QUARANTINE_SECONDS", default=120, least=1, most=3600
)
CRASH_POINT = ""
