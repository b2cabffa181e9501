"""Households, measures as controls, and tests that open cases (semantics.md, 4, 7 and 8)."""

import pytest

from tests.oracle.cases import cases
from tests.oracle.claims import claim
from tests.oracle.controls import NEVER, controls, first_control, free
from tests.oracle.fed import Fed, World
from tests.oracle.oracle import Oracle
from tests.oracle.rows import instant
from tests.stories.story import feed

CASES = feed("cases", "case_id | person_id | onset | isolated_at\n C1 | an | 07-29 12:00 | 07-30 12:00")
HOMES = feed(
    "households",
    """
    household_id | person_id | valid_from  | valid_to
    h1           | an        |             |
    h1           | bo        |             |
    h1           | cy        | 07-29 06:00 |
    h1           | di        |             | 07-26
    h2           | bo        |             |
    h2           | ed        |             |
    """,
)


def test_a_household_is_close_without_minutes() -> None:
    """Bo is of an's household all the window (27 July 00:00 to 30 July 12:00), cy from the 29th on; di left with the 26th.

    Ed is of bo's other household: contact of contact, to bo's end, which is now (isolation, 30 July 12:00).
    """
    claim(HOMES, CASES, asks={
        "trace C1": {
            "trace": "ring1 | ring2 | classes\n 2 | 1 | close=2,contact_of_contact=1",
            "contact": """
            ring | person | class              | first       | last        | minutes | channels
            1    | bo     | close              | 07-27 00:00 | 07-30 12:00 |         | household
            1    | cy     | close              | 07-29 06:00 | 07-30 12:00 |         | household
            2    | ed     | contact_of_contact | 07-27 00:00 | 07-30 12:00 |         | household
            """,
            "exposure": """
            person | with | place | place_kind | channel   | zone | t_start     | t_end       | seat_gap | rule
            bo     | an   | h1    | household  | household |      | 07-27 00:00 | 07-30 12:00 |          | yes
            cy     | an   | h1    | household  | household |      | 07-29 06:00 | 07-30 12:00 |          | yes
            ed     | bo   | h2    | household  | household |      | 07-27 00:00 | 07-30 12:00 |          | yes
            """,
            "reason": "person | reason\n bo | SAME_HOUSEHOLD\n cy | SAME_HOUSEHOLD\n ed | SAME_HOUSEHOLD",
            "via": "person | via | first\n ed | bo | 07-27 00:00",
        },
        "trace C1 --edition co-presence --from 07-27T00:00 --to 07-30T00:00": {"trace": "ring1 | ring2\n 0 | 0"},
        "shared C1": {"shared": "person"},
        "same C1": {"same": "person"},
        "reach C1": {"reach": "reached\n 0"},
    })  # fmt: skip


def test_minutes_are_those_of_the_other_pieces() -> None:
    """Bo is also 20 minutes at an's table: minutes 20.00, first and last those of the household."""
    table = feed(
        "stays",
        """
        person_id | place_kind | place_name | t_start     | t_end
        an        | venue      | Noodles    | 07-28 18:00 | 07-28 19:00
        bo        | venue      | Noodles    | 07-28 18:00 | 07-28 18:20
        """,
    )
    homes = Fed("households", HOMES.rows[:2])
    claim(homes, table, CASES, asks={"trace C1": {
        "contact": "person | class | first | last | minutes | channels\n bo | close | 07-27 00:00 | 07-30 12:00 | 20.00 | household,venue"}})  # fmt: skip


def test_a_household_is_that_of_its_source() -> None:
    """Two sources that both write h1 speak of two households."""
    card = {"id_type": "id_card", "id_number": "43010219800101003X"}
    other = Fed("households", ({"household_id": "h1", "person_id": "zo"}, {"household_id": "h1", **card}), "other")
    mine = Fed("households", ({"household_id": "h1", "person_id": "an"}, {"household_id": "h1", "person_id": "bo"}))
    claim(mine, other, CASES, asks={"trace C1": {"contact": "person | class\n default:bo | close"}})


MEASURES = """
    person_id | kind            | t_start     | t_end
    bo        | home_quarantine | 07-29 08:00 | 07-29 10:00
    bo        | isolation       | 07-29 20:00 |
    bo        | released        | 07-29 22:00 |
    bo        | home_monitoring | 07-29 15:00 |
    bo        | hospital        | 07-30       | 07-30
    cy        | released        | 07-29 08:00 |
    cy        | hospital        | 07-29 08:00 |
    an        | released        | 07-31 00:00 |
    """


def hour(text: str) -> int:
    """Return a moment of July 2021 in UTC seconds."""
    return instant(f"2021-07-{text}", "UTC")[0]


def test_controls_are_measures_and_isolations_until_their_end_or_a_later_release() -> None:
    """A measure without end lasts to the next release after its start; monitoring controls nobody; a date is the whole day."""
    known = Oracle(World((feed("measures", MEASURES), CASES), "UTC")).known
    found = {known.people.shown(p): spans for p, spans in controls(known).items()}
    assert found == {
        "an": [(hour("30 12:00"), hour("31 00:00"))],
        "bo": [(hour("29 08:00"), hour("29 10:00")), (hour("29 20:00"), hour("29 22:00")), (hour("30"), hour("31"))],
        "cy": [(hour("29 08:00"), NEVER)],
    }
    (bo,) = (p for p in controls(known) if known.people.shown(p) == "bo")
    assert [first_control(known, bo, hour(t)) for t in ("29 07:00", "29 09:00", "29 10:00", "31 00:00")] == [
        hour("29 08:00"), hour("29 09:00"), hour("29 20:00"), NEVER]  # fmt: skip
    assert free(known, bo, hour("29 09:00"), hour("29 21:00")) == [(hour("29 10:00"), hour("29 20:00"))]


VISITS = """
    person_id | place_kind | place_name | t_start     | t_end
    an        | home       | One        | 07-29 06:00 | 07-29 07:00
    bo        | home       | One        | 07-29 06:00 | 07-29 07:00
    bo        | home       | Two        | 07-29 07:00 | 07-29 12:00
    cy        | home       | Two        | 07-29 07:30 | 07-29 08:30
    di        | home       | Two        | 07-29 08:30 | 07-29 09:30
    ed        | home       | Two        | 07-29 10:30 | 07-29 11:30
    """
QUARANTINE = "person_id | kind | t_start | t_end\n bo | home_quarantine | 07-29 08:00 | 07-29 10:00"


def test_a_control_ends_passing_on_for_good_and_ring_2() -> None:
    """Bo has it at 06:00 and is in quarantine 08:00-10:00: cy (07:30-08:30) has it, with 30 minutes of ring 2.

    Di and ed, whom bo meets during and after it, have not.
    """
    claim(feed("stays", VISITS), feed("measures", QUARANTINE), CASES, asks={
        "reach C1": {"reached": "person | arrival | from\n bo | 07-29 06:00 | an\n cy | 07-29 07:30 | bo"},
        "trace C1": {"contact": "ring | person | minutes\n 1 | bo | 60.00\n 2 | cy | 30.00"},
    })  # fmt: skip


def test_who_is_reached_after_a_control_passes_it_on() -> None:
    """With a quarantine 04:00-05:00 before it reaches bo, nothing ends; and with one at 06:00-06:10 bo passes it to nobody."""
    before = QUARANTINE.replace("08:00", "04:00").replace("10:00", "05:00")
    claim(feed("stays", VISITS), feed("measures", before), CASES, asks={
        "reach C1": {"reached": "person\n bo\n cy\n di\n ed"}})  # fmt: skip
    at_once = QUARANTINE.replace("08:00", "06:00").replace("10:00", "06:10")
    claim(feed("stays", VISITS), feed("measures", at_once), CASES, asks={
        "reach C1": {"reached": "person\n bo"}, "trace C1": {"contact": "person\n bo"}})  # fmt: skip


def test_an_earlier_arrival_counts_even_where_a_later_one_would_pass_on() -> None:
    """Bo has it from an at 06:00 and again from cy after his quarantine: it is for good, so ed (10:30) has it from cy alone."""
    more = VISITS + "cy | home | Two | 07-29 10:00 | 07-29 11:00\n    "
    asks = {
        "reach C1": {
            "reached": "person | arrival | from\n bo | 07-29 06:00 | an\n cy | 07-29 07:30 | bo\n ed | 07-29 10:30 | cy"
        }
    }
    claim(feed("stays", more), feed("measures", QUARANTINE), CASES, asks=asks)


def test_backward_nobody_passes_on_while_under_control() -> None:
    """Bo sits with an, the case, 06:00-07:00 and is under control 06:30-08:00: 06:29:59 was his last chance."""
    control = QUARANTINE.replace("08:00", "06:30").replace("10:00", "08:00")
    claim(feed("stays", VISITS), feed("measures", control), CASES, asks={
        "reach C1 --backward": {"reached": "person | latest | to\n bo | 07-29 06:29:59 | an"}})  # fmt: skip


@pytest.mark.parametrize(
    ("tests", "expected"),
    [
        ("S1 | an | 07-28 09:00 | positive", {"C1": "2021-07-28 09:00"}),
        ("S1 | bo | 07-28 09:00 | positive", {"C1": None, "T-S1": "2021-07-28 09:00"}),
        (
            "S1 | bo | 07-28 09:00 | positive\n S2 | bo | 07-27 09:00 | positive",
            {"C1": None, "T-S2": "2021-07-27 09:00"},
        ),
        ("S1 | bo | 07-28 09:00 | negative\n S2 | cy | 07-28 09:00 | unclear", {"C1": None}),
        ("S1 | bo | 07-28 | positive", {"C1": None, "T-S1": "2021-07-28 00:00"}),
    ],
)
def test_a_positive_opens_a_case(tests: str, expected: dict[str, str | None]) -> None:
    """Who has no case gets one of his earliest positive; a registered case without sample takes it as its sample."""
    fed = feed("tests", f"sample_id | person_id | t | result\n {tests}")
    found = cases(Oracle(World((fed, CASES), "UTC")).known)
    assert {k: c.dates.get("sample") for k, c in found.items()} == {
        k: None if v is None else instant(v, "UTC")[0] for k, v in expected.items()
    }


def test_a_later_version_undoes_a_positive() -> None:
    """Sample S1 was read wrongly: version 2 says negative, and the case that version 1 opened is none."""
    fed = feed(
        "tests",
        """
        sample_id | person_id | t           | result   | version
        S1        | bo        | 07-28 09:00 | negative | 2
        S1        | bo        | 07-28 09:00 | positive | 1
        """,
    )
    claim(fed, CASES, asks={"feeds": {"feed": "feed | accepted | superseded\n tests | 1 | 1\n cases | 1 | 0"}})
    with pytest.raises(LookupError):
        Oracle(World((fed, CASES), "UTC")).ask(["trace", "T-S1"])


def test_the_sample_of_a_test_is_an_anchor() -> None:
    """A case opened by a test of 28 July 09:00 has its window from 26 July on, anchored at the sample."""
    fed = feed("tests", "sample_id | person_id | t | result\n S1 | bo | 07-28 09:00 | positive")
    claim(
        fed, CASES, asks={"trace T-S1": {"trace": "case | person | anchor | from\n T-S1 | bo | sample | 07-26 00:00"}}
    )
