"""Two chains, in the first one two branches, and one row of every model in each of them."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.apps import apps
from django.contrib.auth.models import User
from django.db.models import Model

from interfaces.choices import DeedKind, DeedOutcome, Role
from interfaces.deeds import NOBODY, record_deed
from interfaces.models import Branch, Chain, ConnectionTest, EnrolmentCode, Interface, Workstation
from tests.factories import (
    ArticleGroupFactory,
    BranchFactory,
    BranchLocationFactory,
    CaptureFactory,
    DeliveryFactory,
    InterfaceFactory,
    LocationProposalFactory,
    ReceiptTemplateFactory,
    WorkstationFactory,
    WorkstationTokenFactory,
    make_user,
)
from transactions.choices import Verdict
from transactions.models import Attempt, ChainRules, Delivery, Gate, IdempotencyKey
from transactions.models.delivery import record_state

NOW = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
MODELS: list[type[Model]] = [
    model
    for name in ("interfaces", "transactions")
    for model in apps.get_app_config(name).get_models()
]


@dataclass
class Shop:
    """A branch, and one row of every model that belongs to it; `name` stands in all their names."""

    name: str
    branch: Branch
    workstation: Workstation
    interface: Interface
    delivery: Delivery
    manager: User
    others: list[Model] = field(default_factory=list)

    @property
    def chain(self) -> Chain:
        """The company."""
        return self.branch.chain


@dataclass
class World:
    """`own` and `neighbour` belong to one chain, `foreign` to another."""

    own: Shop
    neighbour: Shop
    foreign: Shop
    own_wide: Interface
    foreign_wide: Interface

    @property
    def shops(self) -> list[Shop]:
        """All three."""
        return [self.own, self.neighbour, self.foreign]


def build_world() -> World:
    """Names begin with EIGEN, NACHBAR and FREMD."""
    own = open_shop("EIGEN")
    neighbour = open_shop("NACHBAR", chain=own.chain)
    foreign = open_shop("FREMD")
    return World(
        own=own,
        neighbour=neighbour,
        foreign=foreign,
        own_wide=make_wide_interface("EIGEN", own.chain),
        foreign_wide=make_wide_interface("FREMD", foreign.chain),
    )


def open_shop(name: str, **places: Any) -> Shop:
    """A branch with everything in it."""
    if "chain" not in places:
        places = {"chain__name": f"{name} Kette"}
    branch = BranchFactory.create(code=f"{name}-B", name=f"{name} Filiale", **places)
    workstation = WorkstationFactory.create(branch=branch, computer_name=f"{name}-PC")
    interface = InterfaceFactory.create(
        chain=branch.chain,
        branch=branch,
        workstation=workstation,
        partner_short_name=f"{name}-P"[:10],
        host=f"{name.lower()}.example",
        username=f"{name}-benutzer",
    )
    delivery = DeliveryFactory.create(
        transaction__workstation=workstation,
        transaction__interface=interface,
        transaction__receipt__receipt_number=f"{name}-BON",
        unknown=True,
    )
    shop = Shop(
        name=name,
        branch=branch,
        workstation=workstation,
        interface=interface,
        delivery=delivery,
        manager=make_user(Role.BRANCH_MANAGER, branch, username=f"{name}-leitung"),
    )
    shop.others = [*make_others(shop), *make_rules_and_capture(shop)]
    return shop


def make_others(shop: Shop) -> list[Model]:
    """What hangs on the rows of a shop."""
    attempt = Attempt.objects.create(
        delivery=shop.delivery,
        interface=shop.interface,
        number=1,
        verdict=Verdict.UNKNOWN,
        recorded_at=NOW,
    )
    record_state(shop.delivery, from_state=None, at=NOW)
    code = EnrolmentCode.objects.create(
        workstation=shop.workstation, digest=shop.name, created_at=NOW, expires_at=NOW
    )
    key = IdempotencyKey.objects.create(
        workstation=shop.workstation, key=shop.name, created_at=NOW, working_until=NOW
    )
    deed = record_deed(
        kind=DeedKind.REVEAL,
        outcome=DeedOutcome.DENIED,
        actor=NOBODY,
        about=shop.interface,
        at=NOW,
    )
    return [
        attempt,
        code,
        key,
        deed,
        ArticleGroupFactory.create(
            chain=shop.chain, code=f"{shop.name}-G", display_value=f"{shop.name} Gruppe"
        ),
        ReceiptTemplateFactory.create(
            chain=shop.chain, branch=shop.branch, text=f"{shop.name} Bon"
        ),
        Gate.objects.create(interface=shop.interface),
        WorkstationTokenFactory.create(workstation=shop.workstation),
        BranchLocationFactory.create(branch=shop.branch),
        LocationProposalFactory.create(branch=shop.branch),
        ConnectionTest.objects.create(
            interface=shop.interface,
            requested_at=NOW,
            requested_by=shop.manager,
            host=shop.interface.host,
            username=shop.interface.username,
            partner_short_name=shop.interface.partner_short_name,
            profile_name=shop.interface.profile_name,
            account=shop.name,
        ),
    ]


def make_rules_and_capture(shop: Shop) -> list[Model]:
    """What its chain decided about points, and a card caught in an order."""
    rules, _is_new = ChainRules.objects.get_or_create(chain=shop.chain)
    captured = CaptureFactory.create(
        branch=shop.branch,
        order_number=f"{shop.name}-AUFTRAG",
        collect=shop.delivery.transaction,
    )
    return [rules, captured]


def make_wide_interface(name: str, chain: Chain) -> Interface:
    """For every branch of a chain."""
    return InterfaceFactory.create(
        chain=chain,
        partner_short_name=f"{name}-W"[:10],
        host=f"{name.lower()}-kette.example",
        username=f"{name}-kettenbenutzer",
    )
