"""How log lines look, and the last net that keeps card numbers and secrets out of them."""

import re
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

REQUEST_ID = "payback.request_id"
_LONG_DIGITS = re.compile(r"(?<!\d)(\d{6})\d{3,9}(\d{4})(?!\d)")
_BEARER = re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}")
_TILL_TOKEN = re.compile(r"\bpbw_[\w-]{8,}")
_SECRET_NAMES = frozenset({"password", "pin", "token", "code", "secret", "authorization", "card"})


def redact_text(text: str) -> str:
    """`text` with runs of 13 to 19 digits, authorization values and tokens made unreadable."""
    text = _LONG_DIGITS.sub(r"\1******\2", text)
    return _TILL_TOKEN.sub("pbw_***", _BEARER.sub(r"\1 ***", text))


def redact_event(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Redacts every text of a log line, and every value whose name says that it is secret.

    Nothing should reach a log line that needs this; it is the net below the rope.
    """
    for name, value in event.items():
        event[name] = _redact(name, value)
    return event


def _redact(name: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _redact(str(key), part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_redact(name, part) for part in value]
    if isinstance(value, str):
        return "***" if name.lower() in _SECRET_NAMES else redact_text(value)
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return redact_text(str(value)) if is_number and _LONG_DIGITS.search(str(value)) else value


def name_request(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Gives a line about a request its id, also when Django writes it after the last middleware."""
    request = getattr(event.get("_record"), "request", None)
    request_id = getattr(request, "META", {}).get(REQUEST_ID)
    if request_id and "request_id" not in event:
        event["request_id"] = request_id
    return event


_SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
    structlog.processors.format_exc_info,
    structlog.processors.UnicodeDecoder(),
    redact_event,
]


def build_logging(*, level: str) -> dict[str, Any]:
    """Django's LOGGING: one JSON line an event on standard error, libraries included."""
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": [
                    structlog.stdlib.PositionalArgumentsFormatter(),
                    *_SHARED,
                    name_request,
                ],
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.JSONRenderer(ensure_ascii=False),
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "axes": {"level": "WARNING"},
            "django.server": {"handlers": [], "propagate": True},
        },
    }
