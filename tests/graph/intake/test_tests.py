"""A test is a sample of a person and, once it is known, its result."""

from collections.abc import Callable

import pytest

from graph.intake.clean import Cleaned

Fed = Callable[..., Cleaned]
Reasons = Callable[..., list[tuple[str, str] | None]]


def sample(**more: str) -> dict[str, str]:
    return {"person_id": "p1", "sample_id": "s1", "t": "2021-07-29 10:00", "result": "negative"} | more


@pytest.mark.parametrize(
    ("written", "kept"),
    [("阳性", "positive"), ("阳性（+）", "positive"), ("+", "positive"), ("检出", "positive"), ("POSITIVE", "positive"),
     ("阴性", "negative"), ("阴性(-)", "negative"), ("未检出", "negative"), ("可疑", "unclear"), ("待复检", "unclear"),
     ("", None), ("-", None)],
)  # fmt: skip
def test_results_as_laboratories_write_them(fed: Fed, written: str, kept: str | None) -> None:
    """A lone dash is no result: it may as well stand for an empty cell."""
    assert fed("tests", sample(result=written)).facts["result"].to_pylist() == [kept]


def test_a_result_that_no_word_explains_is_rejected(reasons: Reasons) -> None:
    """Left out it could hide a positive one; a sample that waits for its result is accepted."""
    assert reasons("tests", sample(result="阳？"), sample(result="( )"), sample(result="")) == [
        ("rejected", "VALUE_UNKNOWN"),
        ("rejected", "VALUE_UNKNOWN"),
        None,
    ]


def test_a_sample_is_known_by_its_number(fed: Fed) -> None:
    """So a correction replaces what was said; without number a row is its content."""
    found = fed("tests", sample(), sample(result="positive", sample_id="'Ｓ1"), sample(sample_id="")).facts
    assert found["record_text"].to_pylist() == ["key:hotels:tests:s1", "key:hotels:tests:S1", None]


def test_a_cancel_names_its_sample_or_repeats_the_row(reasons: Reasons) -> None:
    """A number is enough; without one the whole row is needed."""
    rows = [
        {"op": "cancel", "sample_id": "s1"},
        {"op": "cancel", "record_id": "r1"},
        sample(op="cancel", sample_id=""),
        {"op": "cancel", "person_id": "p1"},
    ]
    assert reasons("tests", *rows) == [None, None, None, ("rejected", "RECORD_ID_MISSING")]


def test_when_a_sample_was_taken(reasons: Reasons, fed: Fed) -> None:
    """A date will do; a day to come will not."""
    rows = [sample(t="2021-07-29"), sample(t="2021-08-02"), sample(t=""), sample(t="2021-07-28 23:59")]
    assert reasons("tests", *rows, retention_start=1_627_488_000) == [
        None,
        ("quarantined", "FUTURE"),
        ("rejected", "MISSING_VALUE"),
        ("rejected", "EXPIRED"),
    ]
    fact = fed("tests", rows[0]).facts.to_pylist()[0]
    assert (fact["t"], fact["t_day"]) == (1_627_488_000, True)


def test_a_sample_number_that_a_spreadsheet_rounded_is_rejected(reasons: Reasons) -> None:
    """Many samples would become one, and all but one result be lost."""
    assert reasons("tests", sample(sample_id="2.10729E+15")) == [("rejected", "ID_TRUNCATED")]
