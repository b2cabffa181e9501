"""Every phrase and action of the perspective, run on a server as a reader, names whom the command names for the same case."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

import neo4j
import pytest
from neo4j.graph import Node
from neo4j.graph import Path as Drawn

from graph.engines.neo4j import pictures
from graph.engines.neo4j.bloom.phrases import LIMIT, Action, Phrase, actions, channels, phrases
from graph.engines.neo4j.engine import Neo4jEngine
from graph.load import embedded_engine, resolved
from graph.model.timed_graph import TimedGraph
from graph.resolve.names import Names
from graph.store.deployment import Deployment
from queries.answers import channel
from queries.picture import picture
from queries.rules import edition
from queries.trace import Ask, Trace, trace
from queries.windows import Span, case_window
from tests.contract.product import Product
from tests.local_neo4j import Address
from tests.oracle.fed import KEY, World
from tests.oracle.oracle import Answer
from tests.stories.story import feed

pytestmark = pytest.mark.neo4j

#: Art (C1, onset 5 May, isolated on 6 May 10:00 in Shanghai: his 14 days begin on 22 April 10:00) and Gus (C2, onset 8 May).
#: Art eats with Ben at the Lotus; Cyn comes as he goes; Fay ate with him on 20 April, before the days that count, and Hal
#: shares his ward after the isolation. Eli is beside him in the net cafe (Art's log-on is open), Ivy on the train, Jon by
#: devices, Gus in one phone cell. Ben, close, brings it home to Dov and Gus; Gus eats at the Lotus in the evening.
MAY = World(
    (
        feed(
            "places",
            """
            place_id | kind     | name
            lotus    | venue    | Lotus Diner
            cafe     | net_cafe | Night Owl
            ward     | hospital | Ward 3
            flat     | home     |
            g1       | cell     |
            """,
        ),
        feed(
            "stays",
            """
            person_id | place_id | t_start     | t_end
            art       | lotus    | 04-20 10:00 | 04-20 11:00
            fay       | lotus    | 04-20 10:00 | 04-20 11:00
            art       | cafe     | 05-01 20:00 |
            eli       | cafe     | 05-01 21:00 | 05-01 22:00
            art       | g1       | 05-03 09:00 | 05-03 10:00
            gus       | g1       | 05-03 09:30 | 05-03 09:50
            art       | lotus    | 05-04 12:00 | 05-04 13:00
            ben       | lotus    | 05-04 12:00 | 05-04 12:30
            cyn       | lotus    | 05-04 13:00 | 05-04 14:00
            gus       | lotus    | 05-04 18:00 | 05-04 19:00
            ben       | flat     | 05-04 20:00 | 05-04 22:00
            dov       | flat     | 05-04 20:00 | 05-04 22:00
            gus       | flat     | 05-04 21:00 | 05-04 21:30
            art       | ward     | 05-07 08:00 | 05-07 12:00
            hal       | ward     | 05-07 08:00 | 05-07 12:00
            """,
        ),
        feed(
            "rides",
            """
            person_id | mode  | number | date       | t_depart    | t_arrive    | carriage
            art       | train | G1     | 2021-05-02 | 05-02 09:00 | 05-02 12:00 | 5
            ivy       | train | G1     | 2021-05-02 | 05-02 10:00 | 05-02 11:00 |
            """,
        ),
        feed("encounters", "person_a | person_b | t_start | t_end | distance_m\n art | jon | 05-03 18:00 | 05-03 18:20 | 3"),
        feed(
            "cases",
            """
            case_id | person_id | onset       | isolated_at
            C1      | art       | 05-05 12:00 | 05-06 10:00
            C2      | gus       | 05-08 12:00 |
            """,
        ),
    ),
    "Asia/Shanghai",
)  # fmt: skip

PHRASES = {phrase.text: phrase for phrase in phrases("Asia/Shanghai")}
ACTIONS = {action.name: action for action in actions()}


@dataclass
class Told:
    """The world in a deployment and on the server, with C1's picture; asked by the command and as Bloom asks."""

    product: Product
    driver: neo4j.Driver
    names: Mapping[str, str]
    """How a code is shown."""

    _answers: dict[tuple[str, ...], Answer] = field(default_factory=dict)

    def ask(self, *words: str) -> Answer:
        """Return the command's answer; the same question is asked once."""
        if words not in self._answers:
            self._answers[words] = self.product.ask(words)
        return self._answers[words]

    def sharing(self, case: str, name: str) -> set[object]:
        """Return whom `shared` names in a channel."""
        return {row["person"] for row in self.ask("shared", case) if row["channel"] == name}

    def run(self, asked: Phrase | Action, **given: object) -> list[neo4j.Record]:
        """Run it as a reader and return its records; each draws something."""
        with self.driver.session(database="neo4j", default_access_mode=neo4j.READ_ACCESS) as session:
            result = session.run(asked.cypher, given)
            records, summary = list(result), result.consume()
        assert summary.query_type == "r"
        assert len(records) <= LIMIT
        assert all(any(isinstance(v, Node | Drawn) for v in record.values()) for record in records)
        return records

    def nodes(self, records: Sequence[neo4j.Record], label: str) -> list[Node]:
        """Return the nodes of a label that the records draw, in the order in which they come."""
        found: dict[str, Node] = {}
        for value in (v for record in records for v in record.values()):
            for node in value.nodes if isinstance(value, Drawn) else (value,) if isinstance(value, Node) else ():
                if label in node.labels:
                    found.setdefault(node.element_id, node)
        return list(found.values())

    def named(self, records: Sequence[neo4j.Record], *, without: str | None = None) -> set[str]:
        return {self.names[n["code"]] for n in self.nodes(records, "Person")} - {without}

    def ids(self, *names: str) -> list[str]:
        codes = [code for code, name in self.names.items() if name in names]
        query = "MATCH (p:Person) WHERE p.code IN $codes RETURN elementId(p) AS id"
        return [record["id"] for record in self.driver.execute_query(query, codes=codes).records]


@pytest.fixture(scope="module")
def told(
    neo4j_server: Address, neo4j_environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Told]:
    folder: Path = tmp_path_factory.mktemp("bloom")
    product = Product(folder / "deployment", environment=neo4j_environment)
    product.begin(MAY, folder / "files")
    product.run("neo4j", str(product.path), "load", "--replace")
    deployment = Deployment.open(product.path, key_of=lambda _: KEY.encode())
    graph = resolved(deployment, progress=lambda *_: None)
    names = Names(graph, deployment.vault, deployment.codes)
    shown = picture(traced(graph, names), graph.cases[0], graph.stamp)
    auth = (neo4j_server.user, neo4j_server.password)
    with (
        Neo4jEngine(neo4j_server.uri, *auth, neo4j_server.database) as engine,
        neo4j.GraphDatabase.driver(neo4j_server.uri, auth=auth, notifications_min_severity="OFF") as driver,
    ):
        pictures.show(engine, shown)
        yield Told(product, driver, {code: names.person(code) for code in graph.people})
        pictures.withdraw(engine, shown.head.run)


def traced(graph: TimedGraph, names: Names) -> Trace:
    """Return C1's trace, as the command makes it."""
    zone, rules, case = ZoneInfo(MAY.timezone), edition(MAY.edition), graph.cases[0]
    window = case_window(case, rules, Span(now=graph.now), zone)
    ask = Ask(case, rules, window, zone, 2, graph.cases, graph.controls, graph.households, graph.judgements, graph.now)
    return trace(embedded_engine(graph), ask, names)


def test_channels_are_those_of_the_command() -> None:
    """A channel that Bloom offers is one that `shared --channel` takes, by the same name."""
    assert {channel(kind) for kind in ("train", "cell", "venue")} == {"railway", "lbs", "venue"}
    assert set(channels()) == {
        "venue", "net_cafe", "lodging", "home", "work", "school", "hospital", "flight", "railway", "coach", "ship",
        "vehicle", "lbs", "encounter",
    }  # fmt: skip


@pytest.mark.parametrize("name", channels())
def test_who_shared_a_channel(told: Told, name: str) -> None:
    """Within his 14 days to the isolation, and nobody whom he only touched: just those of `shared`."""
    expected = {"venue": {"ben"}, "net_cafe": {"eli"}, "railway": {"ivy"}, "lbs": {"gus"}, "encounter": {"jon"}}
    records = told.run(PHRASES["Who shared $channel with $case"], channel=name, case="C1")
    assert told.named(records, without="art") == expected.get(name, set())
    assert told.sharing("C1", name) == expected.get(name, set())


def test_without_isolation_the_days_end_now(told: Told) -> None:
    """Gus is not isolated: now is his onset, and his lunch of 4 May counts; Art and the others had gone."""
    phrase = PHRASES["Who shared $channel with $case"]
    for name, expected in (("home", {"ben", "dov"}), ("lbs", {"art"}), ("venue", set())):
        assert told.named(told.run(phrase, channel=name, case="C2"), without="gus") == expected
        assert told.sharing("C2", name) == expected


def test_close_contacts(told: Told) -> None:
    """Ben is close; who is general or of ring 2 is not drawn."""
    records = told.run(PHRASES["Close contacts of $case"], case="C1")
    close = {row["person"] for row in told.ask("trace", "C1") if row["kind"] == "contact" and row["class"] == "close"}
    assert told.named(records, without="art") == close == {"ben"}
    assert told.run(PHRASES["Close contacts of $case"], case="C2") == []


def test_contacts_of_contacts(told: Told) -> None:
    """Dov and Gus, each drawn through Ben, who brought it home."""
    records = told.run(PHRASES["Contacts of contacts of $case"], case="C1")
    ring = {row["person"] for row in told.ask("trace", "C1") if row["kind"] == "contact" and row["ring"] == 2}
    assert ring == {"dov", "gus"}
    assert {tuple(told.names[n["code"]] for n in r["path"].nodes if "code" in n) for r in records} == {
        ("art", "ben", "dov"),
        ("art", "ben", "gus"),
    }


def test_where_the_case_was(told: Told) -> None:
    """Every place of the trajectory, and nobody but the case."""
    records = told.run(PHRASES["Where was $case"], case="C1")
    places = {row["place"] for row in told.ask("trajectory", "C1") if row["kind"] == "stay"}
    assert {n.get("place_id", n["key"]) for n in told.nodes(records, "Place")} == places
    assert {n["place_id"] for n in told.nodes(records, "Place") if "place_id" in n} == {"lotus", "cafe", "g1"}
    assert len(places) == 5  # and the train, and the encounter with Jon
    assert told.named(records) == {"art"}


@pytest.mark.parametrize("place", ["Lotus Diner", "default/lotus"])
@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2021-05-04 12:00", "2021-05-04 12:30", {"art", "ben"}),
        ("2021-05-04 12:30", "2021-05-04 13:00", {"art"}),
        ("2021-05-04T13:00", "2021-05-04T18:30:00", {"cyn", "gus"}),
        ("2021-05-04", "2021-05-04", {"art", "ben", "cyn", "gus"}),
        ("2021-04-20", "2021-05-03", {"art", "fay"}),
        ("2021-05-05", "2021-05-06", set()),
    ],
)
def test_who_was_at_a_place(told: Told, place: str, start: str, end: str, expected: set[str]) -> None:
    """By name or key, in local times; a day is whole, as the command takes it."""
    records = told.run(PHRASES["Who was at $place between $from and $to"], **{"place": place, "from": start, "to": end})
    assert told.named(records) == expected
    answer = told.ask("at", "lotus", "--from", start, "--to", end, "--reason", "test")
    assert {row["person"] for row in answer} == expected


def test_cases_at_a_place(told: Told) -> None:
    """Art and Gus both ate at the Lotus; in the ward Art was after his isolation, so it is no place of the case."""
    phrase = PHRASES["Cases at $place"]
    for place, place_id, expected in (("Lotus Diner", "lotus", {"C1", "C2"}), ("Ward 3", "ward", set()), ("Night Owl", "cafe", {"C1"})):  # fmt: skip
        records = told.run(phrase, place=place)
        assert {n["case_id"] for n in told.nodes(records, "CaseRecord")} == expected
        assert {c for c in ("C1", "C2") if place_id in {r.get("place") for r in told.ask("trajectory", c)}} == expected


def chain(told: Told, a: str, b: str) -> list[tuple[str, str]]:
    records = told.run(PHRASES["Chain from $a to $b"], a=a, b=b)
    return [(told.names[r["one"]["code"]], told.names[r["other"]["code"]]) for r in records]


def test_a_chain_between_cases_and_people(told: Told) -> None:
    """From one case to the other through Ben, each end by case id or by code; nobody is a chain to himself or a stranger."""
    code = {name: code for code, name in told.names.items()}
    assert chain(told, "C1", "C2") == [("art", "ben"), ("ben", "gus")]
    assert chain(told, code["art"], code["gus"]) == [("art", "ben"), ("ben", "gus")]
    assert chain(told, "C1", code["jon"]) == [("art", "jon")]
    assert chain(told, "C1", "C1") == chain(told, "C1", "nobody") == chain(told, "C1", code["cyn"]) == []
    assert chain(told, code["gus"], code["jon"]) == []  # Jon was beside Art the day before Gus met Ben


@pytest.fixture
def meetings(told: Told) -> Iterator[neo4j.Driver]:
    """Give a driver; people that the test adds are taken away."""
    yield told.driver
    told.driver.execute_query("MATCH (p:Person) WHERE p.code STARTS WITH 'x' DETACH DELETE p")


def met(driver: neo4j.Driver, *rows: tuple[str, str, int, int]) -> None:
    query = """
    UNWIND $rows AS row MERGE (a:Person {code: row[0]}) MERGE (b:Person {code: row[1]})
    CREATE (a)-[:CONTACT {run: 'x', case: 'x', ring: 2, class: 'co_present', first: row[2], last: row[3]}]->(b)
    """
    driver.execute_query(query, rows=[list(row) for row in rows])


def steps(told: Told, a: str, b: str) -> list[set[str]]:
    records = told.run(PHRASES["Chain from $a to $b"], a=a, b=b)
    return [{r["one"]["code"], r["other"]["code"]} for r in records]


def test_a_chain_goes_forward_in_time(told: Told, meetings: neo4j.Driver) -> None:
    """x1 met x2 from 100 to 200; x2 met x3 until 100, and x4 until 101: only x4 can have it from x1, and x3 gave it on."""
    met(meetings, ("x1", "x2", 100, 200), ("x2", "x3", 50, 100), ("x2", "x4", 50, 101))
    assert steps(told, "x1", "x3") == []
    assert steps(told, "x1", "x4") == [{"x1", "x2"}, {"x2", "x4"}]
    assert steps(told, "x3", "x1") == [{"x3", "x2"}, {"x2", "x1"}]  # being together has no direction


def test_fewest_hops_come_first_then_the_earliest(told: Told, meetings: neo4j.Driver) -> None:
    """x1 reaches x9 over x2 at 40 or over x3 at 30, or in three hops at 20: two hops over x3."""
    met(
        meetings,
        ("x1", "x2", 10, 11), ("x2", "x9", 40, 50), ("x1", "x3", 12, 13), ("x3", "x9", 30, 31), ("x2", "x4", 10, 12),
        ("x4", "x9", 20, 21),
    )  # fmt: skip
    assert steps(told, "x1", "x9") == [{"x1", "x3"}, {"x3", "x9"}]


def test_a_chain_has_six_hops_at_most(told: Told, meetings: neo4j.Driver) -> None:
    """Along a row of eight people the seventh is reached in six hops, the eighth is too far."""
    met(meetings, *((f"x{n}", f"x{n + 1}", n, n + 1) for n in range(1, 8)))
    assert steps(told, "x1", "x7") == [{f"x{n}", f"x{n + 1}"} for n in range(1, 7)]
    assert steps(told, "x1", "x8") == []


def test_what_a_contact_shared_with_the_case(told: Told) -> None:
    """Of Ben the table, of Jon the encounter, of Gus, ring 2, the phone cell: as `shared` tells; Cyn is no contact."""
    action = ACTIONS["What they shared with the case"]
    for names, expected in ((["ben"], {"venue"}), (["ben", "jon"], {"venue", "encounter"}), (["gus"], {"cell"}), (["cyn"], set())):  # fmt: skip
        drawn = told.nodes(told.run(action, nodes=told.ids(*names)), "Place")
        assert {n["kind"] for n in drawn} == expected
        shared = {row["place"] for row in told.ask("shared", "C1") if row["person"] in names}
        assert {n.get("place_id", n["key"]) for n in drawn} == shared


def test_the_chain_of_a_selected_contact(told: Told) -> None:
    """Gus is drawn through Ben, Ben straight from the case; nothing of the case himself."""
    action = ACTIONS["Show the chain from the case"]
    paths = {
        tuple(told.names[n["code"]] for n in record["path"].nodes)
        for record in told.run(action, nodes=told.ids("gus", "ben", "art"))
    }
    assert paths == {("art", "ben"), ("art", "ben", "gus")}


@pytest.mark.parametrize("text", PHRASES)
def test_suggestions_are_one_column_of_words(told: Told, text: str) -> None:
    """What a query suggests for a parameter is a list of texts, and it only reads."""
    for parameter in PHRASES[text].parameters:
        if parameter.query:
            with told.driver.session(database="neo4j", default_access_mode=neo4j.READ_ACCESS) as session:
                result = session.run(parameter.query)
                values = result.values()
                assert values
                assert all(len(row) == 1 and isinstance(row[0], str) for row in values)
                assert result.consume().query_type == "r"


@pytest.mark.parametrize("text", PHRASES)
def test_a_strange_word_is_an_empty_answer(told: Told, text: str) -> None:
    """Whatever is typed is a value and never Cypher: nothing is found, and nothing is lost."""
    hostile = "'}) DETACH DELETE n //"
    given = {p.name: "2021-05-04" if p.name in {"from", "to"} else hostile for p in PHRASES[text].parameters}
    assert told.run(PHRASES[text], **given) == []
