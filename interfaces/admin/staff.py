"""Who is at the keyboard."""

from typing import cast

from django.contrib.auth.models import User
from django.http import HttpRequest


def get_staff_user(request: HttpRequest) -> User:
    """The signed-in user; the admin lets nobody else in."""
    return cast("User", request.user)
