"""Rows that wait, and stays that are long."""

import duckdb

from tests.graph.resolve.told import Told, held_of, long_of, rows, views

SHOP = rows("places", "place_id | kind | parent_place_id\n M | venue |\n S | venue | M\n H | home |")


def test_without_any_facts_nothing_is_held() -> None:
    """Views that are missing count as empty."""
    con = duckdb.connect()
    assert [
        held_of(con, feed).num_rows for feed in ("people", "identities", "places", "stays", "encounters", "cases")
    ] == [0] * 6
    assert long_of(con, "stays").num_rows == 0


def test_a_row_that_waits_for_its_place_is_told_once() -> None:
    """A row of an unknown place that is in conflict as well has one reason."""
    told = rows("people", "person_id | id_number\n p | A") + rows("stays", """
        person_id | id_number | place_id | t_start
        p         | B         | nowhere  | 2021-07-29 18:00
    """)  # fmt: skip
    con = views(told)
    assert held_of(con, "stays").to_pylist() == [{"batch": 1, "line": 1, "reason": "PLACE_UNKNOWN"}]
    assert held_of(con, "people").num_rows == 0


def test_what_waits_is_judged_anew_when_rows_arrive() -> None:
    """The same connection sees a place that its view shows later."""
    stay = Told("stays", {"phone": "1", "place_id": "M", "t_start": "2021-07-29 18:00"})
    con = views([stay])
    assert held_of(con, "stays").num_rows == 1
    con = views([stay, *SHOP])
    assert held_of(con, "stays").num_rows == 0


def test_stays_over_the_limit_of_their_kind_are_long() -> None:
    """25 hours are long in a shop of a mall, by name or by id, not at home; an open end is never long."""
    told = SHOP + rows("stays", """
        phone | place_id | place_kind | place_name | t_start          | t_end
        1     | S        |            |            | 2021-07-29 18:00 | 2021-07-30 19:00
        1     |          | venue      | Bar        | 2021-07-29 18:00 | 2021-07-30 19:00
        1     | H        |            |            | 2021-07-29 18:00 | 2021-07-30 19:00
        1     | S        |            |            | 2021-07-29 18:00 | 2021-07-30 18:00
        1     | S        |            |            | 2021-07-29 18:00 |
    """)  # fmt: skip
    assert long_of(views(told), "stays")["line"].to_pylist() == [3, 4]
