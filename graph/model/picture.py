"""A trace as a picture: who stands where, and who met whom; what a server shows to people. Codes only, no name."""

from dataclasses import dataclass

#: Label of a contact of each class; of the other classes only the relationship tells.
LABELS = {
    "close": "CloseContact",
    "contact_of_contact": "ContactOfContact",
    "companion": "Companion",
    "general": "GeneralContact",
}


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a person stands: `moment` (UTC seconds) in time, and the lane beside the case, who is in lane 0.

    `moment` is that of the first exposure, of the case that of the anchor; without either the start of the window.
    """

    person: str
    class_: str | None
    """Class of the contact; None for the case."""
    moment: int
    lane: int


@dataclass(frozen=True, slots=True)
class Link:
    """Who met whom: from the case to a contact (ring 1), from a contact to one of his (ring 2), over what earns it.

    `first` and `last` are UTC seconds, None where a judgement stands alone; `minutes` are None of a household too.
    """

    source: str
    target: str
    ring: int
    class_: str
    first: int | None
    last: int | None
    minutes: float | None
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PictureHead:
    """Which picture it is: the case, his person, the edition, the facts it was made from, and `[start, end)`."""

    case: str
    person: str
    edition: str
    stamp: str
    start: int
    end: int
    contacts: int

    @property
    def run(self) -> str:
        """Return the picture's key: one picture a case and edition, so that showing it again replaces it."""
        return f"{self.case}:{self.edition}"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: its head, the case's spot first and then his contacts' by lane, and the links by lane of the target."""

    head: PictureHead
    spots: tuple[Spot, ...]
    links: tuple[Link, ...]
