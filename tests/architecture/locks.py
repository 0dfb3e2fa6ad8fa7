"""Reads the lock files."""

import re

_PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)")
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")


def split_requirements(text: str) -> list[str]:
    """Each requirement with its hashes on one line; comments dropped."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ")
    return [line.strip() for line in joined.splitlines() if line.strip()]


def find_faults(text: str) -> list[str]:
    """Requirements that are not pinned to one version, or carry no hash; options of any kind."""
    return [
        requirement[:60]
        for requirement in split_requirements(text)
        if not _PIN.match(requirement) or not _HASH.search(requirement)
    ]


def read_pins(text: str) -> dict[str, str]:
    """Version by name and marker: one name may be pinned twice for different machines."""
    pins = {}
    for requirement in split_requirements(text):
        if found := _PIN.match(requirement):
            marker = requirement.partition(";")[2].partition("--hash")[0].strip()
            pins[f"{found['name']} {marker}".strip()] = found["version"]
    return pins


def read_names(text: str) -> set[str]:
    """The names a `.in` file asks for, as the lock files spell them."""
    lines = [line.split("#")[0].strip() for line in text.splitlines()]
    wanted = [re.split(r"[\[<>=!~; ]", line)[0] for line in lines if line and line[0] != "-"]
    return {name.lower().replace("_", "-") for name in wanted}
