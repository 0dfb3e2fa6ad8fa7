"""Bodies that are no unambiguous JSON object."""

import json
import time

import pytest

from tests.transactions.api.conftest import Refuse
from tests.transactions.till import build_body, build_line

LARGEST = 256 * 1024
GOOD = json.dumps(build_body())


class TestMalformedBody:
    @pytest.mark.parametrize(
        ("body", "detail"),
        [
            pytest.param(b"no json", "not JSON", id="no JSON"),
            pytest.param(b"{", "not JSON", id="cut off"),
            pytest.param(GOOD.encode() + b"{}", "not JSON", id="two values"),
            pytest.param(b"\xef\xbb\xbf" + GOOD.encode(), "not JSON", id="byte order mark"),
            pytest.param(b'{"total": "\xff"}', "not UTF-8", id="no UTF-8"),
            pytest.param(GOOD.encode("utf-16"), "not UTF-8", id="UTF-16"),
            pytest.param(
                b'{"late": true, "late": false}', "key given twice: late", id="key given twice"
            ),
            pytest.param(
                b'{"lines": [{"amount": "1", "amount": "2"}]}',
                "key given twice: amount",
                id="key given twice in a line",
            ),
            pytest.param(
                b'{"lines": [{"\\ud800": 1, "\\ud800": 2}]}',
                "key given twice: \N{REPLACEMENT CHARACTER}",
                id="lone surrogate given twice",
            ),
            pytest.param(b'{"total": NaN}', "NaN is no JSON number", id="NaN"),
            pytest.param(b'{"total": Infinity}', "Infinity is no JSON number", id="Infinity"),
            pytest.param(b'{"total": -Infinity}', "-Infinity is no JSON number", id="-Infinity"),
            pytest.param(b"1" * 5000, "not JSON", id="a number of 5,000 digits"),
            pytest.param(b"[" * 100_000, "nested more than 20 levels deep", id="100,000 levels"),
            pytest.param(b'{"a":' * 50_000, "nested more than 20 levels deep", id="50,000 objects"),
        ],
    )
    def test_is_400_and_says_what_is_wrong(self, refuse: Refuse, body: bytes, detail: str) -> None:
        answer = refuse(body)

        assert answer.status_code == 400
        assert answer.json()["code"] == "malformed_body"
        assert detail in answer.json()["detail"]


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

        assert answer.json()["detail"] == "key given twice: 61a7"
        assert time.monotonic() - started < 2

    def test_with_one_endless_field_name_is_not_echoed(self, refuse: Refuse) -> None:
        answer = refuse(build_body(lines=[build_line(**{"x" * 200_000: "1"})]))

        assert answer.status_code == 422
        assert len(answer.content) < 2_000


class TestNesting:
    def test_counts_no_bracket_inside_a_text(self, refuse: Refuse) -> None:
        answer = refuse({"receipt_number": '\\"[[[[[[[[[[[[[[[[[[[[[[[[[[[['})

        assert answer.status_code == 422
