"""One question to one map service: where is this address?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from geopy.exc import (
    ConfigurationError,
    GeocoderAuthenticationFailure,
    GeocoderInsufficientPrivileges,
    GeocoderQueryError,
    GeocoderQuotaExceeded,
    GeocoderRateLimited,
    GeocoderServiceError,
)
from geopy.geocoders import Nominatim, Photon
from geopy.geocoders.base import Geocoder
from geopy.location import Location

from interfaces.geolocation.adapter import TOTAL_TIMEOUT_SECONDS, BoundedAdapter
from interfaces.geolocation.addresses import COUNTRY, Address
from interfaces.geolocation.choices import LocationPrecision, LocationSource
from interfaces.geolocation.errors import GeocoderDown, GeocoderRefuses
from interfaces.geolocation.outline import load_outline
from interfaces.geolocation.postcodes import PostcodeGeocoder

logger = structlog.get_logger(__name__)

_HOUSE_RANK = 28  # Nominatim's place_rank: 26 and 27 are streets, from 28 on it is a house
_REFUSALS = (
    ConfigurationError,
    GeocoderAuthenticationFailure,
    GeocoderInsufficientPrivileges,
    GeocoderQueryError,
    GeocoderQuotaExceeded,
)
_UNREADABLE = (GeocoderServiceError, ValueError, TypeError, LookupError, AttributeError)


@dataclass(frozen=True, slots=True)
class Point:
    """A point in degrees (WGS 84), how exact it is and who says so.

    `country_code` is the service's own word (`at`), empty where it says nothing.
    """

    latitude: float
    longitude: float
    precision: LocationPrecision
    source: LocationSource
    country_code: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """The map service that the settings name."""

    source: LocationSource
    url: str

    @classmethod
    def of_settings(cls) -> "Service":
        """What GEOCODER and GEOCODER_URL say."""
        return cls(source=LocationSource(settings.GEOCODER), url=settings.GEOCODER_URL.rstrip("/"))

    @property
    def is_offline(self) -> bool:
        """Whether no network is needed, and so neither turns nor a memory of answers."""
        return self.source == LocationSource.OFFLINE

    @property
    def key(self) -> str:
        """Names the service where its turns and answers are kept."""
        return f"{self.source} {self.url}"


def ask_postcodes(address: Address) -> Point | None:
    """The middle of the address's postcode area, from the table that ships with us."""
    query = {"postalcode": address.postcode, "city": address.city}
    location = PostcodeGeocoder().geocode(query)
    if location is None:
        return None
    return Point(
        latitude=location.latitude,
        longitude=location.longitude,
        precision=LocationPrecision.POSTCODE,
        source=LocationSource.OFFLINE,
        country_code="at",
    )


def ask_service(*, service: Service, address: Address) -> Point | None:
    """One call over the network; None: the service knows no such address.

    :raises GeocoderDown: no answer, or none that can be used.
    :raises GeocoderRefuses: the service does not want us.
    """
    ask = _ask_nominatim if service.source == LocationSource.NOMINATIM else _ask_photon
    try:
        return ask(service, address)
    except GeocoderRateLimited as error:
        raise GeocoderDown("asked to wait", retry_after_seconds=error.retry_after) from error
    except _REFUSALS as error:
        logger.warning("geocoder_refuses", service=service.key, error=type(error).__name__)
        raise GeocoderRefuses(type(error).__name__) from error
    except _UNREADABLE as error:
        logger.warning("geocoder_down", service=service.key, error=type(error).__name__)
        raise GeocoderDown(type(error).__name__) from error


def _ask_nominatim(service: Service, address: Address) -> Point | None:
    query = {
        "street": address.street,
        "postalcode": address.postcode,
        "city": address.city,
        "country": COUNTRY,
    }
    with _build(Nominatim, service) as geocoder:
        location = geocoder.geocode(
            {name: value for name, value in query.items() if value},
            addressdetails=True,
            country_codes="at",
            language="de",
        )
    return _read(location, service, _read_nominatim)


def _ask_photon(service: Service, address: Address) -> Point | None:
    latitudes, longitudes = zip(*load_outline(), strict=True)
    box = [(min(latitudes), min(longitudes)), (max(latitudes), max(longitudes))]
    with _build(Photon, service) as geocoder:
        location = geocoder.geocode(f"{address.line}, {COUNTRY}", language="de", bbox=box)
    return _read(location, service, _read_photon)


def _build(kind: Callable[..., Geocoder], service: Service) -> Geocoder:
    parts = urlsplit(service.url)
    return kind(
        scheme=parts.scheme,
        domain=f"{parts.netloc}{parts.path}",
        user_agent=settings.GEOCODER_USER_AGENT,
        timeout=TOTAL_TIMEOUT_SECONDS,
        adapter_factory=BoundedAdapter,
    )


def _read(
    location: Location | None,
    service: Service,
    read: Callable[[Mapping[str, Any]], tuple[LocationPrecision, str]],
) -> Point | None:
    if location is None:
        return None
    if (location.latitude, location.longitude) == (0, 0):
        raise ValueError("geopy's word for missing coordinates")
    precision, country_code = read(location.raw)
    return Point(
        latitude=location.latitude,
        longitude=location.longitude,
        precision=precision,
        source=service.source,
        country_code=country_code.casefold(),
    )


def _read_nominatim(raw: Mapping[str, Any]) -> tuple[LocationPrecision, str]:
    details = raw.get("address") or {}
    country_code = str(details.get("country_code") or "")
    if details.get("house_number") or int(raw.get("place_rank") or 0) >= _HOUSE_RANK:
        return LocationPrecision.ADDRESS, country_code
    if details.get("road"):
        return LocationPrecision.STREET, country_code
    return LocationPrecision.POSTCODE, country_code


def _read_photon(raw: Mapping[str, Any]) -> tuple[LocationPrecision, str]:
    properties = raw["properties"]
    country_code = str(properties.get("countrycode") or "")
    if properties.get("housenumber") or properties.get("type") == "house":
        return LocationPrecision.ADDRESS, country_code
    if properties.get("type") == "street":
        return LocationPrecision.STREET, country_code
    return LocationPrecision.POSTCODE, country_code
