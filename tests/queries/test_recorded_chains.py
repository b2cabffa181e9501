"""Recorded chains and their quality (semantics.md, 9)."""

from graph.model.timed_graph import Case
from queries.answers import ChainProblem, Json
from queries.recorded_chains import recorded_chains, recorded_chains_rows
from tests.queries.world import World, at


def asked(*cases: Case, case: str | None = None, as_of: str = "31") -> tuple[list[Json], list[ChainProblem]]:
    """Return the chains and problems of cases."""
    world = World([], cases=cases)
    world.cases = lambda: sorted(cases, key=lambda c: c.case_id)  # type: ignore[assignment]
    chains, problems = recorded_chains_rows(
        world.ask(recorded_chains(case=case, as_of=at(as_of))), cases, as_of=at(as_of), case=case
    )
    return [c.json() for c in chains], problems


def case(name: str, *infectors: str, **dates: str) -> Case:
    """Return a case with its recorded infectors; dates are days of July."""
    return Case(name, name.lower(), infectors=infectors, **{k: at(v) for k, v in dates.items()})  # type: ignore[arg-type]


def codes(problems: list[ChainProblem]) -> list[tuple[str, str | None, str | None]]:
    """Return code, case and infector of problems."""
    return [(p.code, p.case, p.infector) for p in problems]


def test_a_chain_has_roots_generations_and_dates() -> None:
    """C7 infects three, two of whom infect C5, and one C6 twice over a shared link: 1, 3, 2; six cases, six links."""
    chains, problems = asked(
        case("C7", report="03"), case("C1", "C7", report="05"), case("C2", "C7"), case("C3", "C7", onset="09"),
        case("C5", "C1", "C2", report="06"), case("C6", "C3", sample="08"), case("C9", report="01"),
    )  # fmt: skip
    assert chains == [
        {"kind": "recorded_chain", "roots": ["C7"], "cases": 6, "edges": 6, "generations": [1, 3, 2],
         "first": "2021-07-03T00:00:00Z", "last": "2021-07-09T00:00:00Z", "active": False}
    ]  # fmt: skip
    assert problems == []


def test_a_component_without_root_has_no_generations_and_is_a_cycle() -> None:
    """Two cases that name each other, and one they infected: no root, no generations, one row for the loop."""
    chains, problems = asked(case("C1", "C2"), case("C2", "C1"), case("C3", "C2"))
    assert [(c["roots"], c["generations"], c["edges"]) for c in chains] == [([], [], 3)]
    assert [p.json() for p in problems] == [
        {
            "kind": "chain_problem",
            "code": "CYCLE",
            "cases": ["C1", "C2"],
            "detail": "C1, C2 are recorded as infecting one another",
        }
    ]


def test_cases_that_no_root_reaches_are_in_no_generation() -> None:
    """C3 is infected by root C4 and by the loop C1-C2: generations 1, 1 of four cases."""
    chains, _ = asked(case("C1", "C2"), case("C2", "C1"), case("C3", "C2", "C4"), case("C4"))
    assert [(c["roots"], c["generations"], c["cases"]) for c in chains] == [(["C4"], [1, 1], 4)]


def test_a_self_loop_is_reported_and_is_no_link() -> None:
    """A case that names itself alone is no chain."""
    chains, problems = asked(case("C1", "C1"))
    assert (chains, codes(problems)) == ([], [("SELF", "C1", "C1")])


def test_a_self_loop_does_not_keep_a_case_from_being_a_root() -> None:
    """C1 names itself and infects C2: one link, root C1."""
    chains, _ = asked(case("C1", "C1"), case("C2", "C1"))
    assert [(c["roots"], c["edges"], c["generations"]) for c in chains] == [(["C1"], 1, [1, 1])]


def test_an_infector_who_is_no_case_is_reported() -> None:
    """The keyed code of what was written is shown; there is no link."""
    chains, problems = asked(Case("C1", "p1", unknown_infectors=("abc",)))
    assert (chains, codes(problems)) == ([], [("INFECTOR_UNKNOWN", "C1", "abc")])


def test_dates_are_compared_in_pairs_of_one_kind() -> None:
    """Both onsets decide where both are known, else both samples, else both reports; equal dates are no problem."""
    first = case("C1", onset="10", sample="20", report="20")
    assert codes(asked(first, case("C2", "C1", onset="09", sample="25"))[1]) == [("INFECTOR_AFTER_CASE", "C2", "C1")]
    assert asked(first, case("C2", "C1", onset="10", sample="05"))[1] == []
    assert codes(asked(first, case("C2", "C1", sample="19", report="25"))[1]) == [("INFECTOR_AFTER_CASE", "C2", "C1")]
    assert codes(asked(first, case("C2", "C1", report="19"))[1]) == [("INFECTOR_AFTER_CASE", "C2", "C1")]
    assert asked(case("C1", onset="10"), case("C2", "C1", report="05"))[1] == []


def test_a_long_gap_is_over_three_weeks() -> None:
    """21 days are fine, 22 are not."""
    assert asked(case("C1", onset="01"), case("C2", "C1", onset="22"))[1] == []
    assert codes(asked(case("C1", onset="01"), case("C2", "C1", onset="23"))[1]) == [("LONG_GAP", "C2", "C1")]


def test_cases_after_the_moment_asked_for_are_left_out() -> None:
    """As of the 10th, C3 (reported on the 12th) is not there, nor its link; an undated case is."""
    cases = case("C1", report="05"), case("C2", "C1"), case("C3", "C2", report="12")
    assert [(c["cases"], c["last"]) for c in asked(*cases, as_of="10")[0]] == [(2, "2021-07-05T00:00:00Z")]


def test_a_chain_is_active_within_a_fortnight() -> None:
    """Dated on the 10th: active as of the 24th, no more a second later."""
    cases = case("C1", report="10"), case("C2", "C1")
    assert [asked(*cases, as_of=t)[0][0]["active"] for t in ("24", "24 00:00:01")] == [True, False]


def test_with_a_case_only_its_component_is_told() -> None:
    """The other chain and its problems are left out."""
    cases = case("C1"), case("C2", "C1"), case("C3", "C3"), case("C4", "C3")
    chains, problems = asked(*cases, case="C2")
    assert ([c["roots"] for c in chains], problems) == ([["C1"]], [])
    assert codes(asked(*cases, case="C4")[1]) == [("SELF", "C3", "C3")]


def test_chains_come_by_first_date() -> None:
    """The earlier chain first, one without dates last."""
    chains, _ = asked(
        case("A1"),
        case("A2", "A1"),
        case("B1", report="09"),
        case("B2", "B1"),
        case("C1", report="02"),
        case("C2", "C1"),
    )
    assert [c["roots"] for c in chains] == [["C1"], ["B1"], ["A1"]]
