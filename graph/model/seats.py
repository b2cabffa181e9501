"""Seats: where on a run somebody sat or lay, as one short text, and what rules read from it.

A seat is kept as `cabin|carriage|compartment|seat`, each part empty where unknown, so that engines and servers carry it
like any other name.
"""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

_ROW = re.compile(r"^0*(\d+)\s*([A-Z]*)$")
_BERTH = re.compile(r"^0*(\w+)-0*(\d+)-?(\w*)$")


@dataclass(frozen=True)
class Seat:
    """One seat or berth; parts are empty where unknown."""

    cabin: str = ""
    carriage: str = ""
    compartment: str = ""
    seat: str = ""

    @classmethod
    def told(cls, cabin: str, carriage: str, compartment: str, seat: str) -> "Seat":
        """Return a seat from what a row says; the berth `05-12-upper` names its carriage too.

        >>> Seat.told("", "", "", "05-12-upper")
        Seat(cabin='', carriage='5', compartment='', seat='12-UPPER')
        """
        cabin, carriage, compartment, seat = (part.strip().upper() for part in (cabin, carriage, compartment, seat))
        if berth := _BERTH.match(seat):
            carriage, seat = carriage or berth[1], f"{berth[2]}-{berth[3]}".rstrip("-")
        return cls(_plain(cabin), _plain(carriage), _plain(compartment), seat.lstrip("0") or seat)

    @staticmethod
    @lru_cache(maxsize=1 << 16)
    def read(key: str) -> "Seat":
        """Return the seat that a key names; trains have few, and each is read once.

        >>> Seat.read("Y|||12A").row
        12
        """
        return Seat(*key.split("|"))

    @property
    def key(self) -> str:
        """Return the text under which it is kept; empty where nothing is known."""
        parts = (self.cabin, self.carriage, self.compartment, self.seat)
        return "|".join(part.replace("|", "/") for part in parts) if any(parts) else ""

    @cached_property
    def row(self) -> int | None:
        """Return the row of a seat (`12A`), or its number; None for a berth, and where it cannot be told."""
        return None if self.is_berth else self._number

    @property
    def is_berth(self) -> bool:
        """Return whether it is a place to lie on."""
        return "-" in self.seat

    @cached_property
    def bay(self) -> int | None:
        """Return the bay: the compartment's number, else two berth numbers to a bay, else the row itself."""
        if self.compartment.isdecimal():
            return int(self.compartment)
        if self._number is None:
            return None
        return (self._number + 1) // 2 if self.is_berth else self._number

    @property
    def _number(self) -> int | None:
        found = _ROW.match(self.seat.partition("-")[0])
        return int(found[1]) if found else None


def _plain(number: str) -> str:
    """Return a number without leading zeros; other names as they are."""
    return number.lstrip("0") or number if number.isdecimal() else number
