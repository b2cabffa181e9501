"""What the whole suite shares: versions of Neo4j, processes of a run, and how many answers of a server were compared."""

import pytest
from hypothesis import settings

from tests.groups import Groups
from tests.neo4j_server import versions_of

settings.register_profile("contactgraph", deadline=None)  # machines are noisy: no example is timed
settings.load_profile("contactgraph")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how many answers of each server were compared with the embedded engine's or with rows derived by hand."""
    passed = terminalreporter.stats.get("passed", [])
    counts = [value for report in passed for name, value in report.user_properties if name == "neo4j_answers_compared"]
    terminalreporter.write_line(f"Neo4j answers compared: {sum(counts):,} in {len(counts)} tests")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that wants a server on each version that its file names, unless it says itself on which."""
    own = any("neo4j_server" in mark.args[0] for mark in metafunc.definition.iter_markers("parametrize"))
    if "neo4j_server" in metafunc.fixturenames and not own:
        chosen = versions_of(metafunc.definition.path.name)
        metafunc.parametrize("neo4j_server", chosen, indirect=True, scope="session")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Groups:
    """Where a run uses several processes, keep together what shares a file or a server."""
    return Groups(config, log)
