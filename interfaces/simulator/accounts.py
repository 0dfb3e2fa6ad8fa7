"""What every booking starts with: who the member is, and what the event says about itself."""

from interfaces.simulator.books import Books, Entry, Member
from interfaces.simulator.contract import Operation
from interfaces.simulator.defaults import MemberStatus
from interfaces.simulator.refusals import Code, Refused
from interfaces.simulator.soap import Message

CARD_NUMBER_ALIAS = "1"
COLLECT_EVENT = "CollectEventData"
REDEMPTION_EVENT = "RedemptionEvent"
EVENT_TIMES = {COLLECT_EVENT: "EffectiveDate", REDEMPTION_EVENT: "EffectiveTime"}


def find_account(message: Message, books: Books, path: str) -> Member:
    """Return the account named at `path`, whatever its status.

    :raises Refused: there is no such account.
    """
    alias, alias_type = message.text(f"{path}/Alias"), message.text(f"{path}/AliasType")
    member = books.get_member(alias) if alias_type == CARD_NUMBER_ALIAS else None
    if member is None:
        raise Refused(Code.MEMBER_NOT_FOUND)
    return member


def find_active_account(message: Message, books: Books, path: str) -> Member:
    """Return the account named at `path` if it takes part.

    :raises Refused: there is no such account, or it is disabled or expired.
    """
    member = find_account(message, books, path)
    if member.status is MemberStatus.DISABLED:
        raise Refused(Code.MEMBER_DISABLED)
    if member.status is MemberStatus.EXPIRED:
        raise Refused(Code.ACCOUNT_EXPIRED)
    return member


def start_entry(message: Message, books: Books, operation: Operation, now: str) -> Entry:
    """Return the ledger row that the message's event begins, without amounts or points.

    :raises Refused: the partner already used this receipt number (LOY-00175).
    """
    event = COLLECT_EVENT if message.has(COLLECT_EVENT) else REDEMPTION_EVENT
    partner = message.text(f"{event}/Partner/PartnerShortName")
    receipt_number = message.text(f"{event}/ReceiptNumber")
    if books.get_entry(partner, receipt_number):
        raise Refused(Code.RECEIPT_ALREADY_PROCESSED)
    return Entry(
        partner=partner,
        branch=message.text(f"{event}/Partner/BranchShortName"),
        receipt_number=receipt_number,
        operation=operation,
        card=message.text("Authentication/Identification/Alias"),
        effective_date=message.text(f"{event}/{EVENT_TIMES[event]}"),
        device_id=message.text("ConsumerIdentification/DeviceID"),
        booked_at=now,
    )


def find_original(entry: Entry, reference: str, operation: Operation, books: Books) -> Entry:
    """Return the booking that `entry` refers to: same partner, same account, of `operation`.

    :raises Refused: there is none.
    """
    original = books.get_entry(entry.partner, reference)
    if original is None or (original.card, original.operation) != (entry.card, operation):
        raise Refused(Code.ORIGINAL_NOT_FOUND)
    return original
