"""Austrian postcodes: the geocoder that needs no network, and the yardstick for the others."""

import csv
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from geopy.adapters import BaseSyncAdapter
from geopy.distance import geodesic
from geopy.exc import GeocoderUnavailable
from geopy.geocoders.base import Geocoder
from geopy.location import Location

POSTCODES_FILE = Path(__file__).resolve().parents[1] / "data" / "at_postcodes.csv"


@dataclass(frozen=True, slots=True)
class PostcodeRow:
    """A postcode in one municipality; `places` says how many places stand behind the row."""

    postcode: str
    municipality: str
    latitude: float
    longitude: float
    places: int


@lru_cache(maxsize=1)
def load_postcodes() -> Mapping[str, tuple[PostcodeRow, ...]]:
    """Every postcode of GeoNames with its rows."""
    table: defaultdict[str, list[PostcodeRow]] = defaultdict(list)
    with POSTCODES_FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            table[row["postcode"]].append(
                PostcodeRow(
                    postcode=row["postcode"],
                    municipality=row["municipality"],
                    latitude=float(row["latitude"]),
                    longitude=float(row["longitude"]),
                    places=int(row["places"]),
                )
            )
    return {postcode: tuple(rows) for postcode, rows in table.items()}


def measure_distance_to_postcode_km(
    *, latitude: float, longitude: float, postcode: str
) -> float | None:
    """Kilometres to the nearest point of the postcode; None: nobody knows the postcode."""
    rows = load_postcodes().get(postcode, ())
    here = (latitude, longitude)
    return min((geodesic(here, (row.latitude, row.longitude)).km for row in rows), default=None)


class _NoNetwork(BaseSyncAdapter):  # type: ignore[misc]
    """The table needs none; geopy wants an adapter all the same."""

    def get_json(self, *_args: Any, **_options: Any) -> Any:
        raise GeocoderUnavailable

    def get_text(self, *_args: Any, **_options: Any) -> str:
        raise GeocoderUnavailable


class PostcodeGeocoder(Geocoder):  # type: ignore[misc]
    """Answers with the middle of the postcode area, from the table that ships with us."""

    def __init__(self) -> None:
        super().__init__(adapter_factory=_NoNetwork)

    def geocode(self, query: Mapping[str, str]) -> Location | None:
        """The row of `postalcode` whose municipality is `city`, or the one with most places."""
        rows = load_postcodes().get(query["postalcode"], ())
        if not rows:
            return None
        city = query.get("city", "").casefold().strip()
        best = max(rows, key=lambda row: (row.municipality.casefold() == city, row.places))
        return Location(
            f"{best.postcode} {best.municipality}",
            (best.latitude, best.longitude),
            {"postcode": best.postcode, "municipality": best.municipality},
        )
