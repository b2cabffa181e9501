"""Random worlds of journeys: what must always hold in the oracle's own answers, and that the worlds are worth asking."""

from collections import Counter
from functools import cache

import pytest

from tests.oracle import journeys
from tests.oracle.controls import controls
from tests.oracle.fed import Fed, World
from tests.oracle.oracle import Answer, Oracle, flat
from tests.oracle.reach import contacts
from tests.oracle.rows import instant
from tests.oracle.worlds import Made, questions

SEEDS = range(10)


@cache
def world(seed: int) -> tuple[Made, Oracle]:
    """Return a world and its oracle; made once."""
    made = journeys.made(seed)
    return made, Oracle(made.world)


def ask(oracle: Oracle, *words: str) -> Answer:
    """Return an answer, empty for a case that a test did not open."""
    try:
        return oracle.ask(words)
    except LookupError:
        return []


def rows(value: object) -> Answer:
    """Return the rows inside a row."""
    assert isinstance(value, list)
    return value


def test_the_worlds_hold_what_they_are_for() -> None:
    """Over ten worlds every reason, class, channel and cause of a held row of this part of the semantics comes up."""
    found: Counter[str] = Counter()
    for seed in SEEDS:
        made, oracle = world(seed)
        found.update(r.reason for r in oracle.known.rows if r.reason)
        for case in made.cases:
            for row in ask(oracle, "trace", case):
                found.update(map(str, row.get("reasons", ())))  # type: ignore[call-overload]
                found.update(str(q["code"]) for q in rows(row.get("questions", [])))
                found.update(str(e["channel"]) for e in rows(row.get("exposures", [])))
            found.update(str(row["channel"]) for row in ask(oracle, "same", case))
    expected = (
        "STOP_UNKNOWN STOP_ORDER CARRIAGE_UNKNOWN END_BEFORE_START COORDINATE DATUM_UNDECLARED MISSING_VALUE SAME_BOOKING SEAT_ROWS "
        "CREW SAME_CARRIAGE SAME_COMPARTMENT SAME_BAY SEALED_COACH SAME_CABIN SAME_RUN SEAT_UNKNOWN SEALED_UNKNOWN TIME_UNSURE "
        "SAME_HOUSEHOLD COMPANION flight railway coach ship lbs companion household"
    )
    assert [name for name in expected.split() if not found[name]] == []


@pytest.mark.parametrize("seed", SEEDS)
def test_the_same_is_what_is_shared_by_six_channels(seed: int) -> None:
    """`same` has the exposures of `shared` in the channels of the six; companions are cells there."""
    made, oracle = world(seed)
    six = {"net_cafe", "lodging", "flight", "railway", "lbs"}
    names = ("person", "place", "t_start", "t_end", "seat_gap")
    for case in made.cases:
        shared = Counter(tuple(r[n] for n in names) for r in ask(oracle, "shared", case) if r["channel"] in six)
        assert Counter(tuple(r[n] for n in names) for r in ask(oracle, "same", case)) == shared


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_arrival_does_not_matter_with_versions(seed: int) -> None:
    """The files in the other order, and their rows too, give the same answers, given a declared export time."""
    made, _ = world(seed)
    there = [Fed(f.feed, f.rows, f.source, "2021-08-01T00:00:00Z") for f in made.world.files]
    back = [Fed(f.feed, f.rows[::-1], f.source, f.exported_at) for f in there[::-1]]
    one, two = (Oracle(World(tuple(files), made.world.timezone)) for files in (there, back))
    for case in made.cases[:3]:
        for words in questions(made, case, 4):
            assert flat(ask(one, *words)) == flat(ask(two, *words)), words


@pytest.mark.parametrize("seed", SEEDS)
def test_rows_of_a_trace_fit_together(seed: int) -> None:
    """Cells never earn but as companions, households have no minutes, and no exposure of ring 1 but a cell lies outside the window."""
    made, oracle = world(seed)
    for case in made.cases:
        answer = ask(oracle, "trace", case)
        for row in answer[1:]:
            for e in rows(row["exposures"]):
                assert e["channel"] != "lbs" or not e["rule"]
                assert e["channel"] != "companion" or not e["rule"] or row["class"] == "companion"
                assert e["seat_gap"] is None or e["place_kind"] in {"flight", "train", "coach"}
                assert row["ring"] == 2 or e["channel"] == "companion" or str(answer[0]["from"]) <= str(e["t_start"])
            earning = {str(e["channel"]) for e in rows(row["exposures"]) if e["rule"]}
            assert (row["minutes"] is None) == (earning <= {"household"})


@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_is_reached_late_and_nobody_under_control_passes_it_on(seed: int) -> None:
    """Everybody's arrival is the earliest at which somebody who had it, and was never under control since, passes it on."""
    made, oracle = world(seed)
    known = oracle.known
    under = {known.people.shown(person): spans for person, spans in controls(known).items()}
    for case in made.cases:
        answer = ask(oracle, "reach", case)
        if not answer:
            continue
        start, end = (instant(str(answer[0][name]), "UTC")[0] for name in ("from", "to"))
        arrival = {str(r["person"]): instant(str(r["arrival"]), "UTC")[0] for r in answer[1:]} | {
            str(answer[0]["person"]): start
        }
        passed: dict[str, list[int]] = {}
        for way in contacts(known, start, end):
            j, k = known.people.shown(way.j), known.people.shown(way.k)
            t = max(way.start, arrival.get(j, end))
            if t < way.end and not any(low <= t and high > arrival[j] for low, high in under.get(j, [])):
                passed.setdefault(k, []).append(t)
        del arrival[str(answer[0]["person"])]
        assert {k: min(ts) for k, ts in passed.items() if k != answer[0]["person"]} == arrival
