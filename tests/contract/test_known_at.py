"""What was known at a moment: answers from the batches that had arrived by then (semantics.md, 1)."""

import time
from datetime import UTC, datetime
from pathlib import Path

from tests.contract.product import Product
from tests.oracle.oracle import Oracle, differences
from tests.oracle.worlds import DAYLIGHT, made, questions


def test_an_answer_as_known_before_the_later_half_arrived(tmp_path: Path) -> None:
    """Asked `--known-at` a moment between two deliveries, the answers are those of the first delivery alone."""
    world = made(2, DAYLIGHT)
    stays = next(f for f in world.world.files if f.feed == "stays")
    rest = [f for f in world.world.files if f is not stays]
    half = len(stays.rows) // 2
    first = world.world.with_files([*rest, type(stays)(stays.feed, stays.rows[:half], stays.source)])
    product = Product(tmp_path / "deployment")
    product.begin(first, tmp_path / "first")
    moment = int(time.time()) + 1
    time.sleep(moment + 1 - time.time())
    product.feed(world.world.with_files([type(stays)(stays.feed, stays.rows[half:], stays.source)]), tmp_path / "later")
    then, now, known = (
        Oracle(first),
        Oracle(world.world),
        datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    )
    changed = 0
    for words in (q for case in world.cases[:3] for q in questions(world, case, 5)):
        assert differences(then.ask(words), product.ask([*words, "--known-at", known])) == []
        assert differences(now.ask(words), product.ask(words)) == []
        changed += then.ask(words) != now.ask(words)
    assert changed > 0
