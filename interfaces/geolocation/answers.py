"""Where an address is: remembered, or asked for when it is our turn."""

from datetime import datetime, timedelta
from decimal import Decimal

from interfaces.geolocation.addresses import Address
from interfaces.geolocation.choices import LocationPrecision
from interfaces.geolocation.geocoders import Point, Service, ask_postcodes, ask_service
from interfaces.geolocation.turns import take_turn
from interfaces.models import GeocoderAnswer

FOUND_KEPT = timedelta(days=30)
NOTHING_KEPT = timedelta(days=1)


def find_point(*, address: Address, now: datetime) -> Point | None:
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
        point = ask_service(service=service, address=address)
    _remember(point, service=service, address=address, now=now)
    return point


def forget_old_answers(*, now: datetime) -> int:
    """Removes what is no longer believed; how many answers that were."""
    return GeocoderAnswer.objects.filter(expires_at__lte=now).delete()[0]


def round_degrees(degrees: float) -> Decimal:
    """As it is stored."""
    return Decimal(f"{degrees:.6f}")


def _read_answer(answer: GeocoderAnswer, service: Service) -> Point | None:
    if answer.latitude is None or answer.longitude is None:
        return None
    return Point(
        latitude=float(answer.latitude),
        longitude=float(answer.longitude),
        precision=LocationPrecision(answer.precision),
        source=service.source,
        country_code=answer.country_code,
    )


def _remember(point: Point | None, *, service: Service, address: Address, now: datetime) -> None:
    found = {
        "latitude": point and round_degrees(point.latitude),
        "longitude": point and round_degrees(point.longitude),
        "precision": point.precision if point else "",
        "country_code": point.country_code[:8] if point else "",
        "expires_at": now + (FOUND_KEPT if point else NOTHING_KEPT),
    }
    GeocoderAnswer.objects.update_or_create(
        service=service.key, address_digest=address.digest, defaults=found
    )
