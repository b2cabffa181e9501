"""Measures and isolation become controls; households become members; a positive test becomes a case."""

import pytest

from graph.model.choices import Choices
from tests.graph.resolve.told import Told, at, person, resolved, rows, world


def controls(*told: Told) -> list[tuple[int, int | None]]:
    """Return (start, end) of every control."""
    return [(c.start, c.end) for c in resolved(*told).controls]


def measure(kind: str, start: str, end: str = "") -> Told:
    """Return a measure of phone 1 on 29 July 2021."""
    values = {"phone": "1", "kind": kind, "t_start": f"2021-07-29 {start}"}
    return Told("measures", values | ({"t_end": f"2021-07-29 {end}"} if end else {}))


@pytest.mark.parametrize("kind", ["isolation", "central_quarantine", "home_quarantine", "hospital"])
def test_four_measures_are_control(kind: str) -> None:
    """Each of them is control from its start on while nobody says that it is over."""
    assert controls(measure(kind, "10:00")) == [(at("10:00"), None)]


@pytest.mark.parametrize("kind", ["home_monitoring", "released"])
def test_monitoring_and_release_are_no_control(kind: str) -> None:
    """Who is watched at home, or let go, is under no control."""
    assert controls(measure(kind, "10:00")) == []


def test_a_measure_is_over_at_its_end_or_at_an_earlier_release() -> None:
    """10:00 to 14:00; with a release at 12:00 to 12:00; a release at 09:00 was before it, one at 15:00 is too late."""
    one = measure("isolation", "10:00", "14:00")
    assert controls(one) == [(at("10:00"), at("14:00"))]
    assert controls(one, measure("released", "12:00")) == [(at("10:00"), at("12:00"))]
    assert controls(one, measure("released", "09:00"), measure("released", "15:00")) == [(at("10:00"), at("14:00"))]


def test_measures_that_overlap_or_touch_are_one_control() -> None:
    """10:00-12:00, 11:00-13:00 and 13:00-14:00 are one; 15:00-16:00 is another."""
    told = [("10:00", "12:00"), ("11:00", "13:00"), ("13:00", "14:00"), ("15:00", "16:00")]
    assert controls(*(measure("isolation", a, b) for a, b in told)) == [
        (at("10:00"), at("14:00")), (at("15:00"), at("16:00"))
    ]  # fmt: skip


def test_isolation_of_a_case_holds_until_a_release() -> None:
    """The case was isolated at 10:00 and let go at 16:00."""
    case = Told("cases", {"case_id": "C1", "phone": "1", "isolated_at": "2021-07-29 10:00"})
    assert controls(case) == [(at("10:00"), None)]
    assert controls(case, measure("released", "16:00")) == [(at("10:00"), at("16:00"))]


def test_members_of_a_household_are_kept_with_their_dates() -> None:
    """Ann all the time, Bo from 29 July on; two registers have two households of one number."""
    told = [
        *rows("households", "household_id | person_id | valid_from\n H | ann | \n H | bo | 2021-07-29"),
        *rows("households", "household_id | person_id\n H | cy", source="other"),
    ]
    graph = resolved(*told)
    m = graph.members
    found = [
        (graph.households[h], graph.people[p], start > -(1 << 62), graph.sources[s])
        for h, p, start, s in zip(m.household, m.person, m.valid_from, m.sources, strict=True)
    ]
    assert sorted(found) == sorted(
        [
            ("default/H", person("ann"), False, ("default",)),
            ("default/H", person("bo"), True, ("default",)),
            ("other/H", person("person_id:other:cy"), False, ("other",)),
        ]
    )


def sampled(who: str, sample: str, when: str, result: str) -> Told:
    """Return a test on 29 July 2021."""
    return Told("tests", {"phone": who, "sample_id": sample, "t": f"2021-07-29 {when}", "result": result})


def test_a_positive_test_opens_a_case_named_by_its_sample() -> None:
    """Samples at 09:00 (negative), 10:00 and 12:00 (positive): one case T-B of the first positive sample."""
    graph = resolved(
        sampled("1", "A", "09:00", "negative"),
        sampled("1", "B", "10:00", "positive"),
        sampled("1", "C", "12:00", "positive"),
    )
    assert [(c.case_id, c.person, c.sample) for c in graph.cases] == [("T-B", person("phone:1"), at("10:00"))]


def test_an_unclear_or_negative_test_opens_none() -> None:
    """Only positive results do."""
    assert resolved(sampled("1", "A", "09:00", "unclear"), sampled("2", "B", "09:00", "negative")).cases == []


def test_a_registered_case_takes_its_missing_sample_from_the_first_positive_test() -> None:
    """C1 has no sample date: 10:00; C2 has one and keeps it. Neither person gets a second case."""
    told = [
        Told("cases", {"case_id": "C1", "phone": "1", "report": "2021-07-30"}),
        Told("cases", {"case_id": "C2", "phone": "2", "sample": "2021-07-29 08:00"}),
        sampled("1", "A", "12:00", "positive"), sampled("1", "B", "10:00", "positive"),
        sampled("2", "C", "07:00", "positive"),
    ]  # fmt: skip
    assert [(c.case_id, c.sample) for c in resolved(*told).cases] == [("C1", at("10:00")), ("C2", at("08:00"))]


def test_an_authority_may_choose_that_tests_open_no_case() -> None:
    """With the choice off, the same positive test leaves no case."""
    one = sampled("1", "A", "09:00", "positive")
    graphs = [world(one, choices=Choices(tests_open_cases=on))[0] for on in (True, False)]
    assert [[c.case_id for c in graph.cases] for graph in graphs] == [["T-A"], []]
