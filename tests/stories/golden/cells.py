"""Phone cells (semantics.md 3 and 4, positions; docs, Cells): stays from fixes, the grid of 800 m, datums, who held the number. An is the case."""

from tests.oracle.fed import Fed, code
from tests.stories.golden import filled, told
from tests.stories.story import Story, feed, story

CASE = feed("cases", "case_id | person_id | onset\n C1 | an | 07-29")


def _fixes(text: str, **same: str) -> Fed:
    return filled("positions", text, **same)


@told
def fixes_an_hour_apart_are_one_stay_and_a_second_more_is_two() -> Story:
    """4: "gaps <= 60 min are one stay from first to last": on the 28th 60:00 apart; on the 29th 60:01 apart: two lone fixes, "one second" each."""
    fixes = _fixes("t\n 07-28 08:00:00\n 07-28 09:00:00\n 07-29 08:00:00\n 07-29 09:00:01", person_id="an", cell_id="a")
    return story(fixes, CASE, asks={"trajectory C1": {"stay": """
        place | place_kind | channel | t_start        | t_end
        a     | cell       | lbs     | 07-28 08:00    | 07-28 09:00
        a     | cell       | lbs     | 07-29 08:00    | 07-29 08:00:01
        a     | cell       | lbs     | 07-29 09:00:01 | 07-29 09:00:02
    """}})  # fmt: skip


@told
def the_hour_is_measured_from_the_end_that_a_row_tells() -> Story:
    """4: "`t_end` of a row, if given, extends it": 08:00-10:00 and a fix at 11:00 are one stay until 11:00; the next fix at 12:00:01 is 60:01 later."""
    fixes = _fixes(
        "t | t_end\n 07-28 08:00 | 07-28 10:00\n 07-28 11:00 |\n 07-28 12:00:01 |", person_id="an", cell_id="a"
    )
    return story(fixes, CASE, asks={"trajectory C1": {"stay": """
        t_start        | t_end
        07-28 08:00    | 07-28 11:00
        07-28 12:00:01 | 07-28 12:00:02
    """}})  # fmt: skip


@told
def a_fix_elsewhere_ends_a_stay() -> Story:
    """4: "consecutive fixes in one cell": 08:00 and 08:20 in a with one in b between are two stays of a, though 20 minutes apart (jumps are not smoothed unless set)."""
    fixes = _fixes(
        "t | cell_id\n 07-28 08:00 | a\n 07-28 08:10 | b\n 07-28 08:20 | a\n 07-28 08:30 | a", person_id="an"
    )
    return story(fixes, CASE, asks={"trajectory C1": {"stay": """
        place | t_start     | t_end
        a     | 07-28 08:00 | 07-28 08:00:01
        b     | 07-28 08:10 | 07-28 08:10:01
        a     | 07-28 08:20 | 07-28 08:30
    """}})  # fmt: skip


@told
def a_lone_fix_is_shared_for_its_second() -> Story:
    """4, 5: bo's lone fix at an's second is a second together; cy's, a second later, is touching: nothing."""
    fixes = _fixes("person_id | t\n an | 07-28 08:00:00\n bo | 07-28 08:00:00\n cy | 07-28 08:00:01", cell_id="a")
    return story(fixes, CASE, asks={
        "shared C1": {"shared": "person | place | channel | t_start | t_end\n bo | a | lbs | 07-28 08:00 | 07-28 08:00:01"},
        "trace C1": {"trace": "ring1\n 0"},
        "reach C1": {"reach": "reached\n 0"},
    })  # fmt: skip


@told
def a_cell_of_the_operator_is_the_place_of_that_id() -> Story:
    """4: "A given cell_id is the cell", docs: the place of kind `cell` of that id: an's stay at `tower` and bo's fix there are one place.

    `460-00-7` is registered nowhere: a place of its own, the same for both sources: 08:30 to 09:00 together.
    """
    places = feed("places", "place_id | kind\n tower | cell")
    stay = feed("stays", "person_id | place_id | t_start | t_end\n an | tower | 07-28 08:00 | 07-28 09:00")
    fixes = _fixes(
        "person_id | t | t_end | cell_id\n bo | 07-28 08:30 | | tower\n an | 07-29 08:00 | 07-29 09:00 | 460-00-7"
    )
    other = feed(
        "positions",
        "phone | t | t_end | cell_id\n 13800000003 | 07-29 08:30 | 07-29 10:00 | 460-00-7",
        source="operator",
    )
    people = feed("people", "person_id | phone\n cy | 13800000003")
    return story(places, people, stay, fixes, other, CASE, asks={"shared C1": {"shared": """
        person | place    | place_kind | channel | t_start     | t_end
        bo     | tower    | cell       | lbs     | 07-28 08:30 | 07-28 08:30:01
        cy     | 460-00-7 | cell       | lbs     | 07-29 08:30 | 07-29 09:00
    """}})  # fmt: skip


@told
def bands_and_columns_of_the_grid() -> Story:
    """4: band = floor(lat · 111195 / 800), col by the cosine of the band's lower edge, which is 1 here.

    0.0071° is 789.5 m: cell 0:0. 0.0072° is 800.6 m: 1:1. -0.0001° is -11 m, floored to -1.
    At 28.2° the band is 3919 (3919.6), its edge at 28.19551° (cosine 0.88134); 112.9° is 112.9 · 111195 · 0.88134 / 800 = 13830.3.
    """
    fixes = _fixes("""
        t           | lat     | lon
        07-26 08:00 | 0.0071  | 0.0071
        07-26 09:30 | 0.0072  | 0.0072
        07-26 11:00 | -0.0001 | -0.0001
        07-28 08:00 | 28.2    | 112.9
    """, person_id="an", datum="wgs84")  # fmt: skip
    return story(fixes, CASE, asks={"trajectory C1": {"stay": """
        place            | t_start     | t_end
        g800:0:0         | 07-26 08:00 | 07-26 08:00:01
        g800:1:1         | 07-26 09:30 | 07-26 09:30:01
        g800:-1:-1       | 07-26 11:00 | 07-26 11:00:01
        g800:3919:13830  | 07-28 08:00 | 07-28 08:00:01
    """}})  # fmt: skip


@told
def a_declared_datum_moves_a_point_into_its_cell() -> Story:
    """4: "a declared datum is converted to WGS-84", by published pairs of points.

    - Shenzhen: 22.543847, 113.912316 is 22.540796, 113.917176 in GCJ-02. · 138.99375 (111195 / 800): band 3133.45; edge 22.54058° (0.923608):
      column 14623.6. So an (WGS-84) and bo (GCJ-02) share g800:3133:14623; di, who declares bo's numbers as WGS-84, is in column 14624 (.2).
    - Beijing: BD-09 39.915, 116.404 is 39.908657, 116.397627 in GCJ-02, which lies 0.0014° north and 0.0062° east of WGS-84 there: about
      39.90726, 116.39139, where an is on the 29th: band 5546.9, edge 39.90107° (0.767153): column 12410.8. Cy's BD-09 is that cell;
      read as GCJ-02 or WGS-84 it would lie in band 5547, as eve's does.
    """
    fixes = _fixes("""
        person_id | t           | lat       | lon        | datum
        an        | 07-28 08:00 | 22.543847 | 113.912316 | wgs84
        bo        | 07-28 08:00 | 22.540796 | 113.917176 | gcj02
        di        | 07-28 08:00 | 22.540796 | 113.917176 | wgs84
        an        | 07-29 08:00 | 39.90726  | 116.39139  | wgs84
        cy        | 07-29 08:00 | 39.915    | 116.404    | bd09
        eve       | 07-29 08:00 | 39.915    | 116.404    | gcj02
    """)  # fmt: skip
    return story(fixes, CASE, asks={"shared C1": {
        "shared": "person | place | t_start\n bo | g800:3133:14623 | 07-28 08:00\n cy | g800:5546:12410 | 07-29 08:00",
    }})  # fmt: skip


@told
def more_than_800_metres_of_accuracy_is_coarse() -> Story:
    """4: "`accuracy_m` > 800 is COARSE": 800 on the 28th is not, 801 on the 29th is; docs: one coarse fix makes its stay coarse."""
    fixes = _fixes(
        "t | accuracy_m\n 07-28 08:00 | 800\n 07-28 08:30 | 10\n 07-29 08:00 | 801\n 07-29 08:30 | 10",
        person_id="an",
        cell_id="a",
    )
    return story(fixes, CASE, asks={"trajectory C1": {"stay": """
        t_start     | t_end       | flags
        07-28 08:00 | 07-28 08:30 |
        07-29 08:00 | 07-29 08:30 | COARSE
    """}})  # fmt: skip


@told
def a_fix_is_that_of_the_holder_at_its_time() -> Story:
    """3 and docs, Cells: `[valid_from, valid_to)`: the number is an's until noon, bo's from noon on: 11:59:59 is an's fix, 12:00:00 bo's.

    At 13:00 an's other number is held by him and by cy at once: the fix belongs to the number itself, flagged.
    """
    held = feed("identities", """
        person_id | phone       | valid_from  | valid_to
        an        | 13800000001 |             | 07-28 12:00
        bo        | 13800000001 | 07-28 12:00 |
        an        | 13800000002 |             |
        cy        | 13800000002 | 07-28 00:00 |
    """)  # fmt: skip
    fixes = _fixes("""
        phone       | t
        13800000001 | 07-28 11:59:59
        13800000001 | 07-28 12:00:00
        13800000002 | 07-28 13:00
    """, cell_id="a")  # fmt: skip
    return story(held, fixes, CASE, asks={
        "trajectory C1": {"stay": "t_start | flags\n 07-28 11:59:59 |"},
        "at a --from 07-28T00:00 --to 07-29T00:00 --reason risk": {"present": f"""
            person                     | t_start        | t_end          | flags
            an                         | 07-28 11:59:59 | 07-28 12:00    |
            bo                         | 07-28 12:00    | 07-28 12:00:01 |
            {code("phone:13800000002")} | 07-28 13:00   | 07-28 13:00:01 | shared_identifier
        """},
    })  # fmt: skip
