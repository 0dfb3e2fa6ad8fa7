"""A map service that the settings name."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.interfaces.geolocation.map_service import MapService, serving


@pytest.fixture
def map_service(settings: Any) -> Iterator[MapService]:
    """Nominatim on this machine; it knows no address until it is told one."""
    with serving() as service:
        settings.GEOCODER = "nominatim"
        settings.GEOCODER_URL = service.url
        settings.GEOCODER_USER_AGENT = "Optik Demo (it@optik-demo.example)"
        yield service


@pytest.fixture
def photon(map_service: MapService, settings: Any) -> MapService:
    """The same machine, asked as Photon."""
    settings.GEOCODER = "photon"
    return map_service
