"""One factory per model: the smallest valid object; traits for states."""

from tests.factories.interfaces import (
    BranchFactory,
    BranchLocationFactory,
    ChainFactory,
    InterfaceFactory,
    LocationProposalFactory,
    WorkstationFactory,
    WorkstationTokenFactory,
)
from tests.factories.people import ResponsibilityFactory, UserFactory, make_user
from tests.factories.transactions import (
    ArticleGroupFactory,
    CaptureFactory,
    ChainRulesFactory,
    DeliveryFactory,
    ReceiptFactory,
    ReceiptTemplateFactory,
    TransactionFactory,
)

__all__ = [
    "ArticleGroupFactory",
    "BranchFactory",
    "BranchLocationFactory",
    "CaptureFactory",
    "ChainFactory",
    "ChainRulesFactory",
    "DeliveryFactory",
    "InterfaceFactory",
    "LocationProposalFactory",
    "ReceiptFactory",
    "ReceiptTemplateFactory",
    "ResponsibilityFactory",
    "TransactionFactory",
    "UserFactory",
    "WorkstationFactory",
    "WorkstationTokenFactory",
    "make_user",
]
