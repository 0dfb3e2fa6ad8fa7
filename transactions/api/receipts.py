"""Everything about one receipt."""

from django.utils import timezone
from django.utils.translation import get_language
from ninja import Router, Schema
from pydantic import Field

from transactions.api.access import TillRequest, WorkstationBearer, WorkstationThrottle
from transactions.api.answers import ProblemAnswer, TransactionAnswer, build_answer
from transactions.api.problems import Problem
from transactions.choices import Language
from transactions.queries import list_receipt_deliveries
from transactions.receipts.printing import print_receipt
from transactions.receipts.templates import get_receipt_template

router = Router(tags=["receipts"], auth=WorkstationBearer(), throttle=WorkstationThrottle())


class CreditPoints(Schema):
    """A membership that stands on the receipt, with the coupons scanned for it."""

    programme: str = "PAYBACK"
    membership_number: str
    coupons: list[str]


class ReceiptAnswer(Schema):
    """All transactions of a receipt, and what is printed about them."""

    receipt_number: str
    transactions: list[TransactionAnswer]
    credit_points: list[CreditPoints]
    text: str = Field(description="For the printer, by the branch's template; lines end with \\n")
    width: int = Field(description="The most characters a line of `text` holds")


@router.get(
    "/receipts/{path:receipt_number}",
    response={200: ReceiptAnswer, (401, 404, 429, 503): ProblemAnswer},
    summary="All transactions of a receipt",
)
def get_receipt(request: TillRequest, receipt_number: str) -> ReceiptAnswer:
    """Only receipts of the workstation's own branch are found."""
    deliveries = list_receipt_deliveries(workstation=request.auth, receipt_number=receipt_number)
    if not deliveries:
        raise Problem("not_found")
    language = Language.ENGLISH if get_language() == Language.ENGLISH else Language.GERMAN
    template = get_receipt_template(
        branch=request.auth.branch, language=language, today=timezone.localdate()
    )
    printed = print_receipt(deliveries=deliveries, template=template, language=language)
    cards: dict[str, list[str]] = {}
    for delivery in deliveries:
        coupons = cards.setdefault(delivery.transaction.card_masked, [])
        coupons += [code for code in delivery.transaction.coupons if code not in coupons]
    return ReceiptAnswer(
        receipt_number=receipt_number,
        transactions=[TransactionAnswer.model_validate(build_answer(row)) for row in deliveries],
        credit_points=[
            CreditPoints(membership_number=number, coupons=coupons)
            for number, coupons in cards.items()
        ],
        text=printed.text,
        width=printed.width,
    )
