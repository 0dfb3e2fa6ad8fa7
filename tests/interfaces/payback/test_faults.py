"""Codes and what they mean."""

import pytest

from interfaces.payback.faults import FAULTS, Meaning, explain_code


class TestExplainCode:
    @pytest.mark.parametrize(
        ("code", "meaning"),
        [
            ("LOY-00175", Meaning.DUPLICATE_RECEIPT),
            ("LMS_00001", Meaning.INVALID_REQUEST),
            ("LMS_00002", Meaning.UNKNOWN_FAILURE),
            ("LMS_00003", Meaning.MEMBER_UNKNOWN),
            ("LMS_00009", Meaning.INSUFFICIENT_POINTS),
            ("LMS_00010", Meaning.INVALID_REQUEST),
            ("LMS_00016", Meaning.ACCOUNT_EXPIRED),
            ("LMS_00017", Meaning.CREDENTIALS_REJECTED),
        ],
    )
    def test_knows(self, code: str, meaning: Meaning) -> None:
        assert explain_code(code).meaning is meaning

    def test_blames_the_pin_where_one_was_sent(self) -> None:
        assert explain_code("LMS_00017", with_pin=True).meaning is Meaning.PIN_WRONG

    def test_shows_a_code_it_does_not_know(self) -> None:
        fault = explain_code("XYZ_4711")

        assert fault.meaning is Meaning.UNKNOWN_CODE
        assert "XYZ_4711" in fault.sentence

    def test_takes_the_table_of_a_profile(self) -> None:
        fault = explain_code("AT-1", {"AT-1": Meaning.COUPON_REJECTED})

        assert fault.meaning is Meaning.COUPON_REJECTED

    @pytest.mark.parametrize("meaning", Meaning)
    def test_has_a_sentence_for_every_meaning(self, meaning: Meaning) -> None:
        sentence = explain_code("X", {"X": meaning}).sentence

        assert sentence.endswith(".")
        assert "!" not in sentence
        assert "{" not in sentence

    def test_covers_the_codes_of_the_interface_family(self) -> None:
        known = {f"LMS_{number:05}" for number in [*range(1, 13), 16, 17]}

        assert known < set(FAULTS)
