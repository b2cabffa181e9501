"""Small faults put into the product on purpose: the comparison with the oracle notices every one of them.

Each mutant names the change, and a story with the question whose rows must turn red; without the change they are green.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.contract.compared import disagreement
from tests.contract.mutation import Change, mutated
from tests.contract.product import Product
from tests.oracle.fed import World
from tests.oracle.oracle import Oracle
from tests.stories.story import stories, words

STORIES = stories()


@dataclass(frozen=True)
class Mutant:
    """A fault, and where it shows."""

    name: str
    story: str
    question: str
    changes: tuple[Change, ...]

    @property
    def of_intake(self) -> bool:
        """Return whether the fault shows only in what is fed after it."""
        return any(module.startswith("graph.intake") for module, _, _ in self.changes)


MUTANTS = (
    Mutant("no clip at the first contact in ring 2", "second_ring", "trace C1",
           (("queries.trace", "Seed(person, first, stop)", "Seed(person, ask.window.start, stop)"),)),
    Mutant("touching counts as together", "noodle_shop", "trace C1 --rings 1",
           (("graph.engines.embedded.rows", "min(v.end[i] - v.base[i], LONGEST) << START", "min(v.end[i] - v.base[i] + 1, LONGEST) << START"),
            ("queries.together", "keep = end > overlaps.t_start", "keep = end >= overlaps.t_start"))),
    Mutant("sum instead of union", "told_twice", "trace C1 --edition co-presence --from 09-01T00:00 --to 09-02T00:00",
           (("queries.intervals", "    united = runs(key, start, end)\n    return np.bincount(united.key, weights=united.end - united.start,",
             "    return np.bincount(key, weights=end - start,"),)),
    Mutant("one's own contact is kept", "second_ring", "trace C1",
           (("graph.engines.embedded.rows", "if ends <= late or word & flag or word & _PERSON == person:", "if ends <= late or word & flag:"),)),
    Mutant("the window's end is ignored", "family_home", "trace C1",
           (("queries.windows", "return Window(start, _end(case, edition, span, zone), until, name)", "return Window(start, until, until, name)"),)),
    Mutant("open stays are allowed in reach", "relay", "reach C1",
           (("graph.engines.embedded.passing", "_CLOCKLESS = 1 << CLOCKLESS", "_CLOCKLESS = 0"),)),
    Mutant("zones are ignored", "noodle_shop", "trace C1 --rings 1",
           (("queries.conditions", "np.where(zoned, known & (a == b), whole)", "np.where(zoned, known, whole)"),)),
    Mutant("a day without clock makes close", "whole_day", "trace C1",
           (("queries.together", "timed=(flags & QUALITY) == 0", "timed=(flags & ESTIMATED_END) == 0"),)),
    Mutant("via by the first meeting with the case", "noodle_shop", "trace C1",
           (("queries.contact_rows", "via=_via(earning) if", "via=tuple(Via(v.person, int(r.first.min())) for v in _via(earning)) if"),)),
    Mutant("reach ignores controls", "relay", "reach C1",
           (("queries.reach", "seed, controls=controls,", "seed, controls=(),"),)),
    Mutant("a repeated row is accepted twice", "corrections", "feeds",
           (("graph.intake.outcomes", '"accepted": stands, "duplicate": repeats + equal', '"accepted": stands + repeats, "duplicate": equal'),)),
    Mutant("a cancel is ignored", "corrections", "shared C1",
           (("graph.intake.columns", 'pc.equal(known, "cancel").fill_null', 'pc.equal(known, "never").fill_null'),)),
    Mutant("minutes of 24 hours add up over days", "office", "trace C2",
           (("queries.classify", "asked.setdefault(edition.seconds_lasting(row), [])", "asked.setdefault((edition.seconds_lasting(row)[0], 30 * 86_400), [])"),)),
    Mutant("an estimated end makes close", "net_cafe_night", "trace C1",
           (("queries.together", "timed=(flags & QUALITY) == 0", "timed=(flags & DAY_ONLY) == 0"),)),
    Mutant("ring 2 goes on after J's isolation", "family_home", "trace C1",
           (("queries.trace", "stop = ask.window.until if control is None else min(control, ask.window.until)", "stop = ask.window.until"),)),
)  # fmt: skip


@pytest.fixture(scope="module")
def fed() -> dict[str, Product]:
    """Return the deployments of the stories that were fed so far, unchanged."""
    return {}


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda m: m.name.replace(" ", "-"))
def test_every_mutant_is_noticed(
    mutant: Mutant, fed: dict[str, Product], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A changed product gives rows that differ from the oracle's, where the unchanged one gives equal rows."""
    world, asked = STORIES[mutant.story].world, words(mutant.question)
    oracle = Oracle(world)
    if mutant.story not in fed:
        fed[mutant.story] = _fed(world, tmp_path_factory.mktemp(mutant.story))
    whole = fed[mutant.story]
    assert disagreement(oracle, whole, asked) == []
    with mutated(*mutant.changes):
        product = _fed(world, tmp_path_factory.mktemp("mutant")) if mutant.of_intake else whole
        assert disagreement(oracle, product, asked) != []


def _fed(world: World, folder: Path) -> Product:
    product = Product(folder / "deployment")
    product.begin(world, folder / "files")
    return product
