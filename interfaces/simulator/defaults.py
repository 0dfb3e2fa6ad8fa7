"""What a fresh file of the simulator holds: members and coupons to try every case with."""

from enum import StrEnum


class MemberStatus(StrEnum):
    """What a member may do: only a registered one redeems, a disabled or expired one nothing."""

    REGISTERED = "registered"
    UNREGISTERED = "unregistered"
    DISABLED = "disabled"
    EXPIRED = "expired"


class CouponKind(StrEnum):
    """What a coupon does; the last three never apply."""

    MULTIPLIER = "multiplier"
    EXTRA_POINTS = "extra_points"
    USED = "used"
    EXPIRED = "expired"
    OTHER_BRANCH = "other_branch"


MEMBERS: tuple[tuple[str, MemberStatus, str | None, int], ...] = (
    ("9040193103187692", MemberStatus.REGISTERED, "1234", 1320),
    ("9040193103187775", MemberStatus.REGISTERED, "1234", 120),
    ("9040193103187858", MemberStatus.UNREGISTERED, None, 0),
    ("9040193103187932", MemberStatus.DISABLED, "1234", 500),
    ("9040193103188013", MemberStatus.EXPIRED, "1234", 500),
)

COUPONS: tuple[tuple[str, CouponKind, int], ...] = (
    ("DEMO-X3", CouponKind.MULTIPLIER, 3),
    ("DEMO-PLUS100", CouponKind.EXTRA_POINTS, 100),
    ("DEMO-USED", CouponKind.USED, 0),
    ("DEMO-EXPIRED", CouponKind.EXPIRED, 0),
    ("DEMO-BRANCH", CouponKind.OTHER_BRANCH, 0),
)
