"""The fault codes the simulator answers with, and what each says."""

from enum import StrEnum


class Code(StrEnum):
    """Codes of a FaultMessage.

    LMS codes are those of the interface family's Indian list; LOY-00175 was read in a working
    integration. PAYBACK's codes for the SIM cases are not public, so the simulator names its own.
    """

    INVALID_REQUEST = "LMS_00001"
    UNKNOWN_FAILURE = "LMS_00002"
    MEMBER_NOT_FOUND = "LMS_00003"
    MEMBER_NOT_REGISTERED = "LMS_00004"
    MEMBER_DISABLED = "LMS_00005"
    PARTNER_UNKNOWN = "LMS_00006"
    INSUFFICIENT_POINTS = "LMS_00009"
    TOO_FEW_POINTS_REQUESTED = "LMS_00011"
    ACCOUNT_EXPIRED = "LMS_00016"
    CREDENTIAL_INVALID = "LMS_00017"
    RECEIPT_ALREADY_PROCESSED = "LOY-00175"
    PIN_WRONG = "SIM_00001"
    ORIGINAL_NOT_FOUND = "SIM_00002"
    ALREADY_REVERSED = "SIM_00003"
    REFUND_EXCEEDS_ORIGINAL = "SIM_00004"
    COUPON_REJECTED = "SIM_00005"


MESSAGES = {
    Code.INVALID_REQUEST: "Invalid request",
    Code.UNKNOWN_FAILURE: "Unknown failure",
    Code.MEMBER_NOT_FOUND: "Member not found",
    Code.MEMBER_NOT_REGISTERED: "Member not registered",
    Code.MEMBER_DISABLED: "Member disabled",
    Code.PARTNER_UNKNOWN: "Partner short name invalid",
    Code.INSUFFICIENT_POINTS: "Insufficient points",
    Code.TOO_FEW_POINTS_REQUESTED: "Too few points requested",
    Code.ACCOUNT_EXPIRED: "Account expired",
    Code.CREDENTIAL_INVALID: "Credential invalid",
    Code.RECEIPT_ALREADY_PROCESSED: "Receipt number already processed",
    Code.PIN_WRONG: "Member secret wrong",
    Code.ORIGINAL_NOT_FOUND: "Referenced receipt number not found",
    Code.ALREADY_REVERSED: "Referenced receipt number already reversed",
    Code.REFUND_EXCEEDS_ORIGINAL: "Refund exceeds the referenced purchase",
    Code.COUPON_REJECTED: "Coupon rejected",
}


class Refused(Exception):
    """The request is understood and the answer is no; nothing is booked."""

    def __init__(self, code: Code, detail: str = "") -> None:
        """Keep the code and its text, with `detail` appended where it helps a developer."""
        self.code = code
        self.message = f"{MESSAGES[code]}: {detail}" if detail else MESSAGES[code]
        super().__init__(f"{code} {self.message}")
