"""What the whole suite shares: how many answers of a real Neo4j were compared is said at the end of a run."""

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how many answers of the server were compared with the embedded engine's or with rows derived by hand."""
    passed = terminalreporter.stats.get("passed", [])
    counts = [value for report in passed for name, value in report.user_properties if name == "neo4j_answers_compared"]
    terminalreporter.write_line(f"Neo4j answers compared: {sum(counts):,} in {len(counts)} tests")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where a run uses several processes: keep a file in one, all that share the Neo4j server in one, worlds spread."""
    for item in items:
        if item.get_closest_marker("neo4j"):
            item.add_marker(pytest.mark.xdist_group("neo4j"))
        elif item.path.name not in {"test_random.py", "test_mutants.py", "test_stories.py"}:
            item.add_marker(pytest.mark.xdist_group(str(item.path)))
