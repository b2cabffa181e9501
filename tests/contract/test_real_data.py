"""The two real data sets, fed through their mapping files, against what the raw files say by themselves."""

import csv
import gzip
import re
from collections import defaultdict
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from graph.engines.protocol import Seed
from graph.load import Server, embedded_engine, load_server, neo4j_engine, resolved
from graph.store.deployment import Deployment
from queries.close_contacts import close_contacts
from tests.contract.product import Product
from tests.oracle.fed import KEY, Fed, World
from tests.oracle.oracle import Answer

DATA = Path(__file__).resolve().parents[2] / "examples" / "data"
BADGES, TAIWAN = DATA / "sociopatterns_invs13", DATA / "taiwan_2020_21"
EPOCH = int(datetime(2013, 6, 24, tzinfo=UTC).timestamp())
DAY = 86_400
#: Days of the badges, from the one before the epoch: the first row covers its last 20 seconds.
DAYS = range(-1, 12)
Meetings = dict[tuple[str, str], list[tuple[int, int]]]


def utc(seconds: int) -> str:
    """Return seconds as answers write them."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.fixture(scope="module")
def meetings() -> Meetings:
    """Return when each pair met, touching slots merged, from the raw rows alone."""
    slots = defaultdict(list)
    with gzip.open(BADGES / "contacts.csv.gz", "rt") as lines:
        for row in csv.DictReader(lines):
            pair = min(row["i"], row["j"]), max(row["i"], row["j"])
            slots[pair].append(EPOCH + int(row["t"]))
    merged: Meetings = {}
    for pair, ends in slots.items():
        spans: list[tuple[int, int]] = []
        for end in sorted(set(ends)):
            if spans and end - 20 <= spans[-1][1]:
                spans[-1] = (spans[-1][0], end)
            else:
                spans.append((end - 20, end))
        merged[pair] = spans
    return merged


@pytest.fixture(scope="module")
def office(meetings: Meetings, tmp_path_factory: pytest.TempPathFactory) -> Product:
    """Return a deployment with all badge contacts, and everybody as a case."""
    folder = tmp_path_factory.mktemp("office")
    product = Product(folder / "deployment")
    people = sorted({p for pair in meetings for p in pair})
    cases = Fed("cases", tuple({"case_id": f"K{p}", "person_id": p} for p in people), "office-badges")
    product.begin(World((cases,), timezone="UTC"), folder / "files")
    (line,) = product.run(
        "ingest", str(product.path), str(BADGES / "contacts.csv.gz"), "--map", str(BADGES / "contacts.map.toml")
    )
    assert (line["rows"], line["accepted"], line["source" if "source" in line else "feed"]) == (
        line["accepted"],
        line["rows"],
        "encounters",
    )
    return product


def ask(product: Product, person: str, start: int, end: int, *words: str) -> Answer:
    """Return the answer to a question about a person in a time."""
    return product.ask([*words[:1], f"K{person}", *words[1:], "--from", utc(start), "--to", utc(end)])


def ring1(meetings: Meetings, person: str, start: int, end: int) -> dict[str, tuple[str, str, float]]:
    """Return (first, last, minutes) of everybody whom a person met in a time, from the raw rows."""
    found = {}
    for pair, spans in meetings.items():
        inside = [(max(a, start), min(b, end)) for a, b in spans if max(a, start) < min(b, end)]
        if person in pair and inside:
            other = pair[1] if pair[0] == person else pair[0]
            length = sum(b - a for a, b in inside)
            found[other] = utc(inside[0][0]), utc(inside[-1][1]), (200 * length + 60) // 120 / 100
    return found


def test_the_office_has_755_pairs_and_4592_contacts(office: Product, meetings: Meetings) -> None:
    """Everybody's shared time is 755 pairs and 4,592 contacts, each told from both sides."""
    people = sorted({p for pair in meetings for p in pair})
    told = {
        (p, r["person"], r["t_start"], r["t_end"])
        for p in people
        for r in ask(office, p, EPOCH - DAY, EPOCH + 30 * DAY, "shared")
    }
    raw = {(p, q, utc(a), utc(b)) for pair, spans in meetings.items() for a, b in spans for p, q in (pair, pair[::-1])}
    assert told == raw
    assert (len(meetings), len(told)) == (755, 2 * 4592)


@pytest.mark.parametrize("day", DAYS)
def test_ring_1_of_everybody_on_every_day(office: Product, meetings: Meetings, day: int) -> None:
    """Ring 1 under `co-presence` is what the raw rows say, for every person on the day."""
    start = EPOCH + day * DAY
    people = sorted({p for pair in meetings for p in pair})
    for person in people:
        rows = ask(office, person, start, start + DAY, "trace", "--edition", "co-presence", "--rings", "1")[1:]
        assert {str(r["person"]): (r["first"], r["last"], r["minutes"]) for r in rows} == ring1(
            meetings, person, start, start + DAY
        )


@pytest.fixture(scope="module")
def taiwan(tmp_path_factory: pytest.TempPathFactory) -> Product:
    """Return a deployment with the cases of Taiwan."""
    product = Product(tmp_path_factory.mktemp("taiwan") / "deployment")
    product.run("init", str(product.path), "--timezone", "Asia/Taipei")
    (line,) = product.run(
        "ingest", str(product.path), str(TAIWAN / "cases.csv"), "--map", str(TAIWAN / "cases.map.toml")
    )
    assert (line["rows"], line["accepted"]) == (1257, 1257)
    return product


def recorded() -> tuple[set[tuple[str, str]], set[str], set[tuple[str, str]]]:
    """Return links between different cases, self loops, and (case, text) of infectors who are no case, from the raw file."""
    with (TAIWAN / "cases.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    ids = {row["patient_id"] for row in rows}
    told = {(part.strip(), row["patient_id"]) for row in rows for part in re.split("[;/]", row["contact_with"])}
    told = {(a, b) for a, b in told if a not in {"", "unknown", "no information"}}
    links = {(a, b) for a, b in told if a in ids and a != b}
    return links, {b for a, b in told if a == b}, {(b, a) for a, b in told if a not in ids}


def components(links: set[tuple[str, str]]) -> list[set[str]]:
    """Return the connected parts of links."""
    parts: list[set[str]] = []
    for a, b in links:
        near = [p for p in parts if p & {a, b}]
        parts = [p for p in parts if p not in near] + [{a, b}.union(*near)]
    return parts


def generations(links: set[tuple[str, str]], part: set[str]) -> tuple[list[str], list[int]]:
    """Return the roots of a part and how many cases are in each generation."""
    now = roots = {a for a, _ in links if a in part} - {b for _, b in links}
    seen, counts = set(roots), []
    while now:
        counts.append(len(now))
        now = {b for a, b in links if a in now} - seen
        seen |= now
    return sorted(roots), counts


def chains(product: Product, *engine: str) -> Answer:
    """Return the recorded chains with their problems."""
    return product.ask(["chains", "--recorded", *engine])


def test_recorded_chains_of_taiwan(taiwan: Product) -> None:
    """Every recorded chain has the roots, cases, edges and generations that the raw file gives; 9 have no root."""
    links, _, _ = recorded()
    raw = [(*generations(links, part), len(part), sum(a in part for a, _ in links)) for part in components(links)]
    told = [r for r in chains(taiwan) if r["kind"] == "recorded_chain"]
    assert sorted((r["roots"], r["generations"], r["cases"], r["edges"]) for r in told) == sorted(raw)
    assert sum(not r["roots"] for r in told) == 9
    assert all(r["generations"] == [] for r in told if not r["roots"])


def test_problems_of_taiwan_are_reported(taiwan: Product) -> None:
    """The self loop and every infector who is no case are reported, once each."""
    _, selves, unknown = recorded()
    problems = [r for r in chains(taiwan) if r["kind"] == "chain_problem"]
    assert [(r["case"], r["infector"]) for r in problems if r["code"] == "SELF"] == [(c, c) for c in sorted(selves)]
    assert len(selves) == 1
    assert sorted(str(r["case"]) for r in problems if r["code"] == "INFECTOR_UNKNOWN") == sorted(c for c, _ in unknown)


def test_cycles_of_taiwan_are_reported(taiwan: Product) -> None:
    """Cases that name each other round are one CYCLE row for each group of them."""
    links, _, _ = recorded()
    after: dict[str, set[str]] = defaultdict(set)
    for a, b in links:
        after[a].add(b)

    def reached(start: str) -> set[str]:
        seen: set[str] = set()
        todo = [start]
        while todo:
            new = after[todo.pop()] - seen
            seen |= new
            todo += new
        return seen

    later = {a: reached(a) for a in list(after)}
    raw = {tuple(sorted(b for b in seen if a in later.get(b, ()))) for a, seen in later.items() if a in seen}
    told = [r["cases"] for r in chains(taiwan) if r.get("code") == "CYCLE"]
    assert sorted(told) == [list(loop) for loop in sorted(raw)]  # type: ignore[type-var]


@pytest.mark.neo4j
def test_both_engines_agree_on_real_data(
    taiwan: Product,
    office: Product,
    neo4j_environment: dict[str, str],
    record_property: Callable[[str, object], None],
) -> None:
    """Neo4j gives the recorded chains of Taiwan, and ring 1 of the office, as the embedded engine gives them."""
    compared = 0
    for product, words in (
        (taiwan, [["chains", "--recorded"]]),
        (office, [["trace", f"K{p}", "--edition", "co-presence", "--rings", "1", "--from", utc(EPOCH), "--to", utc(EPOCH + DAY)]
                  for p in ("63", "89", "40", "51")]),
    ):  # fmt: skip
        there = Product(product.path, engine="neo4j", environment=neo4j_environment)
        there.run("neo4j", str(there.path), "load", "--replace")
        assert [there.ask(w) for w in words] == [product.ask(w) for w in words]
        compared += len(words)
    record_property("neo4j_answers_compared", compared)


@pytest.mark.neo4j
def test_both_engines_agree_on_every_person_and_day_of_the_office(
    office: Product, neo4j_environment: dict[str, str], record_property: Callable[[str, object], None]
) -> None:
    """Who was together with whom, person by person and day by day, is the same to the second on both engines."""
    deployment = Deployment.open(office.path, key_of=lambda _: KEY.encode())
    graph = resolved(deployment, progress=lambda _what, _done, _total: None)
    uri, user, password, database = (neo4j_environment[f"NEO4J_{n}"] for n in ("URI", "USER", "PASSWORD", "DATABASE"))
    server = Server(uri, user, password, database, allow_plain=True)
    load_server(graph, server, lambda _what, _done, _total: None)
    seeds = [Seed(p, EPOCH + d * DAY, EPOCH + (d + 1) * DAY) for p in graph.people for d in DAYS]
    found = []
    for engine in (embedded_engine(graph), neo4j_engine(deployment, graph, server)):
        with closing(engine):
            o = engine.ask(close_contacts(seeds=seeds))
            found.append(sorted((int(o.seed[i]), o.people[o.person[i]], o.places[o.place[i]].key, int(o.t_start[i]), int(o.t_end[i]))
                                for i in range(len(o))))  # fmt: skip
    assert len(found[0]) >= 2 * 4_592  # each contact is seen from both sides, and cut at midnight where it passes it
    assert found[0] == found[1]
    record_property("neo4j_answers_compared", len(seeds))
