"""A measure puts a person under a kind of control, from a start to an end or until further notice."""

from collections.abc import Callable

from graph.codes import Codes
from graph.intake.clean import Cleaned

Fed = Callable[..., Cleaned]
Reasons = Callable[..., list[tuple[str, str] | None]]
MIDNIGHT, DAY = 1_627_488_000, 86_400  # 29 July 2021 in Shanghai


def measure(**more: str) -> dict[str, str]:
    return {"person_id": "p1", "kind": "集中隔离", "t_start": "2021-07-29"} | more


def test_dates_of_a_measure(fed: Fed) -> None:
    """A start without clock is 00:00 of its day, an end without clock the end of its day; an open one has no end."""
    facts = fed("measures", measure(), measure(t_end="2021-07-30"), measure(t_end="2021-07-29")).facts.to_pylist()
    assert [(f["t_start"], f["t_start_day"]) for f in facts] == [(MIDNIGHT, True)] * 3
    assert [f["t_end"] for f in facts] == [None, MIDNIGHT + 2 * DAY, MIDNIGHT + DAY]
    assert {f["kind"] for f in facts} == {"central_quarantine"}


def test_what_a_measure_needs(reasons: Reasons) -> None:
    """Somebody, a kind that is known, and a start that has come; an end may be planned."""
    rows = [
        measure(person_id=""),
        measure(kind=""),
        measure(kind="看一看"),
        measure(t_start=""),
        measure(t_end="2021-07-28"),
        measure(t_start="2021-08-02"),
        measure(t_start="2021-08-01", t_end="2021-08-14"),
    ]
    assert reasons("measures", *rows) == [
        ("rejected", "PERSON_MISSING"),
        ("rejected", "MISSING_VALUE"),
        ("rejected", "VALUE_UNKNOWN"),
        ("rejected", "MISSING_VALUE"),
        ("quarantined", "END_BEFORE_START"),
        ("quarantined", "FUTURE"),
        None,
    ]


def test_a_measure_expires_by_its_end(reasons: Reasons) -> None:
    """What ended before the retention is not kept."""
    rows = [measure(t_end="2021-07-29 12:00"), measure(t_end="2021-07-31")]
    assert reasons("measures", *rows, retention_start=MIDNIGHT + DAY) == [("rejected", "EXPIRED"), None]


def test_kinds_as_offices_write_them(fed: Fed) -> None:
    """Each has one of the six words; a hospital is also a kind of place and here a measure."""
    words = ["隔离", "集中隔离医学观察", "居家隔离", "居家健康监测", "定点医院", "解除隔离"]
    assert fed("measures", *(measure(kind=w) for w in words)).facts["kind"].to_pylist() == [
        "isolation", "central_quarantine", "home_quarantine", "home_monitoring", "hospital", "released",
    ]  # fmt: skip


def test_who_ordered_it_is_in_the_vault(fed: Fed, codes: Codes) -> None:
    """Under the person whom it is about, and nowhere in the facts."""
    found = fed("measures", measure(by="王主任", place="一号隔离点"))
    assert found.facts["place"].to_pylist() == ["一号隔离点"]
    assert "王主任" not in str(found.facts.drop_columns(["content"]).to_pylist())
    told = {(v["owner"], v["field"], v["value"]) for v in found.vault.to_pylist()}
    assert (codes.code("person_id:hotels:p1"), "by", "王主任") in told
