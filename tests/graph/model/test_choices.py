"""Choices of an authority name the graph that they make."""

from graph.model.choices import Choices


def test_graphs_of_other_choices_have_other_names() -> None:
    """The usual choices leave the stamp as it is; each other one marks it in its own way."""
    others = [
        Choices(tests_open_cases=False),
        Choices(fix_gap=1800),
        Choices(smooth=600),
        Choices(tests_open_cases=False, fix_gap=1800),
        Choices(fix_gap=1800, smooth=600),
    ]
    assert Choices().mark == ""
    assert len({choice.mark for choice in others} | {""}) == 6
