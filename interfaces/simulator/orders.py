"""What may be ordered over control and page: the shapes, and which field fits which trouble."""

from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from interfaces.simulator.access import Credentials
from interfaces.simulator.contract import Operation
from interfaces.simulator.defaults import MemberStatus
from interfaces.simulator.troubles import How, Trouble, TroubleKind, When

LONGEST_SECONDS = 600.0
LARGEST_BALANCE = 10**9

Card = Annotated[str, Field(pattern=r"^[0-9]{16}$")]

GENERAL_FIELDS = frozenset({"trouble", "operation", "card", "calls", "probability", "seed"})
CONNECTION_FIELDS = frozenset({"trouble", "calls", "probability", "seed", "seconds", "how"})
OWN_FIELDS: dict[TroubleKind, frozenset[str]] = {
    TroubleKind.DELAY: frozenset({"seconds", "when"}),
    TroubleKind.HTTP_500: frozenset({"when"}),
    TroubleKind.GARBAGE: frozenset({"when"}),
    TroubleKind.SOAP_FAULT: frozenset({"when"}),
    TroubleKind.FAULT_MESSAGE: frozenset({"code"}),
    TroubleKind.CUT_ANSWER: frozenset({"how"}),
    TroubleKind.DROP_BEFORE_BOOKING: frozenset({"how"}),
    TroubleKind.DROP_AFTER_BOOKING: frozenset({"how"}),
}
REQUIRED_FIELDS = {TroubleKind.DELAY: "seconds", TroubleKind.FAULT_MESSAGE: "code"}


class WrongField(Exception):
    """An order has an unknown field or an impossible value."""

    def __init__(self, field: str, message: str) -> None:
        """Keep the name of the field and what is wrong with it."""
        self.field = field
        self.message = message
        super().__init__(f"{field}: {message}")


class _Order(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class TroubleOrder(_Order):
    """Trouble for the next calls; `calls` null means until cleared."""

    trouble: TroubleKind
    operation: Operation | None = None
    card: Card | None = None
    calls: Annotated[int, Field(ge=1)] | None = 1
    seconds: Annotated[float, Field(gt=0, le=LONGEST_SECONDS)] | None = None
    when: When = When.BEFORE
    how: How | None = None
    code: Annotated[str, Field(min_length=1, max_length=60)] | None = None
    probability: Annotated[float, Field(ge=0, le=1)] = 1.0
    seed: int = 0

    @property
    def is_outage(self) -> bool:
        """Whether the listening socket itself is to be closed for a while."""
        return self.trouble is TroubleKind.REFUSE_CONNECTION and self.seconds is not None

    def build(self) -> Trouble:
        """Return the trouble in the simulator's own terms."""
        refuses = self.trouble is TroubleKind.REFUSE_CONNECTION
        return Trouble(
            trouble=self.trouble,
            operation=self.operation,
            card=self.card,
            calls=self.calls,
            seconds=self.seconds or 0.0,
            when=self.when,
            how=self.how or (How.RESET if refuses else How.CLOSE),
            code=self.code or "",
            probability=self.probability,
            seed=self.seed,
        )


class MemberOrder(_Order):
    """An account to make or change; what is left out stays as it is."""

    status: MemberStatus = MemberStatus.REGISTERED
    balance: Annotated[int, Field(ge=-LARGEST_BALANCE, le=LARGEST_BALANCE)] = 0
    pin: Annotated[str, Field(pattern=r"^[0-9]{4}$")] | None = None


class CredentialsOrder(_Order):
    """What the simulator accepts from now on."""

    partner: Annotated[str, Field(min_length=1, max_length=10)]
    username: Annotated[str, Field(min_length=1, max_length=60)]
    password: Annotated[str, Field(min_length=1, max_length=255)]

    def build(self) -> Credentials:
        """Return the credentials in the simulator's own terms."""
        return Credentials(partner=self.partner, username=self.username, password=self.password)


AnyOrder = TypeVar("AnyOrder", bound=_Order)


def read_order(shape: type[AnyOrder], given: dict[str, Any]) -> AnyOrder:
    """Return the order that `given` describes.

    :raises WrongField: names the first field that is unknown, missing or impossible.
    """
    try:
        return shape.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        raise WrongField(str(first["loc"][0]), first["msg"]) from error


def read_trouble(given: dict[str, Any]) -> TroubleOrder:
    """Return the trouble that `given` describes.

    :raises WrongField: also for a field that means nothing for this trouble.
    """
    order = read_order(TroubleOrder, given)
    refuses = order.trouble is TroubleKind.REFUSE_CONNECTION
    fitting = GENERAL_FIELDS | OWN_FIELDS.get(order.trouble, frozenset())
    if order.is_outage:
        fitting = frozenset({"trouble", "seconds"})
    elif refuses:
        fitting = CONNECTION_FIELDS
    for field in sorted(order.model_fields_set - fitting):
        raise WrongField(field, f"means nothing for {order.trouble}")
    required = REQUIRED_FIELDS.get(order.trouble)
    if required and getattr(order, required) is None:
        raise WrongField(required, f"is required for {order.trouble}")
    return order
