"""The lock files: everything pinned, everything hashed, the same pins everywhere."""

import pytest

from tests.architecture.locks import find_faults, read_names, read_pins
from tests.architecture.tree import ROOT

LISTS = ["base", "demo", "test"]
HASH = "--hash=sha256:" + "0" * 64
GOOD = f"requests==2.34.0 \\\n    {HASH}\n"


def read(name: str) -> str:
    return (ROOT / "requirements" / name).read_text(encoding="utf-8")


class TestEveryLockFile:
    @pytest.mark.parametrize("name", LISTS)
    def test_pins_and_hashes_every_requirement(self, name: str) -> None:
        assert find_faults(read(f"{name}.txt")) == []

    @pytest.mark.parametrize("name", LISTS)
    def test_has_a_pin_for_everything_that_is_asked_for(self, name: str) -> None:
        pinned = {pin.split(" ")[0] for pin in read_pins(read(f"{name}.txt"))}

        assert read_names(read(f"{name}.in")) - pinned == set()

    @pytest.mark.parametrize(("smaller", "larger"), [("base", "demo"), ("demo", "test")])
    def test_repeats_the_pins_it_builds_on(self, smaller: str, larger: str) -> None:
        built_on, pins = read_pins(read(f"{smaller}.txt")), read_pins(read(f"{larger}.txt"))

        assert built_on.items() - pins.items() == set()


class TestFindFaults:
    @pytest.mark.parametrize(
        "text",
        [
            "requests==2.34.0\n",
            f"requests>=2.34 \\\n    {HASH}\n",
            "requests==2.34.0 \\\n    --hash=md5:0000\n",
            "--extra-index" + "-url https://packages.example/simple\n",
            f"requests @ https://packages.example/requests.whl \\\n    {HASH}\n",
        ],
    )
    def test_sees(self, text: str) -> None:
        assert len(find_faults(GOOD + text)) == 1

    def test_lets_a_pinned_and_hashed_requirement_pass(self) -> None:
        assert find_faults(f"# a comment\n{GOOD}") == []


class TestReadPins:
    def test_keeps_pins_for_different_machines_apart(self) -> None:
        text = f"a==1 ; python_version < '3.12' \\\n  {HASH}\na==2 ; python_version >= '3.12'\n"

        assert read_pins(text) == {
            "a python_version < '3.12'": "1",
            "a python_version >= '3.12'": "2",
        }


class TestReadNames:
    def test_drops_extras_bounds_and_comments(self) -> None:
        text = "-r base.in\ndjango>=5.2,<5.3  # framework\npsycopg[binary,pool]\nuuid_utils\n"

        assert read_names(text) == {"django", "psycopg", "uuid-utils"}
