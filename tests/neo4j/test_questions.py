"""Each Cypher file, run by the bare driver on tiny worlds, against rows derived by hand; and how the server runs it."""

from collections.abc import Iterator, Mapping
from typing import Any

import neo4j
import pytest

from graph.engines.neo4j.engine import Neo4jEngine
from graph.engines.neo4j.load import load
from graph.model.timed_graph import Case, TimedGraph
from queries import catalog
from tests.local_neo4j import Address
from tests.neo4j.bare import rows, run
from tests.neo4j.worlds import HOUSES, NOODLE_SHOP, TRAIN, lives, stay, world

pytestmark = pytest.mark.neo4j

SEEDS = [{"n": 0, "person": "ann", "start": 0, "end": 1000}, {"n": 1, "person": "ed", "start": 0, "end": 195}]
GIVEN: dict[str, dict[str, object]] = {
    "trajectory": {"person": "ann", "start": 0, "end": 165},
    "at_place": {"places": ["shop/noodles"], "start": 100, "end": 190},
    "shared_with": {"person": "ann", "start": 0, "end": 1000, "others": None, "places": None, "kinds": None},
    "close_contacts": {"seeds": SEEDS, "without": ["cell", "encounter"]},
    "contacts_of_contacts": {"seeds": SEEDS, "without": ["cell"]},
    "housemates": {"seeds": SEEDS},
    "dwellers": {"places": ["shop/noodles"], "start": 100, "end": 190, "least": 40, "unwanted": [2]},
    "recorded_chains": {"case": None, "as_of": None},
    "reach": {"seeds": SEEDS[:1], "without": ["cell"], "backward": False, "controls": {}, "expected": None},
    "chains_between": {"person": "ann", "start": 0, "end": 1000, "others": None, "without": ["cell"]},
}
FROM_PEOPLE = {"trajectory", "housemates"}  # nothing is sought by place and time


@pytest.fixture
def driver(neo4j_server: Address) -> Iterator[neo4j.Driver]:
    with neo4j.GraphDatabase.driver(neo4j_server.uri, auth=(neo4j_server.user, neo4j_server.password)) as bare:
        yield bare


@pytest.fixture
def noodle_shop(neo4j_engine: Neo4jEngine) -> TimedGraph:
    load(neo4j_engine, NOODLE_SHOP)
    return NOODLE_SHOP


def test_every_cypher_file_is_run_here() -> None:
    """No question in Cypher is left out of the tests below."""
    assert set(GIVEN) == set(catalog.names())


@pytest.mark.usefixtures("noodle_shop")
def test_trajectory(driver: neo4j.Driver) -> None:
    """Ann was in the cell, then in the shop, then beside Bo; whole stays, by start."""
    (record,) = run(driver, "trajectory", GIVEN["trajectory"])
    columns = ("place", "t_start", "t_end", "zone", "flags")
    assert list(zip(*(record[c] for c in columns), strict=True)) == [
        ("net/g800:1:2", 0, 1000, "", 0),
        ("shop/noodles", 100, 200, "table 1", 0),
        ("encounter:ann:bo", 160, 170, "", 0),
    ]
    assert record["person"] == ["ann", "ann", "ann"]
    assert record["sources"] == ['["till"]', '["till", "wifi"]', '["till"]']


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("trajectory", {"person": "bo", "start": 0, "end": 20}),
        ("at_place", {"places": ["boat", "quay"], "start": 0, "end": 20}),
    ],
)
def test_only_stays_of_the_window_come(
    driver: neo4j.Driver, neo4j_engine: Neo4jEngine, name: str, given: dict[str, object]
) -> None:
    """Bo was on the boat from 0 to 10, and again later: only the first comes, nor does Cy, who came later."""
    bo = [stay("bo", "boat", 0, 10), stay("bo", "boat", 30, 40), stay("bo", "quay", 40, 50)]
    load(neo4j_engine, world([*bo, stay("cy", "boat", 35, 60)], stamp="boat"))
    (record,) = run(driver, name, given)
    assert rows(record, "person", "place", "t_start", "t_end") == {("bo", "boat", 0, 10)}


@pytest.mark.usefixtures("noodle_shop")
def test_reach(driver: neo4j.Driver) -> None:
    """Bo gets it from Ann when he comes into the shop; Ed, whose stay is open, and Di, in the cell, do not. The way is told where it is asked for."""
    (record,) = run(driver, "reach", GIVEN["reach"])
    assert (record["person"], record["at"], record["seeds"], record["spots"]) == (["bo"], [150], [[]], [[]])
    (record,) = run(driver, "reach", GIVEN["reach"] | {"expected": {"bo": 150, "ed": 190}})
    assert (record["person"], record["seeds"], record["spots"][0][0]["key"]) == (["bo"], [[0]], "shop/noodles")


@pytest.mark.usefixtures("noodle_shop")
def test_reach_backward(driver: neo4j.Driver) -> None:
    """Ann can have it from Bo until 199, the last second they share; by 180 if he is under control from 181 on."""
    backward = GIVEN["reach"] | {"backward": True}
    (record,) = run(driver, "reach", backward)
    assert (record["person"], record["at"]) == (["bo"], [-199])
    (record,) = run(driver, "reach", backward | {"controls": {"bo": [[181, 900]]}})
    assert (record["person"], record["at"]) == (["bo"], [-180])


@pytest.mark.usefixtures("noodle_shop")
def test_chains_between(driver: neo4j.Driver) -> None:
    """Bo can get it from Ann in the shop at 150 and beside her at 160; of others nobody is asked for."""
    (record,) = run(driver, "chains_between", GIVEN["chains_between"])
    assert rows(record, "person", "place", "at") == {("bo", "shop/noodles", 150), ("bo", "encounter:ann:bo", 160)}
    assert run(driver, "chains_between", GIVEN["chains_between"] | {"others": ["ed"]})[0]["person"] == []


@pytest.mark.usefixtures("noodle_shop")
def test_at_place(driver: neo4j.Driver) -> None:
    """In the shop from 100 to 190 were Ann and Bo; Cy left as it began, Ed came as it ended."""
    (record,) = run(driver, "at_place", GIVEN["at_place"])
    assert record["person"] == ["ann", "bo"]
    assert rows(record, "person", "t_start", "t_end", "floor") == {("ann", 100, 200, ""), ("bo", 150, 400, "1")}
    assert record["places"] == [
        {
            "key": "shop/noodles", "kind": "venue", "name": "Noodles", "place_id": "noodles", "source": "shop",
            "has_zones": True, "enclosed": True, "longest": 710, "lat": None, "lon": None, "sealed": None, "coach_types": "[]", "one_leg": False,
        }
    ]  # fmt: skip
    assert record["seat"] == ["", ""]


@pytest.mark.usefixtures("noodle_shop")
def test_shared_with(driver: neo4j.Driver) -> None:
    """Ann shared the table with Bo and Ed, the cell with Di, and was 1.5 m from Bo; touching Cy is not together."""
    (record,) = run(driver, "shared_with", GIVEN["shared_with"])
    assert rows(record, "person", "place", "t_start", "t_end", "distance") == {
        ("bo", "shop/noodles", 150, 200, -1.0),
        ("ed", "shop/noodles", 190, 200, -1.0),
        ("di", "net/g800:1:2", 0, 500, -1.0),
        ("bo", "encounter:ann:bo", 160, 170, 1.5),
    }


@pytest.mark.usefixtures("noodle_shop")
@pytest.mark.parametrize(
    ("narrowed", "expected"),
    [
        ({"others": ["di"]}, {("di", 0, 500)}),
        ({"places": ["shop/noodles"]}, {("bo", 150, 200), ("ed", 190, 200)}),
        ({"kinds": ["encounter", "cell"]}, {("di", 0, 500), ("bo", 160, 170)}),
        ({"start": 195, "end": 198}, {("di", 195, 198), ("bo", 195, 198), ("ed", 195, 198)}),
        ({"start": 198, "end": 198}, set()),
    ],
)
def test_shared_with_narrowed(
    driver: neo4j.Driver, narrowed: dict[str, object], expected: set[tuple[object, ...]]
) -> None:
    """Others, places, kinds and the window each narrow the answer, and nothing else."""
    (record,) = run(driver, "shared_with", {**GIVEN["shared_with"], **narrowed})
    assert rows(record, "person", "t_start", "t_end") == expected


@pytest.mark.usefixtures("noodle_shop")
def test_close_contacts(driver: neo4j.Driver) -> None:
    """Seed 0 is Ann, seed 1 is Ed until 195; each row bears both true starts, zones, flags and sources."""
    (record,) = run(driver, "close_contacts", GIVEN["close_contacts"])
    columns = ("seed", "person", "t_start", "t_end", "a_start", "b_start", "a_zone", "b_zone", "a_flags", "b_flags")
    assert rows(record, *columns) == {
        (0, "bo", 150, 200, 100, 150, "table 1", "table 2", 0, 0),
        (0, "ed", 190, 200, 100, 190, "table 1", "", 0, 1),
        (1, "ann", 190, 195, 190, 100, "", "table 1", 1, 0),
        (1, "bo", 190, 195, 190, 150, "", "table 2", 1, 0),
    }
    at = record["seed"].index(1)
    mine, theirs = record["a_sources"][at], record["b_sources"][at][record["person"][at].index("ann")]
    assert (mine, theirs) == ('["till"]', '["till", "wifi"]')
    assert [place["key"] for place in record["places"]] == ["shop/noodles"]


@pytest.mark.usefixtures("noodle_shop")
def test_contacts_of_contacts(driver: neo4j.Driver) -> None:
    """Ed's stay is open: it takes no part, neither as the seed's nor as another's."""
    (record,) = run(driver, "contacts_of_contacts", GIVEN["contacts_of_contacts"])
    assert rows(record, "seed", "person", "place", "t_start", "t_end") == {
        (0, "bo", "shop/noodles", 150, 200),
        (0, "bo", "encounter:ann:bo", 160, 170),
    }


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("trajectory", {"person": "ann", "start": 0, "end": 1000}),
        ("at_place", {"places": ["train:G1:2021-07-29"], "start": 0, "end": 200}),
    ],
)
def test_a_stay_on_a_run_bears_its_seat(
    driver: neo4j.Driver, neo4j_engine: Neo4jEngine, name: str, given: dict[str, object]
) -> None:
    """Ann's seat is told; Di's is not known; the train comes with all that is known of it."""
    load(neo4j_engine, TRAIN)
    (record,) = run(driver, name, given)
    known = {("ann", "|5||12A"), ("cy", "|6||1A"), ("di", "")}
    assert rows(record, "person", "seat") == (known if name == "at_place" else {("ann", "|5||12A")})
    assert record["places"] == [
        {
            "key": "train:G1:2021-07-29", "kind": "train", "name": "G1", "place_id": None, "source": None, "has_zones": True,
            "enclosed": True, "longest": 400, "lat": 28.25, "lon": 112.5, "sealed": False, "one_leg": False,
            "coach_types": '["5:hard_seat", "6:seat"]',
        }
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["close_contacts", "contacts_of_contacts", "shared_with"])
def test_both_seats_and_whether_it_is_one_booking(driver: neo4j.Driver, neo4j_engine: Neo4jEngine, name: str) -> None:
    """Bo is on Ann's booking, Cy on another, Di on none; that Di and Ed both have none is no common booking."""
    load(neo4j_engine, TRAIN)
    asked = {
        "seeds": [{"n": 0, "person": "ann", "start": 0, "end": 1000}, {"n": 1, "person": "di", "start": 0, "end": 1000}],
        "without": ["cell"], "person": "ann", "start": 0, "end": 1000, "others": None, "places": None, "kinds": None,
    }  # fmt: skip
    (record,) = run(driver, name, {k: asked[k] for k in catalog.cypher(name).parameters})
    of_ann = {
        (0, "bo", "|5||12A", "|5||12B", True),
        (0, "cy", "|5||12A", "|6||1A", False),
        (0, "di", "|5||12A", "", False),
        (0, "ed", "|5||12A", "", False),
    }
    of_di = {
        (1, "ann", "", "|5||12A", False),
        (1, "bo", "", "|5||12B", False),
        (1, "cy", "", "|6||1A", False),
        (1, "ed", "", "", False),
    }
    columns = ("seed", "person", "a_seat", "b_seat", "booked")
    assert rows(record, *columns) == (of_ann if name == "shared_with" else of_ann | of_di)


@pytest.mark.parametrize("name", ["close_contacts", "contacts_of_contacts"])
@pytest.mark.parametrize(("without", "expected"), [(["cell"], set()), (["checkpoint"], {("di", 0, 500)})])
def test_a_cell_is_left_out_where_it_is_asked(
    driver: neo4j.Driver, neo4j_engine: Neo4jEngine, name: str, without: list[str], expected: set[tuple[object, ...]]
) -> None:
    """Ann and Di share a phone cell only: a row where cells take part, and none where they are left out."""
    load(neo4j_engine, NOODLE_SHOP)
    seeds = [{"n": 0, "person": "di", "start": 0, "end": 1000}]
    (record,) = run(driver, name, {"seeds": seeds, "without": without})
    assert rows(record, "person", "t_start", "t_end") == {("ann", *row[1:]) for row in expected}


@pytest.mark.usefixtures("noodle_shop")
def test_dwellers(driver: neo4j.Driver) -> None:
    """From 100 to 190 Ann is in the shop for 90 seconds and Bo for 40, which does not pass 40; Cy has gone.

    Ed comes at 190. In the cell Di and Ann are for all 90; of a wider window Ed's open stay (flag 1) counts only if wanted.
    """
    (record,) = run(driver, "dwellers", GIVEN["dwellers"])
    assert rows(record, "person", "place", "seconds") == {("ann", "shop/noodles", 90)}
    wide = {"places": ["net/g800:1:2", "shop/noodles"], "start": 0, "end": 1000, "least": 249}
    (record,) = run(driver, "dwellers", wide | {"unwanted": []})
    everybody = {("ann", "net/g800:1:2", 1000), ("di", "net/g800:1:2", 500), ("bo", "shop/noodles", 250)}
    assert rows(record, "person", "place", "seconds") == everybody | {("ed", "shop/noodles", 710)}
    (record,) = run(driver, "dwellers", wide | {"unwanted": [1, 2]})
    assert rows(record, "person", "place", "seconds") == everybody


def test_housemates(driver: neo4j.Driver, neo4j_engine: Neo4jEngine) -> None:
    """Ann has Bo for ever and Cy twice; Cy has both families; Di has nobody in his room, and in Ed's house from 150 on."""
    load(neo4j_engine, HOUSES)
    asked = [("ann", 0, 1000), ("cy", 150, 350), ("di", 0, 1000), ("ed", 100, 150), ("zoe", 0, 1000), ("bo", 9, 9)]
    seeds = [{"n": n, "person": p, "start": a, "end": b} for n, (p, a, b) in enumerate(asked)]
    (record,) = run(driver, "housemates", {"seeds": seeds})
    assert rows(record, "seed", "person", "household", "t_start", "t_end") == {
        (0, "bo", "register/flat", 0, 1000), (0, "cy", "register/flat", 100, 200), (0, "cy", "register/flat", 300, 1000),
        (1, "ann", "register/flat", 150, 200), (1, "ann", "register/flat", 300, 350),
        (1, "bo", "register/flat", 150, 200), (1, "bo", "register/flat", 300, 350),
        (1, "di", "school/house", 200, 350), (1, "ed", "school/house", 200, 350),
        (2, "cy", "school/house", 200, 400), (2, "ed", "school/house", 150, 1000),
    }  # fmt: skip
    assert len(record["seed"]) == 11
    at = list(zip(record["seed"], record["person"], record["t_start"], strict=True)).index((0, "cy", 100))
    assert (record["a_sources"][at], record["b_sources"][at]) == ('["register"]', '["census", "register"]')


def test_a_membership_from_before_all_times_is_clipped(driver: neo4j.Driver, neo4j_engine: Neo4jEngine) -> None:
    """Both sides open on both sides: the seed's window is what is told, to the second."""
    load(neo4j_engine, world([], members=[lives("ann", "r/h"), lives("bo", "r/h")], stamp="open"))
    (record,) = run(driver, "housemates", {"seeds": [{"n": 3, "person": "ann", "start": -5, "end": 1}]})
    assert rows(record, "seed", "person", "t_start", "t_end") == {(3, "bo", -5, 1)}


@pytest.mark.usefixtures("noodle_shop")
@pytest.mark.parametrize("name", sorted(set(GIVEN) - {"recorded_chains"}))
def test_nothing_known_is_an_empty_answer(driver: neo4j.Driver, name: str) -> None:
    """A stranger, a place that nobody knows: one record of empty lists."""
    strangers = [{**seed, "person": "nobody"} for seed in SEEDS]
    given = {"person": "nobody", "places": ["nowhere"], "seeds": strangers}
    (record,) = run(driver, name, {k: given.get(k, v) for k, v in GIVEN[name].items()})
    assert all(values == [] for values in record.values())


def operators(plan: Mapping[str, Any]) -> Iterator[str]:
    yield plan["operatorType"].split("@")[0]
    for child in plan.get("children", ()):
        yield from operators(child)


@pytest.mark.usefixtures("noodle_shop")
@pytest.mark.parametrize("name", sorted(set(GIVEN) - {"recorded_chains"} - FROM_PEOPLE))
def test_others_are_found_by_a_seek(driver: neo4j.Driver, name: str) -> None:
    """Who else was there comes from the index on place and time, and nothing is scanned."""
    with driver.session(database="neo4j") as session:
        plan = session.run("EXPLAIN " + catalog.cypher(name).text, GIVEN[name]).consume().plan
    assert plan is not None
    used = set(operators(plan))
    assert "DirectedRelationshipIndexSeek" in used
    assert not {op for op in used if "Scan" in op}


@pytest.mark.parametrize("name", sorted(FROM_PEOPLE))
def test_the_answer_starts_from_the_person(driver: neo4j.Driver, neo4j_engine: Neo4jEngine, name: str) -> None:
    """A person is found by his code, and only his own stays or households are read."""
    load(neo4j_engine, HOUSES)
    with driver.session(database="neo4j") as session:
        plan = session.run("EXPLAIN " + catalog.cypher(name).text, GIVEN[name]).consume().plan
    assert plan is not None
    used = set(operators(plan))
    assert "NodeUniqueIndexSeek" in used
    assert not {op for op in used if "Scan" in op}


#: A infected B and C, both infected D, D infected E. F and G name each other. H names himself. K infected L; K has no date.
CHAINS = world(
    [],
    cases=[
        Case("A", "pa", report=10),
        Case("B", "pb", report=20, infectors=("A",)),
        Case("C", "pc", report=30, infectors=("A",)),
        Case("D", "pd", onset=40, infectors=("B", "C")),
        Case("E", "pe", report=90, infectors=("D",)),
        Case("F", "pf", report=50, infectors=("G",)),
        Case("G", "pg", report=60, infectors=("F",)),
        Case("H", "ph", report=1, infectors=("H",)),
        Case("K", "pk"),
        Case("L", "pl", infectors=("K", "L")),
    ],
    stamp="chains",
)
ALL = {
    ("ABCDE", "A", 5, (1, 2, 1, 1), 10, 90),
    ("FG", "", 2, (), 50, 60),
    ("KL", "K", 1, (1, 1), None, None),
}


@pytest.mark.parametrize(
    ("case", "as_of", "expected"),
    [
        (None, None, ALL),
        (None, 90, ALL),
        (
            None,
            89,
            {("ABCD", "A", 4, (1, 2, 1), 10, 40), ("FG", "", 2, (), 50, 60), ("KL", "K", 1, (1, 1), None, None)},
        ),
        (None, 15, {("KL", "K", 1, (1, 1), None, None)}),
        ("D", 40, {("ABCD", "A", 4, (1, 2, 1), 10, 40)}),
        ("G", None, {("FG", "", 2, (), 50, 60)}),
        ("H", None, set()),
        ("E", 40, set()),
        ("nobody", None, set()),
    ],
)
def test_recorded_chains(
    driver: neo4j.Driver,
    neo4j_engine: Neo4jEngine,
    case: str | None,
    as_of: int | None,
    expected: set[tuple[object, ...]],
) -> None:
    """Components with roots, links and generations; cases dated later are left out, a self loop is no link."""
    load(neo4j_engine, CHAINS)
    found = run(driver, "recorded_chains", {"case": case, "as_of": as_of})
    assert {
        ("".join(r["cases"]), "".join(r["roots"]), r["edges"], tuple(r["generations"]), r["first"], r["last"])
        for r in found
    } == expected
    assert len(found) == len(expected)


def test_many_roots_and_long_chains(driver: neo4j.Driver, neo4j_engine: Neo4jEngine) -> None:
    """Forty cases in a row, with a second root at the end of the row: generations count from the nearest root."""
    row = [Case(f"c{n:02}", f"p{n:02}", infectors=(f"c{n - 1:02}",) if n else ()) for n in range(40)]
    row[39] = Case("c39", "p39", infectors=("c38", "z"))
    load(neo4j_engine, world([], cases=[*row, Case("z", "pz")], stamp="row"))
    (chain,) = run(driver, "recorded_chains", {"case": None, "as_of": None})
    assert (chain["roots"], chain["edges"]) == (["c00", "z"], 40)
    assert chain["generations"] == [2, 2, *[1] * 37]
