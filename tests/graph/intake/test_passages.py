"""A passage is a person or a vehicle at a checkpoint at one moment."""

from collections.abc import Callable

from graph.codes import Codes
from graph.intake.clean import Cleaned

Fed = Callable[..., Cleaned]
Reasons = Callable[..., list[tuple[str, str] | None]]


def passage(**more: str) -> dict[str, str]:
    return {"plate": "湘A·12345", "checkpoint_id": "k1", "t": "2021-07-29 10:00"} | more


def test_who_saw_it_is_not_the_source_of_the_row(fed: Fed, codes: Codes) -> None:
    """The column `source` is kept as `seen_by`; the plate is a code."""
    fact = fed("passages", passage(direction="出城", source="电子警察")).facts.to_pylist()[0]
    assert (fact["source"], fact["seen_by"], fact["direction"]) == ("hotels", "camera", "out")
    assert (fact["checkpoint_id"], fact["t"], fact["plate"]) == ("k1", 1_627_524_000, codes.code("plate:湘A12345"))


def test_what_a_passage_needs(reasons: Reasons) -> None:
    """A checkpoint, somebody, and a moment with its clock that has happened."""
    rows = [
        passage(checkpoint_id=""),
        passage(plate="无"),
        passage(t=""),
        passage(t="2021-07-29"),
        passage(t="2021-08-01 08:06"),
        passage(t="2021-07-29 09:59"),
        passage(),
    ]
    assert reasons("passages", *rows, retention_start=1_627_524_000) == [
        ("rejected", "MISSING_VALUE"),
        ("rejected", "PERSON_MISSING"),
        ("rejected", "MISSING_VALUE"),
        ("rejected", "CLOCK_MISSING"),
        ("quarantined", "FUTURE"),
        ("rejected", "EXPIRED"),
        None,
    ]


def test_an_unknown_direction_is_left_out_and_noted(fed: Fed) -> None:
    """The passage stands without it."""
    found = fed("passages", passage(direction="sideways"))
    assert (found.facts["direction"].to_pylist(), found.flags) == ([None], {"VALUE_UNKNOWN": 1})
