"""The people of the demo: one of every group."""

from collections.abc import Callable

from django.contrib.auth.models import User

from interfaces.choices import Role
from interfaces.models import Branch, Chain, Responsibility
from interfaces.staff import appoint

BRANCH_CODE = "G1"
PEOPLE = (
    ("admin", "administrator", Role.ADMINISTRATOR),
    ("leitung", "branch manager", Role.BRANCH_MANAGER),
    ("revision", "auditor", Role.AUDITOR),
    ("kassa", "cashier", Role.CASHIER),
)


def load_users(*, chain: Chain, write_password: Callable[[str], str]) -> list[dict[str, str]]:
    """Each with the rights a real one has, nobody a superuser; what was changed is not set back.

    `write_password` makes the password of a purpose.
    """
    branch = Branch.objects.get(chain=chain, code=BRANCH_CODE)
    return [
        {
            "username": username,
            "password": _load_user(username, write_password(purpose), role, branch),
            "role": role.value,
        }
        for username, purpose, role in PEOPLE
    ]


def _load_user(username: str, password: str, role: Role, branch: Branch) -> str:
    user, is_new = User.objects.get_or_create(username=username)
    if is_new:
        user.set_password(password)
        user.save(update_fields=["password"])
    if not Responsibility.objects.filter(user=user).exists():
        appoint(user=user, role=role, chain=branch.chain, branches=[branch])
    return password
