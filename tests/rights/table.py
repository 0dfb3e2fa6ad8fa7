"""Who gets which answer where: one line for every address of the URL configuration.

An address that is missing here fails the tests. `PAGES` takes one line for a page of its own; the
lines of a model come from `list_pages`. Visitors are named in `tests.rights.visitors`, as seen from
the rows of the own shop: `neighbour` manages another branch of the chain, `stranger` administers
another chain, `operator` is a superuser.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.rights.visitors import INSIDE, METHODS, VISITORS

OK, FOUND, UNREADABLE = 200, 302, 422
UNKNOWN, FORBIDDEN, MISSING, NOT_ALLOWED = 401, 403, 404, 405
Answers = dict[str, int]

CHAIN = "operator administrator auditor"
OFFICES = "operator administrator stranger"
MANAGERS = "manager neighbour"
ALL_INSIDE = " ".join(INSIDE)
READING = f"{OFFICES} auditor"
CHANGING = f"{OFFICES} {MANAGERS}"
OWN = f"{CHAIN} manager"
OWN_CHAIN = f"{CHAIN} {MANAGERS}"


@dataclass(frozen=True)
class Page:
    """The answers an address gives; HEAD as GET, if `more` does not say otherwise.

    `others` is what every other method gets, whoever calls.
    """

    route: str
    get: Answers
    post: Answers
    others: int = NOT_ALLOWED
    more: dict[str, Answers] = field(default_factory=dict)
    target: str = "own"
    query: dict[str, str] = field(default_factory=dict)

    def list_answers(self) -> dict[str, int]:
        """Every cell, as "visitor METHOD"."""
        answers = dict.fromkeys(METHODS, dict.fromkeys(VISITORS, self.others))
        answers |= {"GET": self.get, "HEAD": self.get, "POST": self.post} | self.more
        return {f"{who} {method}": answers[method][who] for who in VISITORS for method in METHODS}


def everybody(status: int, **exceptions: int) -> Answers:
    """The same for all visitors."""
    return {**dict.fromkeys(VISITORS, status), **exceptions}


def inside(status: int, *, may: str = ALL_INSIDE, reaches: str = ALL_INSIDE) -> Answers:
    """`status` for who has the right and reaches the row.

    Without the right it is forbidden; a row out of reach is missing; outside one signs in first.
    """
    answers = everybody(FOUND, **dict.fromkeys(INSIDE, FORBIDDEN))
    answers |= dict.fromkeys(may.split(), MISSING)
    return answers | {name: status for name in may.split() if name in reaches.split()}


def list_pages(
    model: str,
    *,
    reaches: str,
    sees: str,
    adds: str = "",
    changes: str = "",
    deletes: str = "",
    on_record: bool = True,
) -> Iterator[Page]:
    """The six pages Django gives a model, for the row of the own shop.

    The history of a model `on_record` leads to the audit trail, which is not for everybody.
    """
    row = f"admin/{model}/<path:object_id>"
    see_row = inside(OK, may=sees, reaches=reaches)
    unreached = dict.fromkeys(set(INSIDE) - set(reaches.split()), MISSING)
    yield Page(f"admin/{model}/", inside(OK, may=sees), inside(OK, may=sees))
    yield Page(f"admin/{model}/add/", inside(OK, may=adds), inside(OK, may=adds))
    yield Page(f"{row}/change/", see_row, inside(OK, may=changes, reaches=reaches))
    history = see_row | unreached
    if on_record:
        read = inside(FOUND, may=READING, reaches=reaches)
        history = {who: read[who] if status == OK else status for who, status in history.items()}
    yield Page(f"{row}/history/", history, history)
    delete_row = inside(OK, may=deletes, reaches=reaches)
    yield Page(f"{row}/delete/", delete_row, delete_row)
    yield Page(f"{row}/", everybody(FOUND), everybody(FOUND))


PAGES: list[Page] = [
    Page("", everybody(FOUND), everybody(FOUND), others=FOUND),
    Page("healthz", everybody(OK), everybody(NOT_ALLOWED)),
    Page("readyz", everybody(OK), everybody(NOT_ALLOWED)),
    # Signing in and out, and what surrounds the pages.
    Page("admin/", inside(OK), inside(OK)),
    Page(
        "admin/login/",
        everybody(OK, **dict.fromkeys(INSIDE, FOUND)),
        everybody(OK),
        more={"HEAD": everybody(OK)},
    ),
    Page("admin/logout/", inside(NOT_ALLOWED), inside(OK)),
    Page("admin/password_change/", inside(OK), inside(OK)),
    Page("admin/password_change/done/", inside(OK), inside(NOT_ALLOWED)),
    Page("admin/jsi18n/", inside(OK), inside(NOT_ALLOWED)),
    Page("admin/<app_label>/", inside(OK), inside(OK)),
    Page("admin/<url>", inside(MISSING), inside(MISSING)),
    Page("admin/r/<path:content_type_id>/<path:object_id>/", inside(MISSING), inside(MISSING)),
    Page(
        "admin/autocomplete/",
        inside(OK),
        inside(NOT_ALLOWED),
        query={"app_label": "interfaces", "model_name": "interface", "field_name": "branch"},
    ),
    Page(
        "admin/autocomplete/",
        inside(OK, may=f"{OFFICES} auditor"),
        inside(NOT_ALLOWED),
        query={"app_label": "interfaces", "model_name": "branch", "field_name": "chain"},
    ),
    Page("admin/protokoll/", inside(OK, may=READING), inside(NOT_ALLOWED)),
    # The settings side.
    *list_pages(
        "interfaces/chain",
        reaches=OWN_CHAIN,
        sees=f"{OFFICES} auditor",
        adds="operator",
        changes=OFFICES,
        deletes="operator",
    ),
    *list_pages(
        "interfaces/branch",
        reaches=OWN,
        sees=ALL_INSIDE,
        adds=OFFICES,
        changes=CHANGING,
        deletes=OFFICES,
    ),
    *list_pages(
        "interfaces/workstation",
        reaches=OWN,
        sees=ALL_INSIDE,
        adds=CHANGING,
        changes=CHANGING,
        deletes=CHANGING,
    ),
    Page(
        "admin/interfaces/branch/<uuid:branch_id>/geolocation/",
        inside(OK, reaches=OWN),
        inside(NOT_ALLOWED),
        more={"HEAD": inside(NOT_ALLOWED)},
    ),
    *[
        Page(
            f"admin/interfaces/branch/<uuid:branch_id>/geolocation/{action}/",
            inside(NOT_ALLOWED),
            inside(OK, may=CHANGING, reaches=OWN),
        )
        for action in (
            "refresh",
            "proposals/<uuid:proposal_id>/accept",
            "proposals/<uuid:proposal_id>/dismiss",
        )
    ],
    Page(
        "admin/interfaces/workstation/<uuid:workstation_id>/enrolment-code/",
        inside(NOT_ALLOWED),
        inside(OK, may=CHANGING, reaches=OWN),
    ),
    Page(
        "admin/interfaces/workstation/<uuid:workstation_id>/roll/",
        inside(NOT_ALLOWED),
        inside(OK, may=CHANGING, reaches=OWN),
    ),
    *[
        Page(
            f"admin/interfaces/workstation/<uuid:workstation_id>/{what}/",
            inside(NOT_ALLOWED),
            inside(FOUND, may=CHANGING, reaches=OWN),
        )
        for what in ("revoke", "tokens/<uuid:token_id>/revoke")
    ],
    *list_pages(
        "interfaces/interface",
        reaches=OWN,
        sees=ALL_INSIDE,
        adds=CHANGING,
        changes=CHANGING,
        deletes=CHANGING,
    ),
    Page(
        "admin/interfaces/interface/<path:object_id>/change/",
        inside(OK, reaches=OWN_CHAIN),
        inside(OK, may=OFFICES, reaches=OWN_CHAIN),
        target="wide",
    ),
    Page(
        "admin/interfaces/interface/<path:object_id>/delete/",
        inside(OK, may=OFFICES, reaches=OWN_CHAIN),
        inside(OK, may=OFFICES, reaches=OWN_CHAIN),
        target="wide",
    ),
    Page("admin/interfaces/interface/welche-gilt/", inside(OK), inside(NOT_ALLOWED)),
    Page(
        "admin/interfaces/interface/<uuid:interface_id>/kopieren/",
        inside(OK, may=CHANGING, reaches=OWN),
        inside(OK, may=CHANGING, reaches=OWN),
    ),
    Page(
        "admin/interfaces/interface/<uuid:interface_id>/kopieren/",
        inside(OK, may=OFFICES, reaches=OWN_CHAIN),
        inside(OK, may=OFFICES, reaches=OWN_CHAIN),
        target="wide",
    ),
    Page(
        "admin/interfaces/interface/<uuid:interface_id>/reveal/",
        inside(NOT_ALLOWED),
        inside(FORBIDDEN) | {"stranger": MISSING},
    ),
    Page(
        "admin/interfaces/interface/connection-test/",
        inside(NOT_ALLOWED),
        inside(UNREADABLE, may=CHANGING),
    ),
    Page(
        "admin/interfaces/interface/<uuid:interface_id>/connection-test/",
        inside(NOT_ALLOWED),
        inside(UNREADABLE, may=CHANGING, reaches=OWN),
    ),
    Page(
        "admin/interfaces/interface/<uuid:interface_id>/connection-test/",
        inside(NOT_ALLOWED),
        inside(UNREADABLE, may=OFFICES, reaches=OWN_CHAIN),
        target="wide",
    ),
    Page(
        "admin/interfaces/interface/connection-test/<uuid:test_id>/",
        inside(OK, reaches="manager"),
        inside(NOT_ALLOWED),
    ),
    Page(
        "admin/interfaces/interface/<uuid:interface_id>/geolocation/",
        inside(OK, reaches=OWN),
        inside(NOT_ALLOWED),
        more={"HEAD": inside(NOT_ALLOWED)},
    ),
    Page(
        "admin/interfaces/interface/<uuid:interface_id>/geolocation/refresh/",
        inside(NOT_ALLOWED),
        inside(OK, may=CHANGING, reaches=OWN),
    ),
    Page(
        "admin/interfaces/interface/<uuid:interface_id>/geolocation/refresh/",
        inside(NOT_ALLOWED),
        inside(OK, may=OFFICES, reaches=OWN_CHAIN),
        target="wide",
    ),
    # People.
    *list_pages(
        "auth/user",
        reaches=CHAIN,
        sees=f"{OFFICES} auditor",
        adds=OFFICES,
        changes=OFFICES,
    ),
    Page(
        "admin/auth/user/<id>/password/",
        inside(OK, may=OFFICES, reaches=CHAIN),
        inside(OK, may=OFFICES, reaches=CHAIN),
    ),
    # The message side.
    *list_pages(
        "transactions/articlegroup",
        reaches=CHAIN,
        sees=f"{OFFICES} auditor",
        adds=OFFICES,
        changes=OFFICES,
        deletes=OFFICES,
    ),
    Page(
        "admin/transactions/articlegroup/importieren/",
        inside(OK, may=OFFICES),
        inside(OK, may=OFFICES),
    ),
    # The operator reaches several chains and is asked to choose one first.
    Page(
        "admin/transactions/articlegroup/exportieren/",
        inside(NOT_ALLOWED),
        inside(OK, may=READING) | {"operator": FOUND},
    ),
    *list_pages(
        "transactions/chainrules",
        reaches=CHAIN,
        sees=f"{OFFICES} auditor",
        adds=OFFICES,
        changes=OFFICES,
        deletes="operator",
    ),
    *list_pages("transactions/capture", reaches=OWN, sees=ALL_INSIDE, on_record=False),
    *list_pages("transactions/delivery", reaches=OWN, sees=ALL_INSIDE, on_record=False),
    Page("admin/transactions/delivery/arbeitslisten/", inside(OK), inside(NOT_ALLOWED)),
    # Nothing is chosen: whoever may decide is led back to choose.
    Page(
        "admin/transactions/delivery/arbeitslisten/entscheiden/",
        inside(NOT_ALLOWED),
        inside(FOUND, may=CHANGING),
    ),
    Page(
        "admin/transactions/delivery/<uuid:delivery_id>/mitgliedsnummer/",
        inside(NOT_ALLOWED),
        inside(OK, may=OFFICES, reaches=OWN_CHAIN),
    ),
    *list_pages(
        "transactions/receipttemplate",
        reaches=OWN,
        sees=ALL_INSIDE,
        adds=CHANGING,
        changes=CHANGING,
        deletes=CHANGING,
    ),
    Page(
        "admin/transactions/receipttemplate/vorschau/",
        inside(NOT_ALLOWED),
        inside(UNREADABLE, may=CHANGING),
    ),
    Page(
        "admin/transactions/receipttemplate/<uuid:template_id>/vorschau/",
        inside(NOT_ALLOWED),
        inside(UNREADABLE, reaches=OWN),
    ),
    # A version that never was: missing for whoever may restore one, and for whoever may not see.
    Page(
        "admin/transactions/receipttemplate/<uuid:template_id>/wiederherstellen/<int:position>/",
        inside(NOT_ALLOWED),
        inside(MISSING, reaches=OWN) | {"auditor": FORBIDDEN},
    ),
    # The till API: nobody's sign-in counts there, only a token.
    Page("api/v1/", everybody(MISSING), everybody(MISSING), others=MISSING),
    Page("api/v1/docs", everybody(OK), everybody(NOT_ALLOWED)),
    Page("api/v1/openapi.json", everybody(OK), everybody(NOT_ALLOWED)),
    Page("api/v1/enrolments", everybody(NOT_ALLOWED), everybody(UNREADABLE)),
    Page(
        "api/v1/interface",
        everybody(UNKNOWN, till=OK, foreign_till=OK),
        everybody(NOT_ALLOWED),
        more={"HEAD": everybody(NOT_ALLOWED)},
    ),
    Page(
        "api/v1/collects",
        everybody(NOT_ALLOWED),
        everybody(UNKNOWN, till=UNREADABLE, foreign_till=UNREADABLE),
    ),
    *[
        Page(
            f"api/v1/{name}",
            everybody(NOT_ALLOWED),
            everybody(UNKNOWN, till=UNREADABLE, foreign_till=UNREADABLE),
        )
        for name in ("balances", "cards", "collects/batch", "redemptions", "refunds", "reversals")
    ],
    Page(
        "api/v1/orders/<path:order_number>/capture",
        everybody(NOT_ALLOWED),
        everybody(NOT_ALLOWED),
        more={"PUT": everybody(UNKNOWN, till=UNREADABLE, foreign_till=UNREADABLE)},
    ),
    Page(
        "api/v1/receipts/<path:receipt_number>",
        everybody(UNKNOWN, till=OK, foreign_till=MISSING),
        everybody(NOT_ALLOWED),
        more={"HEAD": everybody(NOT_ALLOWED)},
    ),
    Page(
        "api/v1/redemptions/<uuidstr:transaction_id>/confirm",
        everybody(NOT_ALLOWED),
        everybody(UNKNOWN, till=MISSING, foreign_till=MISSING),
    ),
    Page(
        "api/v1/transactions/<uuidstr:transaction_id>",
        everybody(UNKNOWN, till=OK, foreign_till=MISSING),
        everybody(NOT_ALLOWED),
        more={"HEAD": everybody(NOT_ALLOWED)},
    ),
]
