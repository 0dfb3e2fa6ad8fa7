"""Our programs with an environment of their own, as an operator sets it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet

ROOT = Path(__file__).resolve().parents[2]
TIMEOUT_SECONDS = 60
PASSED_ON = ("PATH", "HOME", "LANG", "TMPDIR")


def build_environment(**changes: str) -> dict[str, str]:
    """What production needs, nothing of the tests' own environment; servers that do not answer."""
    return {
        **{name: os.environ[name] for name in PASSED_ON if name in os.environ},
        "DJANGO_SETTINGS_MODULE": "payback_site.settings.production",
        "SECRET_KEY": "Xk3-" + Fernet.generate_key().decode() * 2,
        "FERNET_KEYS": Fernet.generate_key().decode(),
        "CARD_HASH_KEY": Fernet.generate_key().decode(),
        "AUDIT_SEAL_KEY": Fernet.generate_key().decode(),
        "DATABASE_URL": "postgres://nobody:nothing@127.0.0.1:1/nowhere",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        **changes,
    }


def run(*arguments: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Python with `arguments`, from the project's folder."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )


def ask(program: str, environment: dict[str, str]) -> Any:
    """What a few lines of Python print as JSON."""
    done = run("-c", program, environment=environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
