"""Production settings as an operator meets them, and the list of names in `.env.example`."""

import re
from itertools import pairwise

import pytest

from tests.payback_site.programs import ROOT, ask, build_environment, run

SECRETS = ("SECRET_KEY", "FERNET_KEYS", "CARD_HASH_KEY", "AUDIT_SEAL_KEY")
READ_NAMES = """
import json
import payback_site.settings.demo
from payback_site import env
print(json.dumps(sorted(env.READ_NAMES)))
"""
SHOW = """
import json
from django.conf import settings
names = {names!r}
print(json.dumps({{name: getattr(settings, name) for name in names}}))
"""
LINE = re.compile(r"([A-Z][A-Z0-9_]*)=(.*)")


def read_example() -> dict[str, str]:
    """Names and values of `.env.example`."""
    lines = (ROOT / ".env.example").read_text().splitlines()
    return {found[1]: found[2] for line in lines if (found := LINE.fullmatch(line))}


def list_uncommented() -> list[str]:
    """Names without a comment right above them."""
    lines = ["", *(ROOT / ".env.example").read_text().splitlines()]
    return [
        line for above, line in pairwise(lines) if LINE.match(line) and not above.startswith("#")
    ]


def show(*names: str) -> dict[str, object]:
    """Values of production settings."""
    found: dict[str, object] = ask(SHOW.format(names=names), build_environment())
    return found


class TestExampleOfTheEnvironment:
    def test_lists_exactly_the_names_that_are_read(self) -> None:
        names = ask(READ_NAMES, build_environment())

        assert sorted(read_example()) == names

    def test_explains_every_name(self) -> None:
        assert list_uncommented() == []

    def test_contains_no_secret(self) -> None:
        example = read_example()

        assert {name: example[name] for name in SECRETS} == dict.fromkeys(SECRETS, "")

    def test_starts_production_once_the_secrets_are_filled_in(self) -> None:
        secrets = {name: build_environment()[name] for name in SECRETS}
        environment = build_environment(**{**read_example(), **secrets})

        done = run("manage.py", "check", "--deploy", environment=environment)

        assert done.returncode == 0, done.stderr

    @pytest.mark.parametrize("name", SECRETS)
    def test_does_not_start_while_a_secret_is_empty_and_names_it(self, name: str) -> None:
        done = run("manage.py", "check", environment=build_environment(**{name: ""}))

        assert done.returncode != 0
        assert f"{name} is missing or empty" in done.stderr


class TestProductionSettings:
    def test_pass_every_check_for_deployment(self) -> None:
        done = run(
            *("manage.py", "check", "--deploy", "--fail-level", "WARNING"),
            environment=build_environment(),
        )

        assert done.returncode == 0, done.stderr
        assert "no issues (0 silenced)" in done.stdout

    @pytest.mark.parametrize(
        ("name", "value", "named"),
        [
            ("CARD_HASH_KEY", "short", "payback.E004"),
            ("AUDIT_SEAL_KEY", "short", "payback.E008"),
            ("LOG_LEVEL", "loud", "LOG_LEVEL must be one of"),
            ("ENROLMENT_CODE_MINUTES", "1", "ENROLMENT_CODE_MINUTES must be a whole number from 5"),
            ("FERNET_KEYS", "no-key", "FERNET_KEYS: key number 1"),
            ("DATABASE_URL", "sqlite:///x", "DATABASE_URL must start with postgres://"),
        ],
    )
    def test_stop_the_start_with_a_wrong_value(self, name: str, value: str, named: str) -> None:
        done = run("manage.py", "check", environment=build_environment(**{name: value}))

        assert done.returncode != 0
        assert named in done.stderr

    def test_pay_no_heed_to_the_demo(self) -> None:
        environment = build_environment(CRASH_POINT="after_claim")

        found = ask(
            SHOW.format(names=("CRASH_POINT", "PAYBACK_PLAIN_HTTP_ON_LOOPBACK", "DEBUG")),
            environment,
        )

        assert found == {
            "CRASH_POINT": "",
            "PAYBACK_PLAIN_HTTP_ON_LOOPBACK": False,
            "DEBUG": False,
        }

    @pytest.mark.parametrize("cookie", ["SESSION", "CSRF"])
    def test_bind_cookies_to_the_host(self, cookie: str) -> None:
        found = show(
            *(f"{cookie}_COOKIE_{part}" for part in ("NAME", "SECURE", "HTTPONLY", "SAMESITE")),
            *(f"{cookie}_COOKIE_{part}" for part in ("PATH", "DOMAIN")),
        )

        assert str(found[f"{cookie}_COOKIE_NAME"]).startswith("__Host-")
        assert [found[f"{cookie}_COOKIE_{part}"] for part in ("SECURE", "HTTPONLY")] == [True] * 2
        assert found[f"{cookie}_COOKIE_SAMESITE"] in {"Lax", "Strict"}
        assert (found[f"{cookie}_COOKIE_PATH"], found[f"{cookie}_COOKIE_DOMAIN"]) == ("/", None)

    def test_redirect_everything_but_the_probes_to_https(self) -> None:
        found = ask(REDIRECTS, build_environment())

        assert found == {
            "/healthz": 200,
            "/admin/login/": 301,
            "/api/v1/interface": 301,
            "/healthz/x": 301,
        }


REDIRECTS = """
import json, logging
import django
django.setup()
logging.disable()
from django.test import Client
client = Client(headers={"Host": "localhost"})
addresses = ("/healthz", "/admin/login/", "/api/v1/interface", "/healthz/x")
print(json.dumps({address: client.get(address).status_code for address in addresses}))
"""


class TestDemoSettings:
    def test_know_the_places_where_a_process_can_die_and_no_others(self) -> None:
        environment = build_environment(CRASH_POINT="before_frist_byte")

        done = run("-c", "import payback_site.settings.demo", environment=environment)

        assert done.returncode != 0
        assert "CRASH_POINT must be one of: none, after_answer, after_claim" in done.stderr
