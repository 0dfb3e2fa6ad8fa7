"""A Valkey of our own: the broker, on loopback, in memory only, ended with us."""

import secrets
from pathlib import Path

import redis

from payback_site.embedded.place import Place
from payback_site.embedded.ports import LOOPBACK, start_on_free_port
from payback_site.embedded.process import Process, Program, start

READY_TIMEOUT_SECONDS = 20.0


def start_valkey(path: str, place: Place) -> tuple[Process, str]:
    """Starts it and returns it with its REDIS_URL. It keeps nothing on disk: rows are the truth.

    :raises EmbeddedError: it cannot be started; the text says why.
    """
    folder = place.data / "valkey"
    folder.mkdir(exist_ok=True)
    password = secrets.token_urlsafe(24)

    def url_of(port: int) -> str:
        return f"redis://:{password}@{LOOPBACK}:{port}/0"

    def serve(port: int) -> Process:
        program = Program(
            name="valkey",
            command=[path, "-"],
            standard_input=_configuration(port, password=password, folder=folder),
        )
        with redis.Redis.from_url(url_of(port), socket_timeout=1) as client:
            return start(
                program,
                log_path=place.logs / "valkey.log",
                is_ready=lambda _: _answers(client),
                timeout_seconds=READY_TIMEOUT_SECONDS,
            )

    port, process = start_on_free_port(serve)
    return process, url_of(port)


def _configuration(port: int, *, password: str, folder: Path) -> str:
    """Handed over on standard input, so that the password stands in no process list."""
    lines = [
        f"bind {LOOPBACK}",
        f"port {port}",
        f"requirepass {password}",
        f'dir "{folder}"',
        'save ""',
        "appendonly no",
    ]
    return "\n".join(lines) + "\n"


def _answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
