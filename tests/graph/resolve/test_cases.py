"""Cases and judgements: fields of several rows, people, recorded infectors."""

from graph.model.timed_graph import Judgement
from tests.graph.resolve.told import CODES, Told, at, person, resolved, rows


def test_each_field_is_what_the_last_row_that_fills_it_says() -> None:
    """Batch 2 gives a report date and leaves the onset alone; what the command says counts last, whenever it came."""
    told = [
        Told("cases", {"case_id": "C1", "person_id": "p1", "onset": "2021-07-20 09:00", "outcome": "mild"}, batch=1),
        Told("cases", {"case_id": "C1", "code": person("p1"), "sample": "2021-07-22 08:00"}, "case", batch=2),
        Told(
            "cases", {"case_id": "C1", "person_id": "p1", "sample": "2021-07-21 08:00", "report": "2021-07-23"}, batch=3
        ),
    ]
    (case,) = resolved(*told).cases
    assert (case.onset, case.sample, case.report) == (at("2021-07-20 09:00"), at("2021-07-22 08:00"), at("2021-07-23"))
    assert (case.person, case.outcome) == (person("p1"), "mild")


def test_of_two_sources_with_different_people_the_last_wins() -> None:
    """The person of a case is the one of the last row."""
    told = [Told("cases", {"case_id": "C1", "person_id": p}, s, b) for p, s, b in (("p1", "a", 1), ("p2", "b", 2))]
    assert [c.person for c in resolved(*told).cases] == [person("person_id:b:p2")]


def test_isolation_on_a_day_counts_to_its_end() -> None:
    """isolated_at 24 July is the midnight after it."""
    (case,) = resolved(*rows("cases", "case_id | person_id | isolated_at\n C1 | p1 | 2021-07-24")).cases
    assert case.isolated_at == at("2021-07-25 00:00")


def test_infectors_are_cases_by_id_or_by_any_name_of_their_person() -> None:
    """case_id, person_id, source:person_id, phone, id_card and code are found; the rest stays as its code."""
    refs = ["C1", "p1", "default:p1", "phone:1", "id_card:A", person("id_card:A"), "stranger"]
    table = "\n".join(["case_id | person_id | infector", *(f"D{i} | q{i} | {ref}" for i, ref in enumerate(refs))])
    told = rows("cases", table) + rows("cases", "case_id | person_id\n C1 | p1") + rows("people", """
        person_id | id_number | phone
        p1        | A         | 1
    """)  # fmt: skip
    found = {c.case_id: (c.infectors, c.unknown_infectors) for c in resolved(*told).cases}
    assert found == {
        "C1": ((), ()), **{f"D{i}": (("C1",), ()) for i in range(6)}, "D6": ((), (CODES.code("ref:stranger"),))
    }  # fmt: skip


def test_a_case_id_beats_a_person_of_that_name() -> None:
    """'x' is the case x, though the person of case y is called x as well; a self loop is kept."""
    told = rows("cases", "case_id | person_id | infector\n x | p1 | x\n y | x | \n z | p3 | x")
    assert [c.infectors for c in resolved(*told).cases] == [("x",), (), ("x",)]


def test_a_person_with_two_cases_names_neither() -> None:
    """An infector who fits two cases is no link."""
    told = rows("cases", "case_id | person_id | infector\n x | p1 |\n y | p1 |\n z | p3 | p1")
    assert resolved(*told).cases[2].unknown_infectors == (CODES.code("ref:p1"),)


def test_case_dates_count_for_now() -> None:
    """An onset on 25 July is the end of that local day."""
    assert resolved(*rows("cases", "case_id | person_id | onset\n C1 | p1 | 2021-07-25")).now == at("2021-07-26 00:00")


def test_the_last_judgement_of_a_person_and_case_stands() -> None:
    """Close, then ruled out: ruled out; another case's judgement is its own."""
    told = rows("judgements", """
        case | person_id | class
        C1   | p1        | close
        C1   | p1        | ruled_out
        C2   | p1        | general
    """)  # fmt: skip
    assert resolved(*told).judgements == (
        Judgement("C1", person("p1"), "ruled_out", CODES.code("1/1")), Judgement("C2", person("p1"), "general", CODES.code("1/2"))
    )  # fmt: skip
