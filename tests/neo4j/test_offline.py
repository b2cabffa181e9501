"""The first load by the server's own offline importer: the files, and a real import into a fresh store."""

from dataclasses import replace
from pathlib import Path

import pytest

from graph.engines.neo4j.check import differences
from graph.engines.neo4j.engine import Neo4jEngine
from graph.engines.neo4j.load import load
from graph.engines.neo4j.offline import write_import_files
from graph.errors import EngineError
from graph.model.timed_graph import TimedGraph
from queries.trajectory import trajectory
from tests.local_neo4j import VERSIONS, NoServerError, import_store, local_neo4j
from tests.neo4j.crowds import crowd, hostile_world
from tests.neo4j.worlds import NOODLE_SHOP, TRAIN, stay, world
from tests.neo4j_server import missing


def test_a_stay_is_a_line_with_both_its_times(tmp_path: Path) -> None:
    """What is absent has no quotes; sources are one text; the times are seconds and datetimes."""
    graph = world(
        [stay("ann", "quay", 1_627_547_400, 1_627_549_261, zone="", floor="1", distance=1.5, sources=("a", "b"))]
    )
    write_import_files(graph, tmp_path)
    header, line = (tmp_path / "STAYED.csv").read_text().splitlines()
    assert header == (
        '":START_ID(Person)",":END_ID(Place)","stay:long","place","t_start:long","t_end:long","from_time:datetime",'
        '"until_time:datetime","zone","floor","flags:long","distance:double","sources","seat","booking:long"'
    )
    number = line.split(",")[2]
    assert line == (
        f'"ann","quay",{number},"quay",1627547400,1627549261,"2021-07-29T08:30:00Z","2021-07-29T09:01:01Z","","1",0,1.5,'
        '"[""a"", ""b""]",,0'
    )


def test_the_command_names_the_database_before_the_files(tmp_path: Path) -> None:
    """Each kind of place is a file with two labels; a kind of relationship without rows is no file."""
    words = write_import_files(TRAIN, tmp_path / "new", database="tracing")
    assert words == [
        "neo4j-admin", "database", "import", "full", "tracing", "--input-type=csv", "--bad-tolerance=0",
        "--report-file=./import.report", "--nodes=Deployment=./Deployment.csv",
        "--nodes=Person=./Person.csv", "--nodes=Place:Train=./Place-Train.csv", "--relationships=STAYED=./STAYED.csv",
    ]  # fmt: skip
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == [
        "Deployment.csv", "Person.csv", "Place-Train.csv", "STAYED.csv",
    ]  # fmt: skip


def test_a_folder_that_holds_something_is_refused(tmp_path: Path) -> None:
    """Nothing is overwritten, and no file of another graph is imported along."""
    (tmp_path / "STAYED.csv").write_text("mine")
    with pytest.raises(EngineError) as refused:
        write_import_files(NOODLE_SHOP, tmp_path)
    assert refused.value.code == "IMPORT_FOLDER"
    assert [path.read_text() for path in tmp_path.iterdir()] == ["mine"]


def test_progress_ends_at_all(tmp_path: Path) -> None:
    """Rows are counted from none to all of them."""
    seen: list[tuple[int, int]] = []
    write_import_files(crowd(500), tmp_path, progress=lambda _what, done, total: seen.append((done, total)))
    total = 500 + 30 + 5 + 8
    assert (seen[0], seen[-1]) == ((0, total), (total, total))
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


@pytest.mark.neo4j
@pytest.mark.parametrize("version", VERSIONS)
def test_an_imported_store_is_the_facts(version: str, tmp_path: Path) -> None:
    """Hostile texts and a crowd go through the real importer; the store counts after a load, and that writes no stay."""
    for name, graph, person in (("hostile", hostile_world(), "`"), ("crowd", crowd(3_000), "p0000007")):
        files, home = tmp_path / name, tmp_path / f"{name}-home"
        command = write_import_files(graph, files, owner="zhuzhou")
        try:
            import_store(version, home, command, files)
            running = local_neo4j(version, home=home)
        except NoServerError as e:
            missing(e)
        with running as server, Neo4jEngine(server.uri, server.user, server.password) as engine:
            assert engine.stamp == ""
            _loaded(engine, graph, person)


def _loaded(engine: Neo4jEngine, graph: TimedGraph, person: str) -> None:
    ticks: list[str] = []
    assert load(engine, graph, owner="zhuzhou", progress=lambda what, _done, _total: ticks.append(what)) == len(
        graph.stays
    )
    assert "loading STAYED" not in ticks
    assert engine.stamp == graph.stamp
    assert differences(engine, graph, whole=True) == []
    own = sorted(graph.stays.t_start[graph.stays.person == list(graph.people).index(person)].tolist())
    assert own
    assert sorted(engine.ask(trajectory(person=person, start=0, end=1 << 40)).t_start.tolist()) == own
    with pytest.raises(EngineError, match="another deployment"):
        load(engine, replace(graph, stamp="other"), owner="yiyang")
