"""How many examples tests generate that have thousands to choose from, and telling about it."""

import os
import sys

import pytest


def choose(*, short: int, long: int) -> int:
    """`long` where THOROUGH is set, else `short`."""
    return long if os.environ.get("THOROUGH") else short


def tell(config: pytest.Config, *lines: str) -> None:
    """Writes lines past pytest's capturing, in a long run only."""
    capturing = config.pluginmanager.get_plugin("capturemanager")
    if capturing is not None and os.environ.get("THOROUGH"):
        with capturing.global_and_fixture_disabled():
            sys.stdout.write("\n".join(["", *lines, ""]))
