"""Factories of the settings side."""

from datetime import UTC, datetime
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from interfaces.choices import Profile
from interfaces.geolocation.addresses import Address
from interfaces.geolocation.choices import (
    Doubt,
    LocatingOutcome,
    LocationPrecision,
    LocationSource,
)
from interfaces.models import (
    Branch,
    BranchLocation,
    Chain,
    Interface,
    LocationProposal,
    Workstation,
    WorkstationToken,
)
from interfaces.services import digest_token

PASSWORD = "geheim-4711"


class ChainFactory(DjangoModelFactory[Chain]):
    class Meta:
        model = Chain

    name = factory.Sequence(lambda number: f"Optik {number}")


class BranchFactory(DjangoModelFactory[Branch]):
    class Meta:
        model = Branch

    class Params:
        in_graz = factory.Trait(
            name="Graz Herrengasse", street="Herrengasse 12", postcode="8010", city="Graz"
        )

    chain = factory.SubFactory(ChainFactory)
    code = factory.Sequence(lambda number: f"W{number}")
    name = "Wien Mariahilf"


class BranchLocationFactory(DjangoModelFactory[BranchLocation]):
    class Meta:
        model = BranchLocation

    class Params:
        by_hand = factory.Trait(source=LocationSource.MANUAL, is_locked=True)

    branch = factory.SubFactory(BranchFactory, in_graz=True)
    latitude = Decimal("47.070700")
    longitude = Decimal("15.439500")
    source = LocationSource.NOMINATIM
    precision = LocationPrecision.ADDRESS
    located_at = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
    address_digest = factory.LazyAttribute(lambda row: Address.of(row.branch).digest)
    tried_digest = factory.LazyAttribute(lambda row: row.address_digest)
    tried_at = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
    outcome = LocatingOutcome.LOCATED


class LocationProposalFactory(DjangoModelFactory[LocationProposal]):
    class Meta:
        model = LocationProposal

    branch = factory.SubFactory(BranchFactory, in_graz=True)
    latitude = Decimal("47.268200")
    longitude = Decimal("11.393300")
    source = LocationSource.NOMINATIM
    precision = LocationPrecision.ADDRESS
    doubt = Doubt.FAR
    distance_km = Decimal("312.4")
    address_digest = factory.LazyAttribute(lambda row: Address.of(row.branch).digest)
    proposed_at = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)


class WorkstationFactory(DjangoModelFactory[Workstation]):
    class Meta:
        model = Workstation

    branch = factory.SubFactory(BranchFactory)
    computer_name = factory.Sequence(lambda number: f"KASSA-{number}")


class WorkstationTokenFactory(DjangoModelFactory[WorkstationToken]):
    class Meta:
        model = WorkstationToken

    class Params:
        token = factory.Sequence(lambda number: f"pbw_{number:043d}")

    workstation = factory.SubFactory(WorkstationFactory)
    digest = factory.LazyAttribute(lambda row: digest_token(row.token))
    created_at = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)


class InterfaceFactory(DjangoModelFactory[Interface]):
    class Meta:
        model = Interface

    class Params:
        of_branch = factory.Trait(
            branch=factory.SubFactory(BranchFactory, chain=factory.SelfAttribute("..chain"))
        )
        of_workstation = factory.Trait(
            workstation=factory.SubFactory(
                WorkstationFactory, branch__chain=factory.SelfAttribute("...chain")
            ),
            branch=factory.SelfAttribute("workstation.branch"),
        )
        without_password = factory.Trait(password=None)

    chain = factory.SubFactory(ChainFactory)
    partner_short_name = "DEMOOPTIK"
    host = "https://payback.example"
    username = "demo"
    password = PASSWORD
    profile_name = Profile.SIMULATOR
