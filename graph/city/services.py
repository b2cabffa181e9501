"""What runs to and from the city: flights, trains, a coach line, a ship; their stops, cabins and carriages. All invented.

The city is Linden. A service runs in one direction; there are as many of each kind as a city of that size needs.
"""

from dataclasses import dataclass

import numpy as np

HERE = "Linden"
ZONE = "Asia/Shanghai"
MODES = ("flight", "train", "coach", "ship")


@dataclass(frozen=True, slots=True)
class Layout:
    """How people sit: `seats` a carriage (or cabin), so many abreast (or to a bay, compartment or ship's cabin)."""

    name: str
    seats: int
    abreast: int
    letters: str = ""
    """Empty where seats or berths are numbered."""
    first_row: int = 1
    first_carriage: int = 0
    """0 where there are no carriages."""
    carriages: int = 1


LAYOUTS = (
    Layout("economy", 120, 6, "ABCJKL", first_row=11),
    Layout("business", 12, 4, "ACJL"),
    Layout("second_class", 85, 5, "ABCDF", first_carriage=3, carriages=5),
    Layout("first_class", 52, 4, "ACDF", first_carriage=1),
    Layout("hard_seat", 118, 5, first_carriage=1, carriages=2),
    Layout("hard_sleeper", 66, 6, first_carriage=3, carriages=3),
    Layout("soft_sleeper", 36, 4, first_carriage=6),
    Layout("coach", 48, 4, "ABCD"),
    Layout("ship", 160, 4, first_row=201),
)
NAMES = tuple(layout.name for layout in LAYOUTS)
CAPACITY = np.array([layout.seats * layout.carriages for layout in LAYOUTS])
HARD_SEAT, HARD_SLEEPER, SOFT_SLEEPER, SHIP = (
    NAMES.index(name) for name in ("hard_seat", "hard_sleeper", "soft_sleeper", "ship")
)


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop: minutes after midnight of the run's date, in the stop's own zone; -1 where it has no such time."""

    name: str
    arrive: int
    depart: int
    zone: str = ZONE
    behind: int = 0
    """Minutes by which the clock there is behind the city's."""


@dataclass(frozen=True, slots=True)
class Service:
    """One number in one direction, every `every` days from day `first`."""

    mode: str
    number: str
    stops: tuple[Stop, ...]
    layouts: tuple[tuple[int, float], ...]
    """Layout (position in LAYOUTS) and the share of passengers in it."""
    outward: bool
    alias: str = ""
    sealed: bool = True
    coach_types: str = ""
    every: int = 1
    first: int = 0

    @property
    def here(self) -> int:
        """Return the position of the city's own stop."""
        return next(i for i, stop in enumerate(self.stops) if stop.name.startswith(HERE))


_AIR = ((0, 0.9), (1, 0.1))
_FAST = ((2, 0.9), (3, 0.1))
_SLOW = ((4, 0.4), (5, 0.45), (6, 0.15))
_FAST_TYPES = "01:first_class;" + ";".join(f"{c:02d}:second_class" for c in range(2, 9))
_SLOW_TYPES = "01:hard_seat;02:hard_seat;03:hard_sleeper;04:hard_sleeper;05:hard_sleeper;06:soft_sleeper"
#: In the order of `services`; which of them a trip uses.
TRIP_MODES = ("flight", "fast train", "slow train", "coach", "ship")
TRIP_SHARES = (0.28, 0.32, 0.14, 0.16, 0.10)


def services(copies: int) -> tuple[Service, ...]:
    """Return every service: by kind of trip, copy and direction (out, back), and last the flight from abroad."""
    kinds = (_flights, _fast_trains, _slow_trains, _coaches, _ships)
    pairs = [service for kind in kinds for copy in range(copies) for service in kind(copy)]
    return (*pairs, _from_abroad())


def _stops(*stops: tuple[str, str, str]) -> tuple[Stop, ...]:
    """Return stops from name, arrival and departure (`HH:MM`, may pass 24:00; empty = none)."""

    def minutes(clock: str) -> int:
        return int(clock[:2]) * 60 + int(clock[3:]) if clock else -1

    return tuple(Stop(name, minutes(arrive), minutes(depart)) for name, arrive, depart in stops)


def _flights(copy: int) -> tuple[Service, Service]:
    there = _stops(("Linden Airport", "", "08:05"), ("Harbour City Airport", "10:20", ""))
    back = _stops(("Harbour City Airport", "", "19:10"), ("Linden Airport", "21:25", ""))
    number = 1201 + 2 * copy
    return (
        Service("flight", f"ZZ{number}", there, _AIR, True, alias=f"ZY{number + 7000}"),
        Service("flight", f"ZZ{number + 1}", back, _AIR, False),
    )


def _fast_trains(copy: int) -> tuple[Service, Service]:
    there = _stops(("Linden South", "", "07:30"), ("Oldbridge East", "08:04", "08:07"),
                   ("Northfield", "08:51", "08:53"), ("Harbour City West", "10:02", ""))  # fmt: skip
    back = _stops(("Harbour City West", "", "17:20"), ("Northfield", "18:27", "18:29"),
                  ("Oldbridge East", "19:12", "19:15"), ("Linden South", "19:49", ""))  # fmt: skip
    tens = 230 + copy
    return (
        Service("train", f"G{tens}6/7", there, _FAST, True, coach_types=_FAST_TYPES),
        Service("train", f"G{tens}8/5", back, _FAST, False, coach_types=_FAST_TYPES),
    )


def _slow_trains(copy: int) -> tuple[Service, Service]:
    there = _stops(("Millford", "", "19:55"), ("Linden", "21:40", "21:52"), ("Marsh Junction", "23:46", "24:08"),
                   ("Stonegate", "26:31", "26:37"), ("Farvale", "30:12", ""))  # fmt: skip
    back = _stops(("Farvale", "", "19:30"), ("Stonegate", "23:02", "23:08"), ("Marsh Junction", "25:30", "25:52"),
                  ("Linden", "28:05", "28:17"), ("Millford", "30:00", ""))  # fmt: skip
    tens = 130 + copy
    return (
        Service("train", f"K{tens}2/3", there, _SLOW, True, coach_types=_SLOW_TYPES),
        Service("train", f"K{tens}4/1", back, _SLOW, False, coach_types=_SLOW_TYPES),
    )


def _coaches(copy: int) -> tuple[Service, Service]:
    there = _stops(("Linden Coach Station", "", "09:00"), ("Oldbridge", "10:10", "10:15"), ("Stillwater", "11:30", ""))
    back = _stops(("Stillwater", "", "16:00"), ("Oldbridge", "17:15", "17:20"), ("Linden Coach Station", "18:30", ""))
    number = 201 + 2 * copy
    return (
        Service("coach", f"HC{number}", there, ((7, 1.0),), True),
        Service("coach", f"HC{number + 1}", back, ((7, 1.0),), False, sealed=False),
    )


def _ships(copy: int) -> tuple[Service, Service]:
    there = _stops(("Linden Pier", "", "18:00"), ("Heron Landing", "30:00", ""))
    back = _stops(("Heron Landing", "", "18:30"), ("Linden Pier", "31:30", ""))
    number = 71 + 2 * copy
    return (
        Service("ship", f"LC{number}", there, ((8, 1.0),), True, every=2),
        Service("ship", f"LC{number + 1}", back, ((8, 1.0),), False, every=2, first=1),
    )


def _from_abroad() -> Service:
    stops = (Stop("Far Harbour", -1, 22 * 60 + 10, "Asia/Dubai", behind=240), Stop("Linden Airport", 31 * 60 + 30, -1))
    return Service("flight", "ZZ910", stops, _AIR, False, every=7)
