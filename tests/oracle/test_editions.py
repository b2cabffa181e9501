"""The oracle under every edition: that random worlds show where editions part, and what holds between them."""

from collections import Counter
from functools import cache

import pytest

from tests.oracle import journeys
from tests.oracle.editions import RULES
from tests.oracle.oracle import Answer, Oracle
from tests.oracle.worlds import Made, made

DAYS = ("--from", "2021-07-21T00:00:00", "--to", "2021-07-24T12:00:00")
WORLDS = [*((made, seed) for seed in (1, 3)), *((journeys.made, seed) for seed in (1, 2, 3))]


@cache
def contacts(edition: str) -> list[dict[str, object]]:
    """Return the contacts of six cases of some random worlds and journeys in four days, with the number of the world and the case."""
    found: list[dict[str, object]] = []
    for number, (make, seed) in enumerate(WORLDS):
        world: Made = make(seed)
        oracle = Oracle(world.world)
        for case in [c for c in world.cases if not c.startswith("T-")][:6]:
            answer: Answer = oracle.ask(["trace", case, "--rings", "1", "--edition", edition, *DAYS])
            found += [{**row, "of": (number, case)} for row in answer[1:]]
    return found


def close(edition: str) -> set[tuple[object, object]]:
    """Return who is close to whom."""
    return {(row["of"], row["person"]) for row in contacts(edition) if row["class"] == "close"}


def test_the_worlds_show_where_editions_part() -> None:
    """Everybody whom an edition alone or two of them call close comes up, and the reasons of seats and of unknown kinds do."""
    who, cdc, ecdc, china = (close(e) for e in ("who-2021", "cdc-2020", "ecdc-2020", "cn-8"))
    parted = {"china alone": china - cdc - ecdc, "ecdc, not china": ecdc - china, "cdc, not who": cdc - who,
              "ecdc, not cdc": ecdc - cdc, "cdc, not ecdc": cdc - ecdc}  # fmt: skip
    assert [name for name, people in parted.items() if not people] == []
    for edition, reasons in (("who-2021", "KIND_UNKNOWN"), ("cdc-2020", "SEATS_NEAR SEAT_UNKNOWN KIND_UNKNOWN"),
                             ("ecdc-2020", "SEATS_NEAR SEAT_UNKNOWN SAME_BOOKING CREW KIND_UNKNOWN")):  # fmt: skip
        told = Counter(r for row in contacts(edition) for r in row["reasons"])  # type: ignore[attr-defined]
        assert [r for r in reasons.split() if not told[r]] == []


def test_whoever_is_close_to_who_is_close_to_the_others() -> None:
    """WHO asks for the least metres and one stretch, in one zone: whom it calls close, CDC does; and cn-8 and cn-9 say the same."""
    assert close("who-2021")
    assert close("who-2021") <= close("cdc-2020")
    assert contacts("cn-8") == contacts("cn-9")


@pytest.mark.parametrize("edition", sorted(set(RULES) - {"cn-8", "cn-9"}))
def test_companions_and_ring_2_are_of_china_alone(edition: str) -> None:
    """Nobody is a companion or a contact of a contact under an edition that knows neither; cells are listed with others all the same."""
    rows = contacts(edition)
    assert {row["class"] for row in rows} == {"close", "general"}
    cells = [e for row in rows for e in row["exposures"] if e["channel"] == "lbs"]  # type: ignore[attr-defined]
    assert cells
    assert not any(e["rule"] for e in cells)
