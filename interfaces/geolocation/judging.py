"""Whether an answer may be written down, or a person has to look at it first."""

from dataclasses import dataclass

from interfaces.geolocation.choices import Doubt, LocationPrecision
from interfaces.geolocation.geocoders import Point
from interfaces.geolocation.outline import is_in_austria, measure_distance_to_austria_km
from interfaces.geolocation.postcodes import measure_distance_to_postcode_km

FAR_FROM_POSTCODE_KM = 20.0
"""Farther from the postcode than this is doubtful.

The points of the table are up to 10 km off (Graz: 8 km), the widest postcode areas reach 25 km; the
wrong town of the same name is nearly always farther away.
"""

_RANKS = {precision: rank for rank, precision in enumerate(LocationPrecision)}


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a place is doubtful; `distance_km` is how far abroad or how far from the postcode."""

    doubt: Doubt
    distance_km: float | None = None


def find_objection(
    *, point: Point, postcode: str, present_precision: str | None
) -> Objection | None:
    """What speaks against writing `point` down; None: nothing.

    `present_precision` is that of a good value for the same address, if there is one.
    """
    here = {"latitude": point.latitude, "longitude": point.longitude}
    if point.country_code not in {"", "at"} or not is_in_austria(**here):
        return Objection(Doubt.OUTSIDE, measure_distance_to_austria_km(**here))
    distance_km = measure_distance_to_postcode_km(**here, postcode=postcode)
    if distance_km is not None and distance_km > FAR_FROM_POSTCODE_KM:
        return Objection(Doubt.FAR, distance_km)
    if present_precision and _is_coarser(point.precision, present_precision):
        return Objection(Doubt.COARSER)
    return None


def _is_coarser(precision: LocationPrecision, present: str) -> bool:
    return _RANKS[precision] > _RANKS[LocationPrecision(present)]
