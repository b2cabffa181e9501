"""What each edition asks for, as the oracle reads its sources (semantics.md, 5 to 7; domain.md, C1 to C11, V1 to V12).

Numbers are days, metres, rows and seats; all editions ask for 15 minutes, close an open end by the same caps and take a
place without zones for a question above 500 others.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tests.oracle.linger import EDITION

INSIDE = ("venue", "net_cafe", "work", "school", "hospital")
RUNS = frozenset({"flight", "train", "coach", "ship"})
Whole = Literal["one", "small", "none"]
"""A place without zones is one zone, one up to 50 people, or none."""


@dataclass(frozen=True)
class Asks:
    """What makes close at a kind of place: being there, in one `zone` or not, for 15 minutes (`lasting`) or any time."""

    zone: bool = False
    whole: Whole = "one"
    lasting: bool = True


@dataclass(frozen=True)
class Rules:
    """An edition: what its sources say of windows, places, encounters, runs and cells."""

    places: Mapping[str, Asks]
    outside: Mapping[str, Whole] = field(default_factory=dict)
    """Kinds at which 15 minutes of one zone in the open air are general and less is nothing."""
    days_before: int = 2
    days_after: int | None = None
    """Days after the anchor with which the window ends at the latest; None: no such end."""
    adds_up: bool = True
    """Whether minutes add up within 24 hours; else they are asked at one stretch."""
    metres: float = 1
    more_than_15: bool = False
    """Whether an encounter has to last longer than 15 minutes."""
    runs: frozenset[str] = frozenset()
    """Conveyances of which it says who sat near; whoever shared another is general."""
    flight_rows: int = 3
    flight_seats: int | None = None
    """Seats to either side on a flight; None: the row whole."""
    party: bool = True
    """Whether companions and crew of a flight are close."""
    near: str = "SEAT_ROWS"
    companion: bool = False
    ring2: bool = False


#: 8th edition: C1, C2, C4 to C6, V1, V5 to V9, V12.
CHINA = Rules(
    places={
        "home": Asks(lasting=False),
        "vehicle": Asks(lasting=False),
        "work": Asks(zone=True, whole="small"),
        "school": Asks(zone=True, whole="small"),
        "venue": Asks(zone=True),
        "net_cafe": Asks(zone=True),
        "hospital": Asks(zone=True, whole="none", lasting=False),
    },
    outside={"venue": "one", "net_cafe": "one"},
    runs=RUNS,
    companion=True,
    ring2=True,
)


def _west(whole: Whole) -> dict[str, Asks]:
    """Return what stands for metres at places: 15 minutes in one home, one vehicle, or one zone of another place."""
    return {"home": Asks(), "vehicle": Asks(), **{kind: Asks(zone=True, whole=whole) for kind in INSIDE}}


RULES: Mapping[str, Rules] = {
    "cn-8": CHINA,
    "cn-9": CHINA,  # its source is of quarantine alone, all else is as in the 8th
    # C7 to C9: 1 m, 15 minutes, to 10 days after; it does not say that minutes add up, and names no conveyance.
    "who-2021": Rules(_west("none"), days_after=10, adds_up=False),
    # C10: 6 feet, 15 minutes within 24 hours; V4: two seats round the case.
    "cdc-2020": Rules(_west("none"), metres=1.83, runs=frozenset({"flight"}), flight_rows=2, flight_seats=2, party=False,
                      near="SEATS_NEAR"),
    # C11: 2 m, more than 15 minutes, or 15 in a closed space; V3: two seats in every direction, companions, crew.
    "ecdc-2020": Rules(_west("small"), dict.fromkeys(INSIDE, "none"), metres=2, adds_up=False, more_than_15=True,
                       runs=frozenset({"flight"}), flight_rows=2, flight_seats=2, near="SEATS_NEAR"),
}  # fmt: skip


def rules(edition: str) -> Rules:
    """Return an edition's rules; the tests' own is cn-8 but for what lingers, and co-presence asks for nothing that stands here."""
    return CHINA if edition in {"co-presence", EDITION} else RULES[edition]
