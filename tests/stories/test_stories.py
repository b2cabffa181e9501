"""The oracle tells every story as its hand-derived rows do; the product's turn is in tests/contract."""

import pytest

from tests.oracle.oracle import Oracle
from tests.stories.story import differences, of_oracle, stories, words

STORIES = stories()


@pytest.mark.parametrize(
    ("name", "question"),
    [(name, question) for name, story in STORIES.items() for question in story.asks if of_oracle(question)],
)
def test_the_oracle_tells_the_story(name: str, question: str) -> None:
    """The oracle's rows are the ones that were derived by hand."""
    answer = Oracle(STORIES[name].world).ask(words(question))
    assert differences(answer, STORIES[name].asks[question]) == []
