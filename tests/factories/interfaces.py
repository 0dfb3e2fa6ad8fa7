"""Factories of the settings side."""

from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from interfaces.choices import Profile
from interfaces.models import Branch, Chain, Interface, Workstation, WorkstationToken
from interfaces.services import digest_token

PASSWORD = "geheim-4711"


class ChainFactory(DjangoModelFactory[Chain]):
    class Meta:
        model = Chain

    name = factory.Sequence(lambda number: f"Optik {number}")


class BranchFactory(DjangoModelFactory[Branch]):
    class Meta:
        model = Branch

    chain = factory.SubFactory(ChainFactory)
    code = factory.Sequence(lambda number: f"W{number}")
    name = "Wien Mariahilf"


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
