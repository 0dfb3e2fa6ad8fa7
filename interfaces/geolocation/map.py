"""The small map picture: Austria's outline, some towns, and a branch."""

import math
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from interfaces.geolocation.outline import load_outline

WIDTH = 600.0
MARGIN = 14.0
_SHRINK = math.cos(math.radians(47.6))
_TOWNS = (
    ("Bregenz", 47.503, 9.747, "start"),
    ("Innsbruck", 47.269, 11.404, "start"),
    ("Salzburg", 47.800, 13.044, "start"),
    ("Klagenfurt", 46.624, 14.308, "start"),
    ("Linz", 48.306, 14.286, "start"),
    ("Graz", 47.071, 15.438, "start"),
    ("Wien", 48.208, 16.373, "end"),
)
_LABEL_OFFSET = {"start": 6.0, "end": -6.0}


@dataclass(frozen=True, slots=True)
class Dot:
    """A point of the picture; the numbers are texts, so that no language changes their point."""

    x: str
    y: str


@dataclass(frozen=True, slots=True)
class Town:
    """A town to find one's way by, and where its name stands."""

    name: str
    dot: Dot
    label: Dot
    anchor: str


@dataclass(frozen=True, slots=True)
class Picture:
    """What never changes: size, outline and towns."""

    width: str
    height: str
    outline: str
    towns: tuple[Town, ...]


@lru_cache(maxsize=1)
def draw_picture() -> Picture:
    """Austria, 600 units wide, north above."""
    points = [_project(latitude, longitude) for latitude, longitude in load_outline()]
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    height = max(y for _x, y in points) + MARGIN
    return Picture(
        width=f"{WIDTH:.0f}",
        height=f"{height:.0f}",
        outline=f"M{path}Z",
        towns=tuple(_draw_town(*town) for town in _TOWNS),
    )


def draw_dot(latitude: Decimal | float | None, longitude: Decimal | float | None) -> Dot | None:
    """Where a place lies in the picture; None: nowhere, or beyond its edges."""
    if latitude is None or longitude is None:
        return None
    x, y = _project(float(latitude), float(longitude))
    is_inside = 0 <= x <= WIDTH and 0 <= y <= float(draw_picture().height)
    return _write(x, y) if is_inside else None


def _draw_town(name: str, latitude: float, longitude: float, anchor: str) -> Town:
    x, y = _project(latitude, longitude)
    label = _write(x + _LABEL_OFFSET[anchor], y + 4)
    return Town(name=name, dot=_write(x, y), label=label, anchor=anchor)


def _project(latitude: float, longitude: float) -> tuple[float, float]:
    """East and north in equal measure at the country's middle latitude."""
    ring = load_outline()
    west, east = min(point[1] for point in ring), max(point[1] for point in ring)
    north = max(point[0] for point in ring)
    scale = (WIDTH - 2 * MARGIN) / (east - west)
    return MARGIN + (longitude - west) * scale, MARGIN + (north - latitude) * scale / _SHRINK


def _write(x: float, y: float) -> Dot:
    return Dot(x=f"{x:.1f}", y=f"{y:.1f}")
