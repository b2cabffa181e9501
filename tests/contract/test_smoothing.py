"""CONTACTGRAPH_SMOOTH_MINUTES through the command: what a jump of the phone makes of a trajectory and of time together."""

from pathlib import Path

from tests.contract.product import Product
from tests.oracle.fed import World
from tests.stories.story import differences, feed

TEN = {"CONTACTGRAPH_SMOOTH_MINUTES": "10"}


def test_a_jump_is_taken_out_of_answers_where_that_is_set(tmp_path: Path) -> None:
    """An's phone is in A from 08:00 to 08:20, at 08:10 in B, where Cy is: smoothed, An meets Bo all the time and Cy never.

    Asked again without the setting, the same deployment tells three stays, and a second with Cy.
    """
    fixes = feed("positions", """
        person_id | t           | t_end       | cell_id
        an        | 07-28 08:00 | 07-28 08:05 | a
        an        | 07-28 08:10 |             | b
        an        | 07-28 08:12 | 07-28 08:20 | a
        bo        | 07-28 08:00 | 07-28 08:30 | a
        cy        | 07-28 08:00 | 07-28 08:30 | b
    """)  # fmt: skip
    case = feed("cases", "case_id | person_id | onset\n C1 | an | 07-29")
    smooth, plain = (Product(tmp_path / "deployment", environment=e) for e in (TEN, {}))
    smooth.begin(World((fixes, case), "UTC"), tmp_path / "files")
    assert differences(smooth.ask(["trajectory", "C1"]), {"stay": """
        place | t_start     | t_end       | flags
        a     | 07-28 08:00 | 07-28 08:20 | smoothed
    """}) == []  # fmt: skip
    assert differences(smooth.ask(["shared", "C1"]), {"shared": """
        person | place | t_start     | t_end       | flags
        bo     | a     | 07-28 08:00 | 07-28 08:20 | smoothed
    """}) == []  # fmt: skip
    assert differences(plain.ask(["shared", "C1"]), {"shared": """
        person | place | t_start     | t_end          | flags
        bo     | a     | 07-28 08:00 | 07-28 08:05    |
        bo     | a     | 07-28 08:12 | 07-28 08:20    |
        cy     | b     | 07-28 08:10 | 07-28 08:10:01 |
    """}) == []  # fmt: skip
