"""The start-up checks: each error, and nothing to say about good settings."""

from base64 import urlsafe_b64encode
from typing import Any

import pytest
from django.core import checks
from pytest_django import Settings

KEY = urlsafe_b64encode(b"k" * 32).decode()


def list_errors(*, deploy: bool = False) -> list[Any]:
    """The ids of our errors, found through Django's registry as `manage.py check` does."""
    found = checks.run_checks(include_deployment_checks=deploy)
    return [message.id for message in found if str(message.id).startswith("payback.")]


@pytest.fixture(autouse=True)
def good(settings: Settings) -> None:
    """Settings as production should have them."""
    settings.SECRET_KEY = "s" * 60
    settings.FERNET_KEYS = [KEY]
    settings.FERNET_USE_HKDF = False
    settings.CARD_HASH_KEY = "c" * 32
    settings.AUDIT_SEAL_KEY = "a" * 32
    settings.PAYBACK_PLAIN_HTTP_ON_LOOPBACK = False
    settings.PAYBACK_ALLOWED_HOSTS = ["*.payback.at", "soap.example.org"]
    settings.CRASH_POINT = ""
    settings.LEASE_SECONDS = 30


class TestChecks:
    def test_find_nothing_in_good_settings(self) -> None:
        assert list_errors(deploy=True) == []

    @pytest.mark.parametrize(
        ("name", "value", "error"),
        [
            ("FERNET_KEYS", [], "payback.E001"),
            ("FERNET_KEYS", None, "payback.E001"),
            ("FERNET_KEYS", [KEY, "s" * 60], "payback.E002"),
            ("FERNET_USE_HKDF", True, "payback.E003"),
            ("CARD_HASH_KEY", "", "payback.E004"),
            ("CARD_HASH_KEY", "c" * 31, "payback.E004"),
            ("CARD_HASH_KEY", "s" * 60, "payback.E004"),
            ("CARD_HASH_KEY", KEY, "payback.E004"),
            ("AUDIT_SEAL_KEY", "a" * 31, "payback.E008"),
            ("AUDIT_SEAL_KEY", "s" * 60, "payback.E008"),
            ("AUDIT_SEAL_KEY", KEY, "payback.E008"),
            ("AUDIT_SEAL_KEY", "c" * 32, "payback.E008"),
        ],
    )
    def test_refuse_to_start_with(
        self, settings: Settings, name: str, value: Any, error: str
    ) -> None:
        setattr(settings, name, value)

        assert list_errors() == [error]

    @pytest.mark.parametrize(
        ("name", "error"), [("FERNET_KEYS", "payback.E001"), ("FERNET_USE_HKDF", "payback.E003")]
    )
    def test_refuse_to_start_without(self, settings: Settings, name: str, error: str) -> None:
        delattr(settings, name)

        assert list_errors() == [error]

    @pytest.mark.parametrize(
        ("name", "value", "error"),
        [
            ("PAYBACK_PLAIN_HTTP_ON_LOOPBACK", True, "payback.E005"),
            ("CRASH_POINT", "after_claim", "payback.E006"),
            ("LEASE_SECONDS", 12, "payback.E007"),
            ("PAYBACK_ALLOWED_HOSTS", [], "payback.E015"),
            ("PAYBACK_ALLOWED_HOSTS", ["localhost"], "payback.E016"),
            ("PAYBACK_ALLOWED_HOSTS", ["*.payback.at", "127.0.0.1"], "payback.E016"),
            ("PAYBACK_ALLOWED_HOSTS", ["127.9.9.9"], "payback.E016"),
            ("PAYBACK_ALLOWED_HOSTS", ["10.1.2.3"], "payback.E016"),
            ("PAYBACK_ALLOWED_HOSTS", ["::1"], "payback.E016"),
            ("PAYBACK_ALLOWED_HOSTS", ["*.at"], "payback.E016"),
        ],
    )
    def test_refuse_to_deploy_with(
        self, settings: Settings, name: str, value: Any, error: str
    ) -> None:
        setattr(settings, name, value)

        assert list_errors() == []
        assert list_errors(deploy=True) == [error]

    def test_name_no_key(self, settings: Settings) -> None:
        settings.FERNET_KEYS = [settings.SECRET_KEY]
        settings.CARD_HASH_KEY = settings.SECRET_KEY

        texts = " ".join(str(message) for message in checks.run_checks())

        assert "payback.E002" in texts
        assert settings.SECRET_KEY not in texts
