"""Secrets planted in the stack, and the search for them in everything that left its processes."""

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote
from xml.sax.saxutils import escape

import redis

from tests.faults.stack import Stack

SAFELY_CODED = str.maketrans("+/", "-_")


@dataclass(frozen=True)
class Leak:
    """A secret's name, and where it was found."""

    secret: str
    place: str


def find_leaks(stack: Stack, secrets: Mapping[str, str], traces: Mapping[str, str]) -> list[Leak]:
    """Every place that shows one of `secrets` (by name), however it is written there.

    Looked through are all logs, all keys of the broker, every row of every table, every answer to
    a till, and `traces`: more texts by the name of their place.
    """
    spellings = {name: spell(secret) for name, secret in secrets.items()}
    everything = {**traces, **dict(_read_logs(stack)), **dict(_read_tables(stack))}
    everything |= {**dict(_read_broker(stack)), **dict(_read_answers(stack))}
    return [
        Leak(name, place)
        for place, text in everything.items()
        for name, words in spellings.items()
        if any(word in text for word in words)
    ]


def spell(secret: str) -> frozenset[str]:
    """The secret as it stands, as XML, JSON, URL and hex, and as any part of a base64 text."""
    plain = {
        secret,
        escape(secret),
        json.dumps(secret)[1:-1],
        quote(secret),
        quote(secret, safe=""),
    }
    coded = {_code(secret.encode(), offset) for offset in range(3)}
    coded |= {text.translate(SAFELY_CODED) for text in coded}
    return frozenset({*plain, secret.encode().hex(), *coded})


def _code(content: bytes, offset: int) -> str:
    """The base64 characters that depend on nothing but `content` when it begins at `offset`."""
    text = base64.b64encode(b"\0" * offset + content).decode()
    first = (0, 2, 3)[offset]
    beyond = (0, 3, 2)[(offset + len(content)) % 3]
    return text[first : len(text) - beyond]


def _read_logs(stack: Stack) -> Iterator[tuple[str, str]]:
    for path in stack.logs.iterdir():
        yield f"log {path.name}", path.read_text(errors="replace")


def _read_tables(stack: Stack) -> Iterator[tuple[str, str]]:
    """Whole rows as text; what is sealed or hashed shows as it lies in the database."""
    tables = stack.database.read(
        "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'"
    )
    for table in tables:
        rows = stack.database.read(f'SELECT t::text AS content FROM "{table["name"]}" t')
        yield f"table {table['name']}", "\n".join(row["content"] for row in rows)


def _read_broker(stack: Stack) -> Iterator[tuple[str, str]]:
    with stack.broker.connect() as client:
        for key in client.scan_iter():
            yield f"broker {key}", _read_key(client, key)


def _read_key(client: redis.Redis, key: str) -> str:
    readers = {
        "string": lambda: client.get(key),
        "list": lambda: client.lrange(key, 0, -1),
        "set": lambda: client.smembers(key),
        "hash": lambda: client.hgetall(key),
        "zset": lambda: client.zrange(key, 0, -1),
        "none": lambda: "",
    }
    return str(readers[str(client.type(key))]())


def _read_answers(stack: Stack) -> Iterator[tuple[str, str]]:
    for number, answer in enumerate(stack.answers):
        yield f"answer {number} of {answer.url}", f"{answer.headers}\n{answer.text}"
