"""Bodies that are no unambiguous JSON object."""

import json
import time

import pytest

from tests.transactions.api.conftest import Refuse
from tests.transactions.till import build_body, build_line

LARGEST = 256 * 1024
NO_JSON = "Der Inhalt ist kein JSON."
NO_UTF_8 = "Der Inhalt ist nicht in UTF-8 geschrieben."
TOO_DEEP = "Der Inhalt ist mehr als 20 Ebenen tief verschachtelt."
GOOD = json.dumps(build_body())


class TestMalformedBody:
    @pytest.mark.parametrize(
        ("body", "detail"),
        [
            pytest.param(b"no json", NO_JSON, id="no JSON"),
            pytest.param(b"{", NO_JSON, id="cut off"),
            pytest.param(GOOD.encode() + b"{}", NO_JSON, id="two values"),
            pytest.param(b"\xef\xbb\xbf" + GOOD.encode(), NO_JSON, id="byte order mark"),
            pytest.param(b'{"total": "\xff"}', NO_UTF_8, id="no UTF-8"),
            pytest.param(GOOD.encode("utf-16"), NO_UTF_8, id="UTF-16"),
            pytest.param(
                b'{"late": true, "late": false}',
                "Das Feld late kommt zweimal vor.",
                id="key given twice",
            ),
            pytest.param(
                b'{"lines": [{"amount": "1", "amount": "2"}]}',
                "Das Feld amount kommt zweimal vor.",
                id="key given twice in a line",
            ),
            pytest.param(
                b'{"lines": [{"\\ud800": 1, "\\ud800": 2}]}',
                "Das Feld \N{REPLACEMENT CHARACTER} kommt zweimal vor.",
                id="lone surrogate given twice",
            ),
            pytest.param(b'{"total": NaN}', "NaN ist in JSON keine Zahl.", id="NaN"),
            pytest.param(b'{"total": Infinity}', "Infinity ist in JSON keine Zahl.", id="Infinity"),
            pytest.param(
                b'{"total": -Infinity}', "-Infinity ist in JSON keine Zahl.", id="-Infinity"
            ),
            pytest.param(b"1" * 5000, NO_JSON, id="a number of 5,000 digits"),
            pytest.param(b"[" * 100_000, TOO_DEEP, id="100,000 levels"),
            pytest.param(b'{"a":' * 50_000, TOO_DEEP, id="50,000 objects"),
        ],
    )
    def test_is_400_and_says_what_is_wrong(self, refuse: Refuse, body: bytes, detail: str) -> None:
        answer = refuse(body)

        assert answer.status_code == 400
        assert answer.json()["code"] == "malformed_body"
        assert answer.json()["detail"] == detail


class TestBodyThatIsNoObject:
    @pytest.mark.parametrize("body", [b"", b"[]", b"[{}]", b'"text"', b"1", b"true", b"null"])
    def test_is_422_and_names_the_body(self, refuse: Refuse, body: bytes) -> None:
        answer = refuse(body)

        assert answer.status_code == 422
        assert answer.json()["code"] == "invalid"
        assert [row["field"] for row in answer.json()["errors"]] == ["body"]


class TestLargeBody:
    def test_of_256_kib_is_read(self, refuse: Refuse) -> None:
        answer = refuse(b" " * LARGEST)

        assert answer.status_code == 400

    def test_of_one_byte_more_is_413(self, refuse: Refuse) -> None:
        answer = refuse(b" " * (LARGEST + 1))

        assert answer.status_code == 413
        assert answer.json()["code"] == "body_too_large"

    def test_full_of_unknown_fields_is_not_echoed(self, refuse: Refuse) -> None:
        fields = {f"unknown-{number:05}": "" for number in range(10_000)}

        answer = refuse(fields)

        assert answer.status_code == 422
        assert len(answer.content) < 20_000

    def test_full_of_names_is_searched_for_a_second_one_in_no_time(self, refuse: Refuse) -> None:
        names = [*(f'"{number:04x}":1' for number in range(25_000)), '"61a7":1']
        started = time.monotonic()

        answer = refuse(f"{{{','.join(names)}}}".encode())

        assert answer.json()["detail"] == "Das Feld 61a7 kommt zweimal vor."
        assert time.monotonic() - started < 4

    def test_with_one_endless_field_name_is_not_echoed(self, refuse: Refuse) -> None:
        answer = refuse(build_body(lines=[build_line(**{"x" * 200_000: "1"})]))

        assert answer.status_code == 422
        assert len(answer.content) < 2_000


class TestNesting:
    def test_counts_no_bracket_inside_a_text(self, refuse: Refuse) -> None:
        answer = refuse({"receipt_number": '\\"[[[[[[[[[[[[[[[[[[[[[[[[[[[['})

        assert answer.status_code == 422
