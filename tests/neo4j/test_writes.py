"""What is sent to a server, without one: statements made from the schema table, rows made from a graph."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.engines.neo4j import days, rows, writes
from graph.engines.neo4j.rows import INFECTED, LIVES_IN, STAYED
from graph.errors import EngineError
from graph.model.feeds import PLACE_KINDS
from graph.model.schema import EDGES, NODES
from graph.model.timed_graph import EVER, NEVER, Case
from tests.neo4j.worlds import HOUSES, NOODLE_SHOP, TRAIN, Member, Row, lives, stay, world


def test_constraints_and_indexes_come_from_the_table() -> None:
    """Keys and the numbers of stays and memberships are unique; places are found by name, stays by place and times."""
    assert writes.schema_statements()[1:] == [
        "CREATE CONSTRAINT person_code IF NOT EXISTS FOR (n:Person) REQUIRE n.code IS UNIQUE",
        "CREATE CONSTRAINT place_key IF NOT EXISTS FOR (n:Place) REQUIRE n.key IS UNIQUE",
        "CREATE CONSTRAINT household_key IF NOT EXISTS FOR (n:Household) REQUIRE n.key IS UNIQUE",
        "CREATE CONSTRAINT caserecord_case_id IF NOT EXISTS FOR (n:CaseRecord) REQUIRE n.case_id IS UNIQUE",
        "CREATE INDEX place_name IF NOT EXISTS FOR (n:Place) ON (n.name)",
        "CREATE INDEX stayed_place_t_start_t_end IF NOT EXISTS FOR ()-[r:STAYED]-() ON (r.place, r.t_start, r.t_end)",
        "CREATE CONSTRAINT stayed_stay IF NOT EXISTS FOR ()-[r:STAYED]-() REQUIRE r.stay IS UNIQUE",
        "CREATE CONSTRAINT lives_in_membership IF NOT EXISTS FOR ()-[r:LIVES_IN]-() REQUIRE r.membership IS UNIQUE",
    ]


def test_every_property_of_the_table_is_written() -> None:
    """No property of a node or an edge is left out of its load statement, nor of the rows that fill it."""
    for node in NODES:
        assert all(f"row.{p.name}" in writes.merge_nodes(node) for p in node.properties)
    for edge in EDGES:
        assert all(f"r.{p.name} = " in writes.write_edges(edge) or p.name == edge.key for p in edge.properties)
    (row,) = rows.stay_rows(NOODLE_SHOP, rows.stay_numbers(NOODLE_SHOP), np.array([0]))
    assert set(row) == set(writes.edge_columns(STAYED))
    (row,) = rows.member_rows(HOUSES, rows.member_numbers(HOUSES), np.array([0]))
    assert set(row) == set(writes.edge_columns(LIVES_IN))
    assert set(next(iter(rows.place_rows(NOODLE_SHOP)))) == {p.name for p in NODES[1].properties}


def test_an_infector_link_is_merged_between_two_cases() -> None:
    """An edge without properties is one statement with the keys of its two ends."""
    assert writes.write_edges(INFECTED) == (
        "UNWIND $rows AS row MATCH (a:CaseRecord {case_id: row[0]}) "
        "MATCH (b:CaseRecord {case_id: row[1]}) MERGE (a)-[r:INFECTED]->(b)"
    )


def test_the_start_of_a_stay_is_written_twice_from_one_value() -> None:
    """Seconds for the questions, a datetime for the slicer of pictures: the server makes it, so it costs nothing to send."""
    assert writes.edge_columns(STAYED)[:6] == ["from", "to", "stay", "place", "t_start", "t_end"]
    assert "r.t_start = row[4]" in writes.write_edges(STAYED)
    assert "r.from_time = datetime({epochSeconds: row[4]})" in writes.write_edges(STAYED)
    assert "r.until_time = datetime({epochSeconds: row[5]})" in writes.write_edges(STAYED)


def test_each_kind_of_place_has_a_label_of_its_own() -> None:
    """Fifteen kinds, fifteen labels; a kind that is not ours has none, so that no text of a feed becomes a label."""
    labels = [writes.kind_label(kind) for kind in (*PLACE_KINDS, "encounter")]
    assert labels[:3] == ["Venue", "NetCafe", "Lodging"]
    assert len(set(labels) - {None}) == 15
    assert writes.kind_label("x) DETACH DELETE n //") is None
    assert "DELETE" not in writes.merge_nodes(NODES[1], "x) DETACH DELETE n //")


def test_a_stay_is_written_as_it_is() -> None:
    """Ann at table 1: unknown floor and distance are absent, her sources are a list in one text."""
    numbers = np.arange(8)
    assert rows.stay_rows(NOODLE_SHOP, numbers, np.array([0])) == [
        {
            "stay": 0, "place": "shop/noodles", "t_start": 100, "t_end": 200, "zone": "table 1", "floor": None, "flags": 0,
            "distance": None, "sources": '["till", "wifi"]', "seat": None, "booking": 0, "from": "ann", "to": "shop/noodles",
        }
    ]  # fmt: skip


def test_a_ride_is_written_with_seat_and_booking() -> None:
    """Ann's seat is the text under which it is kept; all 63 bits of Cy's booking are sent; Di has neither."""
    sent = rows.stay_rows(TRAIN, np.arange(5), np.array([0, 2, 3]))
    assert [(r["from"], r["seat"], r["booking"]) for r in sent] == [
        ("ann", "|5||12A", 77),
        ("cy", "|6||1A", 9223372036854775807),
        ("di", None, 0),
    ]


def test_a_run_is_written_with_what_is_known_of_it() -> None:
    """Not sealed is not the same as unknown; a place without carriages has an empty list of them."""
    names = ("sealed", "coach_types", "lat", "lon")
    (train,), (quay,) = rows.place_rows(TRAIN), rows.place_rows(world([stay("ann", "quay", 0, 5)]))
    assert [train[name] for name in names] == [False, '["5:hard_seat", "6:seat"]', 28.25, 112.5]
    assert [quay[name] for name in names] == [None, "[]", None, None]


def test_a_member_is_written_as_he_is() -> None:
    """Ann lives in the flat for ever: both sides open. Cy's two times there are two rows."""
    sent = rows.member_rows(HOUSES, np.arange(8), np.arange(4))
    times = [(r["membership"], r["from"], r["to"], r["valid_from"], r["valid_to"], r["sources"]) for r in sent]
    assert times == [
        (0, "ann", "register/flat", EVER, NEVER, '["register"]'),
        (1, "bo", "register/flat", EVER, NEVER, '["register"]'),
        (2, "cy", "register/flat", 100, 200, '["census", "register"]'),
        (3, "cy", "register/flat", 300, NEVER, '["register"]'),
    ]
    assert [r["key"] for r in rows.household_rows(HOUSES)] == ["register/flat", "register/room", "school/house"]


def test_self_loops_and_strangers_are_no_links() -> None:
    """Of C2's infectors C1, C2 and C9 only C1 is another case."""
    cases = [Case("C1", "ann"), Case("C2", "bo", infectors=("C1", "C2", "C9"))]
    assert rows.infected_rows(world([], cases=cases)) == [{"from": "C1", "to": "C2"}]


def test_numbers_do_not_depend_on_the_load() -> None:
    """The same stay has the same number in another load with other people, places and order; the number is for ever."""
    alone = world([stay("bo", "shop/noodles", 150, 400, zone="table 2", floor="1")])
    assert rows.stay_numbers(alone)[0] == rows.stay_numbers(NOODLE_SHOP)[1] == 7574617508375939050


def test_a_membership_has_its_number_in_every_load() -> None:
    """Cy's first time in the flat has the same number alone and among others; the number is for ever."""
    alone = world([], members=[lives("cy", "register/flat", 100, 200, ("census", "register"))])
    assert rows.member_numbers(alone)[0] == rows.member_numbers(HOUSES)[2] == 8708936769605631984


BASE = stay("ann", "quay", 10, 20, zone="a", floor="1", flags=4, distance=1.0, seat="|5||1A", booking=7)


@given(
    st.tuples(
        st.sampled_from(["ann", "bo"]), st.sampled_from(["quay", "pier"]), st.integers(0, 2**40), st.integers(0, 2**40),
        st.sampled_from([None, "a", "b"]), st.sampled_from([None, "1", "a"]), st.integers(0, 511),
        st.sampled_from([None, 0.0, 1.0, 2.5]), st.sampled_from([("till",), ("till", "wifi"), ("tillwifi",)]),
        st.sampled_from([None, "|5||1A", "|5||1B", "a"]), st.sampled_from([0, 7]) | st.integers(0, 2**63 - 1),
    )
)  # fmt: skip
def test_different_stays_have_different_numbers(other: Row) -> None:
    """Two stays have one number only if they are the same in everything; a number is never negative."""
    both = [rows.stay_numbers(world([row]))[0] for row in (BASE, other)]
    assert (both[0] == both[1]) == (other == BASE)
    assert min(both) >= 0


@pytest.mark.parametrize("changed", [{"seat": "|5||1B"}, {"seat": None}, {"booking": 8}, {"booking": 0}])
def test_a_stay_with_another_seat_is_another_stay(changed: dict[str, object]) -> None:
    """Another seat or booking, or none, makes another number, so that the load writes it."""
    told = {"zone": "a", "floor": "1", "flags": 4, "distance": 1.0, "seat": "|5||1A", "booking": 7}
    both = [world([stay("ann", "quay", 10, 20, **more)]) for more in (told, told | changed)]  # type: ignore[arg-type]
    assert rows.stay_numbers(both[0])[0] != rows.stay_numbers(both[1])[0]


@given(
    st.tuples(
        st.sampled_from(["r/1", "r/2", "ann"]), st.sampled_from(["ann", "bo", "r/1"]), st.sampled_from([EVER, 0, 9]),
        st.sampled_from([NEVER, 10, 9]), st.sampled_from([("r",), ("r", "s")]),
    )
)  # fmt: skip
def test_different_members_have_different_numbers(other: Member) -> None:
    """Household, person, both times and the sources all count; a number is never negative."""
    told: Member = ("r/1", "ann", EVER, NEVER, ("r",))
    both = [rows.member_numbers(world([], members=[row]))[0] for row in (told, other)]
    assert (both[0] == both[1]) == (other == told)
    assert min(both) >= 0


def test_the_same_stay_twice_in_one_graph_is_refused() -> None:
    """Equal stays should have been united; two would be one on the server, so the load says so. Members likewise."""
    with pytest.raises(EngineError) as refused:
        rows.stay_numbers(world([BASE, BASE]))
    assert refused.value.code == "STAYS_EQUAL"
    with pytest.raises(EngineError) as refused:
        rows.member_numbers(world([], members=[lives("ann", "r/1"), lives("ann", "r/1")]))
    assert refused.value.code == "MEMBERS_EQUAL"


def test_only_codes_reach_the_server() -> None:
    """Identifiers that the graph holds for looking people up are in no row that is sent."""
    graph = replace(NOODLE_SHOP, identifiers=[(0, "phone", "secret-code")])
    sent = [
        *rows.person_rows(graph), *rows.place_rows(graph), *rows.case_rows(graph), *rows.reported_rows(graph),
        *rows.stay_rows(graph, rows.stay_numbers(graph), np.arange(8)), *rows.household_rows(graph),
    ]  # fmt: skip
    assert "secret-code" not in repr(sent)


@given(st.permutations(range(8)))
def test_the_digest_of_a_day_needs_no_order(order: list[int]) -> None:
    """Eight stays of one day in any order are one count and one digest; without one of them another."""
    whole = days.of_graph(NOODLE_SHOP, rows.stay_numbers(NOODLE_SHOP))
    other = replace(NOODLE_SHOP, stays=NOODLE_SHOP.stays.take(np.array(order)))
    less = replace(NOODLE_SHOP, stays=NOODLE_SHOP.stays.take(np.array(order[1:])))
    assert days.of_graph(other, rows.stay_numbers(other)) == whole
    assert [day.stays for day in whole.values()] == [8]
    assert days.differing(whole, days.of_graph(less, rows.stay_numbers(less))) == [0]


def test_a_stay_counts_on_the_day_on_which_it_begins() -> None:
    """The last second before 1970 is the day before it; a night counts on its evening; a day without stays is none."""
    graph = world(
        [stay("ann", "quay", -1, 5), stay("ann", "quay", 86_399, 90_000), stay("bo", "quay", 172_800, 172_801)]
    )
    found = days.of_graph(graph, rows.stay_numbers(graph))
    assert {day: digest.stays for day, digest in found.items()} == {-1: 1, 0: 1, 2: 1}


def test_two_writers_share_out_places_and_people() -> None:
    """Each stay is of one half by its person and one by its place; what hangs on one node is never of both."""
    stays, members = rows.numbered(NOODLE_SHOP)
    by_person, by_place = stays.halves
    for index, half in ((NOODLE_SHOP.stays.person, by_person), (NOODLE_SHOP.stays.place, by_place)):
        assert {len(set(half[index == node].tolist())) for node in set(index.tolist())} == {1}
        assert set(half.tolist()) == {0, 1}
    assert [len(half) for half in members.halves] == [0, 0]
