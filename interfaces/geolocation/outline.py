"""Austria's border: what lies inside, and how far from it a point is."""

import csv
import math
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

OUTLINE_FILE = Path(__file__).resolve().parents[1] / "data" / "austria_outline.csv"
TOLERANCE_KM = 1.0
"""How far the outline may be off: a shop on the border river must not count as abroad."""

_KM_PER_DEGREE = 111.32
_MIDDLE_LATITUDE = 47.6

Ring = tuple[tuple[float, float], ...]


@lru_cache(maxsize=1)
def load_outline() -> Ring:
    """The ring as (latitude, longitude); the last point is not the first one again."""
    with OUTLINE_FILE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return tuple((float(row["latitude"]), float(row["longitude"])) for row in rows)


def is_in_austria(*, latitude: float, longitude: float) -> bool:
    """Whether the point lies inside the outline or within `TOLERANCE_KM` of it."""
    return _is_inside(latitude, longitude) or _measure(latitude, longitude) <= TOLERANCE_KM


def measure_distance_to_austria_km(*, latitude: float, longitude: float) -> float:
    """Kilometres to the outline, 0 inside; good enough to say how far abroad a point lies."""
    return 0.0 if _is_inside(latitude, longitude) else _measure(latitude, longitude)


def _is_inside(latitude: float, longitude: float) -> bool:
    """Counts how often a ray to the east crosses the ring."""
    inside = False
    for (south, west), (north, east) in _list_edges():
        if (south > latitude) != (north > latitude):
            crossing = west + (east - west) * (latitude - south) / (north - south)
            inside ^= longitude < crossing
    return inside


def _measure(latitude: float, longitude: float) -> float:
    point = _flatten(latitude, longitude)
    return min(
        _measure_to_edge(point, _flatten(*start), _flatten(*end)) for start, end in _list_edges()
    )


def _list_edges() -> list[tuple[tuple[float, float], tuple[float, float]]]:
    ring = load_outline()
    return list(pairwise([*ring, ring[0]]))


def _flatten(latitude: float, longitude: float) -> tuple[float, float]:
    """Kilometres on a plane that touches the earth in the middle of the country."""
    shrink = math.cos(math.radians(_MIDDLE_LATITUDE))
    return longitude * _KM_PER_DEGREE * shrink, latitude * _KM_PER_DEGREE


def _measure_to_edge(
    point: tuple[float, float], start: tuple[float, float], end: tuple[float, float]
) -> float:
    across, along = end[0] - start[0], end[1] - start[1]
    length = across**2 + along**2
    share = ((point[0] - start[0]) * across + (point[1] - start[1]) * along) / length
    share = max(0.0, min(1.0, share))
    return math.dist(point, (start[0] + share * across, start[1] + share * along))
