"""The map picture drawn by us."""

import re
from itertools import combinations

import pytest

from interfaces.geolocation.map import WIDTH, draw_dot, draw_picture
from tests.interfaces.geolocation.map_service import GRAZ, INNSBRUCK, MUNICH


def read(dot: object) -> tuple[float, float]:
    return float(dot.x), float(dot.y)  # type: ignore[attr-defined]


class TestDrawPicture:
    def test_fits_into_its_frame(self) -> None:
        picture = draw_picture()

        points = [
            (float(x), float(y)) for x, y in re.findall(r"([\d.]+) ([\d.]+)", picture.outline)
        ]

        assert picture.width == "600"
        assert len(points) == 259
        assert min(min(point) for point in points) > 0
        assert max(x for x, _y in points) < WIDTH
        assert max(y for _x, y in points) < float(picture.height)

    def test_is_a_closed_path_of_plain_numbers(self) -> None:
        assert re.fullmatch(r"M[\d. L]+Z", draw_picture().outline)

    def test_keeps_the_country_in_shape(self) -> None:
        """Austria is about 573 km wide and 294 km high."""
        picture = draw_picture()

        assert 1.8 < float(picture.width) / float(picture.height) < 2.0

    def test_shows_towns_to_find_ones_way_by(self) -> None:
        towns = {town.name: read(town.dot) for town in draw_picture().towns}

        assert towns["Bregenz"][0] < towns["Innsbruck"][0] < towns["Linz"][0] < towns["Wien"][0]
        assert towns["Linz"][1] < towns["Graz"][1] < towns["Klagenfurt"][1]

    def test_keeps_the_towns_apart(self) -> None:
        dots = [read(town.dot) for town in draw_picture().towns]

        assert min(abs(a[0] - b[0]) + abs(a[1] - b[1]) for a, b in combinations(dots, 2)) > 30


class TestDrawDot:
    def test_stands_at_the_town(self) -> None:
        town = next(town for town in draw_picture().towns if town.name == "Graz")

        dot = draw_dot(*GRAZ)

        assert dot is not None
        assert read(dot) == pytest.approx(read(town.dot), abs=1)

    def test_goes_west_with_a_smaller_longitude(self) -> None:
        graz, innsbruck = draw_dot(*GRAZ), draw_dot(*INNSBRUCK)

        assert read(innsbruck)[0] < read(graz)[0]

    def test_may_stand_abroad_within_the_frame(self) -> None:
        assert draw_dot(*MUNICH) is not None

    @pytest.mark.parametrize("point", [(52.5, 13.4), (48.0, 2.3), (41.9, 12.5), (None, None)])
    def test_is_left_out_beyond_the_frame(self, point: tuple[float, float]) -> None:
        assert draw_dot(*point) is None
