"""A trace as a picture: the case in lane 0, each contact in a lane of his own, his contacts in the lanes beside him."""

from collections.abc import Iterator, Sequence

from graph.model.picture import Link, Picture, PictureHead, Spot
from graph.model.timed_graph import Case
from graph.times import minutes, union_seconds
from queries.answers import CLASSES, Contact, Exposure
from queries.households import KIND as HOUSEHOLD
from queries.trace import Trace
from queries.windows import anchor

_NEVER = 1 << 62


def picture(trace: Trace, case: Case, stamp: str) -> Picture:
    """Return the picture of a case's trace, made from the facts of that stamp; the same trace gives the same picture.

    Ring 1 stands by class, then first exposure, then person, those without exposure last in their class. Of ring 2 each
    stands beside the one who was the first to pass it on to him.
    """
    head = trace.header
    contacts = list(trace.rows.by_code())
    placed = list(_by_lane(contacts))
    found = anchor(case)
    spots = [Spot(case.person, None, head.start if found is None else found[1], 0)]
    spots += [
        Spot(c.code, c.class_, head.start if c.first is None else c.first, lane) for lane, c in enumerate(placed, 1)
    ]
    return Picture(
        PictureHead(case.case_id, case.person, head.edition, stamp, head.start, head.end, len(contacts)),
        tuple(spots),
        tuple(link for c in placed for link in _links(c, case.person)),
    )


def _by_lane(contacts: Sequence[Contact]) -> Iterator[Contact]:
    """Yield the contacts in the order of their lanes."""
    beside: dict[str, list[Contact]] = {}
    for c in sorted(contacts, key=_order):
        beside.setdefault(c.via[0].person if c.ring == 2 else "", []).append(c)
    for c in beside.get("", ()):
        yield c
        yield from beside.get(c.code, ())


def _order(c: Contact) -> tuple[int, int, str]:
    return CLASSES.index(c.class_), _NEVER if c.first is None else c.first, c.code


def _links(c: Contact, case: str) -> Iterator[Link]:
    """Yield the links to a contact: from the case, or in ring 2 from everyone through whom he is in it."""
    if c.ring == 1:
        whole = None if c.seconds is None else minutes(c.seconds)
        yield Link(case, c.code, 1, c.class_, c.first, c.last, whole, c.channels)
        return
    for via in c.via:
        yield _through(c, via.person, [e for e in c.exposures if e.rule is not None and e.with_ == via.person])


def _through(c: Contact, source: str, earning: Sequence[Exposure]) -> Link:
    seconds = union_seconds((e.t_start, e.t_end) for e in earning if e.place_kind != HOUSEHOLD)
    return Link(
        source,
        c.code,
        2,
        c.class_,
        min(e.t_start for e in earning),
        max(e.t_end for e in earning),
        minutes(seconds) if seconds else None,
        tuple(sorted({e.channel for e in earning})),
    )
