"""How the server runs each question on a million stays: operators as expected, few db hits, nothing that grows with history.

What has to be *read* for a question about a person's times together (`big_store.needed`): his own stays, and the entries
of the index on place and time in the ranges sought. For each row of the answer its values are read besides: the columns.
"""

import math
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from benchmarks.columns import DAY, HOUR
from queries import catalog
from tests.local_neo4j import NoServerError
from tests.neo4j.big_store import HALLS, STAYS, WINDOW, Store, big_store, needed
from tests.neo4j_server import NAMED, missing, versions

pytestmark = pytest.mark.neo4j
Plan = Mapping[str, Any]

#: Questions that ask who was with whom: for each own stay a seek by place and time.
RINGS = ("close_contacts", "contacts_of_contacts", "shared_with")
#: Questions that do not seek by place and time, and how they start.
FROM_A_NODE = {
    "trajectory": "from the person, whose own stays are the answer",
    "housemates": "from the person, whose household is the answer",
    "recorded_chains": "from the cases; stays are not read",
}
#: Scans that are right, and why.
ALLOWED = {
    "recorded_chains": {
        "NodeByLabelScan": "without a case it tells every chain: all CaseRecords are read",
        "UndirectedRelationshipTypeScan": "the infector links between them, all of which it tells",
        "DirectedRelationshipTypeScan": "the same",
    }
}


@pytest.fixture(scope="session", params=versions())
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    if request.param == NAMED:
        pytest.skip("the store of the gates is imported offline: unset NEO4J_URI to run them")
    try:
        with big_store(request.param) as made:
            yield made
    except NoServerError as e:
        missing(e)


#: Operators that read the values of rows that are found already, and make lists of them.
COLLECTING = {"CacheProperties", "Projection", "EagerAggregation"}


def given(name: str, person: str) -> dict[str, object]:
    """Return parameters of a question about a person, the hall and the window; what is not known here stays null."""
    low, high = WINDOW
    known: dict[str, object] = {
        "person": person, "start": low, "end": high, "without": ["checkpoint"], "least": 600,
        "seeds": [{"n": 0, "person": person, "start": low, "end": high}], "unwanted": [1, 2], "backward": False, "controls": {},
    }  # fmt: skip
    if name in {"at_place", "dwellers"}:
        known |= {"places": ["venue:new hall"], "start": low + DAY + 9 * HOUR, "end": low + DAY + 12 * HOUR}
    return {parameter: known.get(parameter) for parameter in catalog.cypher(name).parameters}


def planned(store: Store, name: str) -> Plan:
    """Return the plan by which the server would run a question."""
    with store.driver.session(database="neo4j") as session:
        plan: Plan | None = session.run("EXPLAIN " + catalog.cypher(name).text, given(name, HALLS[0][1])).consume().plan
    assert plan is not None
    return plan


def profiled(store: Store, name: str, asked: Mapping[str, object]) -> tuple[dict[str, Any], Plan]:
    """Return the one record of a question and how the server ran it."""
    with store.driver.session(database="neo4j") as session:
        result = session.run("PROFILE " + catalog.cypher(name).text, dict(asked))
        (record,) = result.data()
        profile: Plan | None = result.consume().profile
    assert profile is not None
    return record, profile


def rows_of(record: Mapping[str, Any]) -> int:
    """Return how many rows an answer has: people, or for each stay of the case's a list of people."""
    return sum(len(one) if isinstance(one, list) else 1 for one in record["person"])


def every(plan: Plan) -> Iterator[Plan]:
    yield plan
    for child in plan.get("children", ()):
        yield from every(child)


def operators(plan: Plan) -> set[str]:
    return {step["operatorType"].split("@")[0] for step in every(plan)}


def hits(plan: Plan) -> int:
    return sum(step["args"].get("DbHits", 0) for step in every(plan))


def finding(plan: Plan) -> Plan:
    """Return the part of a plan that finds the rows: the smallest that holds both the person's stays and the seek."""
    wanted = {"DirectedRelationshipIndexSeek", "NodeUniqueIndexSeek"}
    return min((p for p in every(plan) if wanted <= operators(p)), key=lambda p: len(list(every(p))))


def test_the_store_holds_a_million_stays(store: Store) -> None:
    """The gates are measured on a million stays and not on an empty store."""
    found = store.driver.execute_query("MATCH ()-[r:STAYED]->() RETURN count(r) AS n", database_="neo4j").records[0][
        "n"
    ]
    assert found == len(store.graph.stays) > STAYS


@pytest.mark.parametrize("name", catalog.names())
def test_nothing_is_scanned(store: Store, name: str) -> None:
    """No question reads all nodes, all relationships or a whole index, and none makes every pair of two lists."""
    used = operators(planned(store, name))
    assert {op for op in used if "Scan" in op or op == "CartesianProduct"} <= set(ALLOWED.get(name, ()))


@pytest.mark.parametrize("name", sorted(set(catalog.names()) - set(FROM_A_NODE)))
def test_who_was_there_is_sought_by_place_and_time(store: Store, name: str) -> None:
    """The index on place and time is used from one place's time to another, not from end to end."""
    seeks = [p for p in every(planned(store, name)) if p["operatorType"].startswith("DirectedRelationshipIndexSeek")]
    assert len(seeks) == 1
    assert "STAYED(place, t_start, t_end)" in seeks[0]["args"]["Details"]


@pytest.mark.parametrize("name", RINGS)
def test_a_ring_reads_little_more_than_it_needs(store: Store, name: str) -> None:
    """To find its rows it takes at most three db hits for each stay and entry that has to be read, and one for each value.

    The person is one of the city, with about a hundred stays and a few thousand others there.
    """
    person = 777
    need, columns = needed(store.graph, person), catalog.cypher(name).columns
    record, profile = profiled(store, name, given(name, store.graph.people[person]))
    assert rows_of(record) == need.rows > 1000
    sought = (step for step in every(finding(profile)) if not operators({**step, "children": []}) & COLLECTING)
    assert sum(step["args"].get("DbHits", 0) for step in sought) <= 3 * (need.own + need.entries)
    assert hits(profile) <= 3 * (need.own + need.entries) + need.rows * len(columns)


@pytest.mark.parametrize("name", sorted(set(catalog.names()) - set(FROM_A_NODE)))
def test_db_hits_do_not_grow_with_a_places_history(store: Store, name: str) -> None:
    """At the hall with four times the history a question takes as many db hits: log-log slope at most 0.05."""
    found, degree = [], []
    for place, person, _ in HALLS:
        asked = given(name, person)
        asked |= {"places": [place]} if asked.get("places") else {}
        record, profile = profiled(store, name, asked)
        assert rows_of(record) >= 100
        found.append(hits(profile))
        at = [p.key for p in store.graph.places].index(place)
        degree.append(int((store.graph.stays.place == at).sum()))
    assert degree[1] > 3.9 * degree[0]
    assert math.log(found[1] / found[0]) / math.log(degree[1] / degree[0]) <= 0.05
