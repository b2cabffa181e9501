"""The catalogue of Cypher files: what it reads, and which mistakes it names with file and line."""

import pytest

from queries import catalog
from queries.catalog import CatalogError, parsed

GOOD = """// Who is where.
// And since when.
//
// Parameters
//   $person   code: not $this, nor 'that'
// Columns
//   place     key
//   since     second
MATCH (p:Person {code: $person})-[r:STAYED]->(x) // $comment
WHERE x.name <> '$text' AND EXISTS { MATCH (x) RETURN x AS inner }
RETURN x.key AS place, coalesce(r.t_start, 0) AS since ORDER BY since LIMIT 5
"""


def test_the_head_is_read() -> None:
    """Parameters and columns come in the order in which they are declared; comments and texts are not searched."""
    found = parsed("where", GOOD)
    assert (found.name, found.parameters, found.columns) == ("where", ("person",), ("place", "since"))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("{code: $person}", "{code: $person, at: $t}", "queries/where.cypher:9: $t is used and not declared in the head"),
        ("{code: $person}", "", "queries/where.cypher:5: $person is declared and not used"),
        ("x.key AS place, ", "", "queries/where.cypher:7: column place is declared and not returned"),
        ("AS since ORDER", "AS since, x.kind AS kind ORDER", "queries/where.cypher:11: column kind is returned and not declared in the head"),
        ("coalesce(r.t_start, 0) AS since", "coalesce(r.t_start, 0)", "queries/where.cypher:11: a returned expression has no name: 'coalesce"),
        ("//   since     second\n", "", "queries/where.cypher:10: column since is returned and not declared in the head"),
        ("//   since     second", "//   place     second", "queries/where.cypher:8: place is declared twice"),
        ("x.key AS place, coalesce(r.t_start, 0) AS since", "r.t_start AS since, x.key AS place", "queries/where.cypher:11: the columns are declared in another order"),
        ("// Who is where.\n", "", None),
        ("RETURN x.key AS place, coalesce(r.t_start, 0) AS since ORDER BY since LIMIT 5", "FINISH", "queries/where.cypher:1: there is no RETURN"),
        ("// Who is where.\n// And since when.\n//\n", "\n", "queries/where.cypher:1: the first line must be a comment"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line(old: str, new: str, told: str | None) -> None:
    """What the head says and the text does not, or the other way round, is refused with file and line."""
    text = GOOD.replace(old, new, 1)
    assert text != GOOD
    if told is None:
        parsed("where", text)
        return
    with pytest.raises(CatalogError) as refused:
        parsed("where", text)
    assert str(refused.value).startswith(told)


@pytest.mark.parametrize("name", catalog.names())
def test_every_file_stands(name: str) -> None:
    """Each Cypher file of the product says in a sentence what it answers, and declares what it uses."""
    found = catalog.cypher(name)
    assert catalog.summary(name).endswith(".")
    assert found.parameters
    assert found.columns


def test_the_summary_is_the_first_paragraph() -> None:
    """The sentence ends where the paragraph does."""
    assert catalog.summary("close_contacts") == (
        "Who was together with each seed within its window, pair of stays by pair of stays; never the seed himself."
    )


def test_ten_questions_have_cypher() -> None:
    """The ten questions that Neo4j answers."""
    assert catalog.names() == (
        "at_place", "chains_between", "close_contacts", "contacts_of_contacts", "dwellers", "housemates", "reach",
        "recorded_chains", "shared_with", "trajectory",
    )  # fmt: skip


@pytest.mark.parametrize("name", catalog.names())
def test_a_question_only_reads(name: str) -> None:
    """No file writes: nothing is created, merged, set or deleted."""
    words = set(catalog.cypher(name).text.upper().split())
    assert not words & {"CREATE", "MERGE", "SET", "DELETE", "DETACH", "REMOVE"}
