"""Where an address is: remembered, or asked for when it is our turn."""

from datetime import datetime, timedelta
from decimal import Decimal

from interfaces.geolocation.addresses import Address
from interfaces.geolocation.choices import LocationPrecision
from interfaces.geolocation.geocoders import Place, Service, ask_postcodes, ask_service
from interfaces.geolocation.turns import take_turn
from interfaces.models import GeocoderAnswer

FOUND_KEPT = timedelta(days=30)
NOTHING_KEPT = timedelta(days=1)


def find_place(*, address: Address, now: datetime) -> Place | None:
    """Where the service of the settings says the address is; None: it knows no such address.

    May take some seconds and is not to be called inside a database transaction. An answer is
    remembered for 30 days, that there is none for one.

    :raises GeocoderDown: no usable answer, or the service is being left alone.
    :raises GeocoderRefuses: the service does not want us.
    :raises TurnMissed: too many others were asking.
    """
    service = Service.of_settings()
    if service.is_offline:
        return ask_postcodes(address)
    known = GeocoderAnswer.objects.filter(
        service=service.key, address_digest=address.digest, expires_at__gt=now
    ).first()
    if known is not None:
        return _read_answer(known, service)
    with take_turn(service=service.key):
        place = ask_service(service=service, address=address)
    _remember(place, service=service, address=address, now=now)
    return place


def forget_old_answers(*, now: datetime) -> int:
    """Removes what is no longer believed; how many answers that were."""
    return GeocoderAnswer.objects.filter(expires_at__lte=now).delete()[0]


def round_degrees(degrees: float) -> Decimal:
    """As it is stored."""
    return Decimal(f"{degrees:.6f}")


def _read_answer(answer: GeocoderAnswer, service: Service) -> Place | None:
    if answer.latitude is None or answer.longitude is None:
        return None
    return Place(
        latitude=float(answer.latitude),
        longitude=float(answer.longitude),
        precision=LocationPrecision(answer.precision),
        source=service.source,
        country_code=answer.country_code,
    )


def _remember(place: Place | None, *, service: Service, address: Address, now: datetime) -> None:
    found = {
        "latitude": place and round_degrees(place.latitude),
        "longitude": place and round_degrees(place.longitude),
        "precision": place.precision if place else "",
        "country_code": place.country_code[:8] if place else "",
        "expires_at": now + (FOUND_KEPT if place else NOTHING_KEPT),
    }
    GeocoderAnswer.objects.update_or_create(
        service=service.key, address_digest=address.digest, defaults=found
    )
