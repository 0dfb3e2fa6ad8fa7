"""What lies in Austria and what does not."""

from itertools import pairwise

import pytest

from interfaces.geolocation.outline import (
    TOLERANCE_KM,
    is_in_austria,
    load_outline,
    measure_distance_to_austria_km,
)
from interfaces.geolocation.postcodes import load_postcodes

ABROAD = {
    "Munich": (48.137, 11.575),
    "Bratislava": (48.1486, 17.1077),
    "Sopron": (47.6817, 16.5845),
    "Passau": (48.5735, 13.4609),
    "Tarvisio": (46.5053, 13.5786),
    "Ljubljana": (46.0511, 14.5051),
    "Bolzano": (46.4983, 11.3548),
    "Vaduz": (47.1410, 9.5215),
    "Lindau": (47.5460, 9.6843),
    "Zürich": (47.3769, 8.5417),
    "Budapest": (47.4979, 19.0402),
    "Bad Reichenhall": (47.7247, 12.8772),
    "Berchtesgaden": (47.6302, 13.0006),
    "Mikulov": (48.8056, 16.6378),
    "Maribor": (46.5547, 15.6459),
    "Jesenice": (46.4367, 14.0526),
    "the Gulf of Guinea": (0.0, 0.0),
}
AT_HOME = {
    "Wien": (48.2082, 16.3738),
    "Bregenz": (47.5031, 9.7471),
    "Braunau on the border river": (48.2567, 13.0347),
    "Hard on Lake Constance": (47.4894, 9.6906),
    "Kufstein": (47.5833, 12.1667),
    "Jungholz": (47.5742, 10.4466),
    "Mittelberg, behind the mountains": (47.3253, 10.1536),
    "Bad Radkersburg": (46.6881, 15.9881),
    "Lienz": (46.8289, 12.7694),
}


def measure(row: tuple[float, float]) -> float:
    return measure_distance_to_austria_km(latitude=row[0], longitude=row[1])


class TestIsInAustria:
    @pytest.mark.parametrize("point", ABROAD.values(), ids=ABROAD)
    def test_denies_what_is_abroad(self, point: tuple[float, float]) -> None:
        assert not is_in_austria(latitude=point[0], longitude=point[1])

    @pytest.mark.parametrize("point", AT_HOME.values(), ids=AT_HOME)
    def test_affirms_what_is_at_home(self, point: tuple[float, float]) -> None:
        assert is_in_austria(latitude=point[0], longitude=point[1])

    def test_affirms_every_postcode(self) -> None:
        rows = [row for rows in load_postcodes().values() for row in rows]

        distances = {row.postcode: measure((row.latitude, row.longitude)) for row in rows}

        assert len(distances) == 2217
        assert max(distances.values()) < TOLERANCE_KM

    def test_is_stricter_than_a_box(self) -> None:
        latitudes, longitudes = zip(*load_outline(), strict=True)
        munich = ABROAD["Munich"]

        assert min(latitudes) < munich[0] < max(latitudes)
        assert min(longitudes) < munich[1] < max(longitudes)


class TestMeasureDistance:
    @pytest.mark.parametrize(
        ("town", "least", "most"),
        [("Munich", 55, 65), ("Bratislava", 3, 7), ("Budapest", 140, 160)],
    )
    def test_says_how_far_abroad(self, town: str, least: float, most: float) -> None:
        assert least < measure(ABROAD[town]) < most

    def test_is_nothing_inside(self) -> None:
        assert measure(AT_HOME["Wien"]) == 0


class TestTheOutline:
    def test_is_one_ring_that_does_not_repeat_a_point(self) -> None:
        ring = load_outline()

        assert len(ring) == len(set(ring)) == 259

    def test_leaves_no_great_gap(self) -> None:
        ring = load_outline()

        steps = [abs(a[0] - b[0]) + abs(a[1] - b[1]) for a, b in pairwise([*ring, ring[0]])]

        assert max(steps) < 0.4
