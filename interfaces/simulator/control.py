"""The control endpoint: JSON on the same port, without sign-in, meant for loopback only."""

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from stdnum import luhn

from interfaces.simulator.access import Access
from interfaces.simulator.answers import JSON, Answer, Request
from interfaces.simulator.calls import Calls
from interfaces.simulator.inspection import list_ledger, list_members, put_member
from interfaces.simulator.orders import (
    CredentialsOrder,
    MemberOrder,
    WrongField,
    read_order,
    read_trouble,
)
from interfaces.simulator.store import Store
from interfaces.simulator.troubles import Troubles

PREFIX = "/control/"
MEMBER_PREFIX = "/control/members/"
CARD_LENGTH = 16


class Control:
    """Shows and changes everything the simulator pretends; one instance serves all threads."""

    def __init__(
        self,
        *,
        store: Store,
        access: Access,
        troubles: Troubles,
        calls: Calls,
        begin_outage: Callable[[float], None],
    ) -> None:
        """Steer these parts; `begin_outage` closes the listening socket for some seconds."""
        self._store = store
        self._access = access
        self._troubles = troubles
        self._calls = calls
        self._begin_outage = begin_outage
        self._routes: dict[tuple[str, str], Callable[[Request], Any]] = {
            ("GET", "/control/members"): self._list_members,
            ("GET", "/control/troubles"): self._list_troubles,
            ("POST", "/control/troubles"): self._add_trouble,
            ("DELETE", "/control/troubles"): self._clear_troubles,
            ("GET", "/control/ledger"): self._list_ledger,
            ("GET", "/control/calls"): self._list_calls,
            ("POST", "/control/reset"): self._reset,
            ("PUT", "/control/credentials"): self._change_credentials,
        }

    def answer(self, request: Request) -> Answer:
        """Return JSON: what was asked for, or 400 with the name of the field that is wrong."""
        route = self._routes.get((request.method, request.path))
        if request.method == "PUT" and request.path.startswith(MEMBER_PREFIX):
            route = self._put_member
        if route is None:
            return _answer_json({"message": "no such endpoint"}, HTTPStatus.NOT_FOUND)
        try:
            return _answer_json(route(request))
        except WrongField as error:
            problem = {"field": error.field, "message": error.message}
            return _answer_json(problem, HTTPStatus.BAD_REQUEST)

    def order_trouble(self, given: dict[str, Any]) -> dict[str, Any]:
        """Put trouble in force and return it as listed; an outage begins before this returns.

        :raises WrongField: names the field that is unknown, missing or impossible.
        """
        order = read_trouble(given)
        if order.is_outage:
            self._begin_outage(order.seconds or 0.0)
            return {"trouble": order.trouble, "seconds": order.seconds}
        number = self._troubles.add(order.build())
        return {"id": number, **order.model_dump(mode="json", exclude_unset=True)}

    def reset(self) -> None:
        """Start afresh: default members and coupons, no trouble, the credentials of the start."""
        self._store.reset()
        self._troubles.clear()
        self._access.restore()

    def _list_members(self, request: Request) -> list[dict[str, Any]]:
        _read_filters(request)
        return list_members(self._store)

    def _put_member(self, request: Request) -> dict[str, Any]:
        card = request.path.removeprefix(MEMBER_PREFIX)
        if len(card) != CARD_LENGTH or not luhn.is_valid(card):
            raise WrongField("card", "must be 16 digits with a valid check digit")
        order = read_order(MemberOrder, _read_object(request))
        put_member(self._store, card, order.model_dump(mode="json", exclude_unset=True))
        return next(member for member in list_members(self._store) if member["card"] == card)

    def _list_troubles(self, request: Request) -> list[dict[str, Any]]:
        _read_filters(request)
        return self._troubles.list_orders()

    def _add_trouble(self, request: Request) -> dict[str, Any]:
        return self.order_trouble(_read_object(request))

    def _clear_troubles(self, request: Request) -> list[dict[str, Any]]:
        _read_filters(request)
        self._troubles.clear()
        return []

    def _list_ledger(self, request: Request) -> list[dict[str, Any]]:
        return list_ledger(self._store, **_read_filters(request, "receipt_number", "card"))

    def _list_calls(self, request: Request) -> list[dict[str, Any]]:
        return self._calls.list_calls(**_read_filters(request, "receipt_number"))

    def _reset(self, request: Request) -> dict[str, Any]:
        _read_filters(request)
        self.reset()
        return {}

    def _change_credentials(self, request: Request) -> dict[str, Any]:
        order = read_order(CredentialsOrder, _read_object(request))
        self._access.change(order.build())
        return {"partner": order.partner, "username": order.username}


def _read_filters(request: Request, *known: str) -> dict[str, str]:
    for name in request.query:
        if name not in known:
            raise WrongField(name, "is no filter here")
    return request.query


def _read_object(request: Request) -> dict[str, Any]:
    _read_filters(request)
    try:
        given = json.loads(request.body)
    except ValueError as error:
        raise WrongField("body", "is no JSON") from error
    if not isinstance(given, dict):
        raise WrongField("body", "is no JSON object")
    return given


def _answer_json(content: Any, status: HTTPStatus = HTTPStatus.OK) -> Answer:
    return Answer(status=status, body=json.dumps(content).encode(), content_type=JSON)
