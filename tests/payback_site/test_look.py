"""The colours of the back office can be read, in light and in dark."""

import re
from itertools import product
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[2] / "payback_site" / "static" / "payback_site"
TOKENS = (STATIC / "tokens.css").read_text(encoding="utf-8")
SCHEMES = ("light", "dark")
PAIR = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")
COLOURS = {
    scheme: {name: pair[number] for name, *pair in PAIR.findall(TOKENS)}
    for number, scheme in enumerate(SCHEMES)
}
LEAST_FOR_TEXT, LEAST_FOR_EDGES = 4.5, 3.0

TEXTS = ["ink", "quiet", "accent", "accent-strong"]
STATES = ["booked", "queued", "refused", "unknown", "off"]
GROUNDS = ["ground", "paper", "hover", "chosen"]
SOFT = [f"{state}-soft" for state in STATES]
FILLED = [
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-attention", "attention"),
    ("on-danger", "danger"),
    ("danger", "paper"),
    ("danger", "ground"),
]
READABLE = [
    *product([*TEXTS, *STATES], GROUNDS),
    *product(TEXTS, SOFT),
    *((state, f"{state}-soft") for state in STATES),
    *FILLED,
]
EDGES = list(product(["field-line", "accent"], GROUNDS))
each_scheme = pytest.mark.parametrize("scheme", SCHEMES)


def find_luminance(colour: str) -> float:
    """How bright, as WCAG 2.2 defines it."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def find_contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    darker, lighter = sorted([find_luminance(one), find_luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


class TestColours:
    @each_scheme
    @pytest.mark.parametrize(("text", "ground"), READABLE)
    def test_can_be_read(self, scheme: str, text: str, ground: str) -> None:
        colours = COLOURS[scheme]

        assert find_contrast(colours[text], colours[ground]) >= LEAST_FOR_TEXT

    @each_scheme
    @pytest.mark.parametrize(("edge", "ground"), EDGES)
    def test_edges_of_fields_and_the_focus_ring_can_be_seen(
        self, scheme: str, edge: str, ground: str
    ) -> None:
        colours = COLOURS[scheme]

        assert find_contrast(colours[edge], colours[ground]) >= LEAST_FOR_EDGES

    def test_are_all_looked_at(self) -> None:
        looked_at = {name for pair in [*READABLE, *EDGES] for name in pair}

        assert set(COLOURS["light"]) - looked_at == {"line"}

    @pytest.mark.parametrize("name", ["admin.css", "lists.css", "forms.css"])
    def test_stand_in_the_tokens_only(self, name: str) -> None:
        sheet = (STATIC / name).read_text(encoding="utf-8")

        assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[^{]*;)", sheet)

    @pytest.mark.parametrize("name", ["tokens.css", "admin.css", "lists.css", "forms.css"])
    def test_come_without_gradients_and_capitals(self, name: str) -> None:
        sheet = (STATIC / name).read_text(encoding="utf-8")

        assert "gradient" not in sheet
        assert "uppercase" not in sheet


class TestContrast:
    @pytest.mark.parametrize(
        ("one", "other", "contrast"),
        [("#000000", "#ffffff", 21), ("#ffffff", "#ffffff", 1), ("#777777", "#ffffff", 4.48)],
    )
    def test_is_measured_as_everybody_does(self, one: str, other: str, contrast: float) -> None:
        assert find_contrast(one, other) == pytest.approx(contrast, abs=0.01)
