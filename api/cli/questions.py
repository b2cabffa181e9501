"""`trajectory`, `shared`, `same`, `at`, `reach`, `chains`: a question about a case, asked of the engine in charge."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from api.cli.asking import (
    Asking,
    AsOf,
    Dir,
    EditionName,
    EngineName,
    From,
    KnownAt,
    about_a_case,
    asking,
    counted,
    find_case,
)
from api.cli.tables import cell, show
from api.report import Spots, trajectory_page
from graph.engines.protocol import Seed
from graph.errors import UsageError
from graph.model.feeds import PLACE_KINDS
from graph.model.timed_graph import Case
from queries.answers import Chain, Json, ReachHeader, channel, moment
from queries.at_place import at_place, at_place_rows
from queries.chains_between import Between, chains_between
from queries.reach import reach, reach_rows
from queries.recorded_chains import recorded_chains, recorded_chains_rows
from queries.same import CHANNELS, same
from queries.shared_with import in_zones, shared_rows, times_shared
from queries.trajectory import trajectory, trajectory_rows
from queries.windows import LOOK_BACK_DAYS, backward_window, case_window, days_window

Days = Annotated[int, typer.Option(min=1, help="Days back from the window's end.")]


@about_a_case
def trajectory_(
    a: Asking,
    case: Case,
    days: Days = LOOK_BACK_DAYS,
    picture: Annotated[
        Path | None, typer.Option("--picture", help="Also write a page with a timeline and a small map.")
    ] = None,
) -> None:
    """Show where the case was, stay by stay, channel by channel."""
    rows, spots = whereabouts(a, case, days)
    if picture is not None:
        title = f"Where {case.case_id} was"
        picture.write_text(trajectory_page(title, rows, spots, a.session.zone), encoding="utf-8")
        a.session.out.say(f"The picture is in {picture}.")
    show(a.session, f"Where {case.case_id} was", rows, none="No stay of the case in that time.")


def whereabouts(a: Asking, case: Case, days: int = LOOK_BACK_DAYS) -> tuple[list[Json], Spots]:
    """Return the rows of a case's trajectory, and where its places are as far as anybody knows."""
    window = days_window(case, a.edition, a.span, days)
    table = a.engine.ask(trajectory(person=case.person, start=window.start, end=window.end))
    rows = trajectory_rows(table, edition=a.edition, names=a.names, start=window.start, end=window.end)
    places = [table.places[i] for i in sorted(set(table.place.tolist()))]
    spots = {a.names.place(p): (p.lat, p.lon) for p in places if p.lat is not None and p.lon is not None}
    return [r.json() for r in rows], spots


@about_a_case
def shared_(
    a: Asking,
    case: Case,
    with_: Annotated[str | None, typer.Option("--with", help="One person (REF).")] = None,
    place: Annotated[str | None, typer.Option("--at", help="One place.")] = None,
    channel_name: Annotated[str | None, typer.Option("--channel", help="One channel, such as lodging.")] = None,
) -> None:
    """Show who shared what with the case; without times the 14 days to the window's end."""
    window = days_window(case, a.edition, a.span, zone=a.session.zone)
    spots = [] if place is None else a.real_names.place_keys(place)
    found = times_shared(
        a.engine,
        a.edition,
        person=case.person,
        start=window.start,
        end=window.end,
        others=None if with_ is None else [a.real_names.person_code(with_)],
        places=None if place is None else sorted({key for key, _ in spots}),
        kinds=None if channel_name is None else kinds_of(channel_name),
    )
    overlaps = in_zones(found, _zones(spots))
    rows = [row.json() for row in shared_rows(overlaps, edition=a.edition, names=a.names)]
    show(a.session, f"Shared with {case.case_id}", rows, none="Nobody shared anything with the case.")


@about_a_case
def same_(a: Asking, case: Case, days: Days = LOOK_BACK_DAYS) -> None:
    """Show the six sames (六同): who shared net cafes, lodgings, flights, trains and phone cells with the case."""
    rows = sames(a, case, days)
    if a.session.out.json or not rows:
        show(a.session, "", rows, none="Nobody shared any of the six sames with the case.")
        return
    for name in CHANNELS:
        if some := [row for row in rows if row["channel"] == name]:
            people = counted(len({str(row["person"]) for row in some}))
            show(a.session, f"{name}: {people} with {case.case_id}", some)


def sames(a: Asking, case: Case, days: int = LOOK_BACK_DAYS) -> list[Json]:
    """Return the rows of the six sames of a case."""
    window = days_window(case, a.edition, a.span, days, zone=a.session.zone)
    found = same(
        a.engine, person=case.person, start=window.start, end=window.end, edition=a.edition, zone=a.session.zone,
        names=a.names,
    )  # fmt: skip
    return [row.json() for row in found]


def _zones(spots: Sequence[tuple[str, str | None]]) -> dict[str, set[str]]:
    """Return the zones that a PLACE means, by topmost place, where it lies in another place."""
    zones: dict[str, set[str]] = {}
    for key, zone in spots:
        if zone is not None:
            zones.setdefault(key, set()).add(zone)
    return zones


def kinds_of(name: str) -> list[str]:
    """Return the place kinds of a channel; raise UsageError (CHANNEL_UNKNOWN)."""
    kinds = [k for k in (*PLACE_KINDS, "encounter") if channel(k) == name]
    if not kinds and name not in {"companion", "household"}:
        known = sorted({channel(k) for k in (*PLACE_KINDS, "encounter")} - {"checkpoint"})
        raise UsageError("CHANNEL_UNKNOWN", f"there is no channel {name!r}: use one of {', '.join(known)}")
    return kinds


def at_(
    ctx: typer.Context,
    directory: Dir,
    place: Annotated[str, typer.Argument(metavar="PLACE", help="Place id, key, or a name that is unique.")],
    start: Annotated[str, typer.Option("--from", help="Start.")],
    end: Annotated[str, typer.Option("--to", help="End.")],
    reason: Annotated[str, typer.Option("--reason", help="Why you look; it is recorded with your name.")],
    edition_name: EditionName = None,
    engine_name: EngineName = None,
    known_at: KnownAt = None,
) -> None:
    """Show everyone present at a risk place."""
    if not reason.strip():
        raise UsageError("REASON_NEEDED", "say with --reason why you look at this place; it is recorded")
    a = asking(ctx, directory, edition_name=edition_name, engine_name=engine_name, start=start, end=end,
               known_at=known_at)  # fmt: skip
    first, last = a.span.start, a.span.end
    if first is None or last is None or first >= last:
        raise UsageError("WINDOW_EMPTY", "--from must be before --to")
    found = a.real_names.place_keys(place)
    a.session.looked(f"at {place} from {start} to {end}", reason)
    zones = _zones(found)
    table = a.engine.ask(at_place(places=[key for key, _ in found], start=first, end=last))
    rows = at_place_rows(table, edition=a.edition, names=a.names, start=first, end=last, zones=zones or None)
    show(a.session, f"Present at {place}", [row.json() for row in rows], none="Nobody is known to have been there.")


@about_a_case
def reach_(
    a: Asking,
    case: Case,
    max_hops: Annotated[int | None, typer.Option("--max-hops", min=1, help="At most so many passings-on.")] = None,
    backward: Annotated[bool, typer.Option("--backward", help="From whom can the case have it?")] = False,
) -> None:
    """Show whom it can have reached in time order, when, in how many hops and through whom."""
    window = (
        backward_window(case, a.edition, a.span) if backward else case_window(case, a.edition, a.span, a.session.zone)
    )
    seed = Seed(case.person, window.start, window.until)
    question = reach(seed=seed, controls=a.graph.controls, max_hops=max_hops, backward=backward)
    rows = reach_rows(a.engine.ask(question), names=a.names, backward=backward)
    header = ReachHeader(case.case_id, a.names.person(case.person), seed.start, seed.end, len(rows), backward)
    word = "Who can have passed it to" if backward else "Whom it can have reached from"
    show(a.session, f"{word} {case.case_id}: {counted(len(rows))}", [r.json() for r in rows], header=header.json())


def chains_(
    ctx: typer.Context,
    directory: Dir,
    case_id: Annotated[str | None, typer.Argument(metavar="[CASE]", help="Only this case's chain.")] = None,
    recorded: Annotated[bool, typer.Option("--recorded", help="The chains that interviews recorded.")] = False,
    to: Annotated[str | None, typer.Option("--to", help="Chains between the case and this person (REF).")] = None,
    as_of: AsOf = None,
    engine_name: EngineName = None,
    edition_name: EditionName = None,
    known_at: KnownAt = None,
    start: From = None,
    to_time: Annotated[str | None, typer.Option("--to-time", help="End of the window.")] = None,
    max_hops: Annotated[int, typer.Option("--max-hops", min=1)] = 6,
    k: Annotated[int, typer.Option("--k", min=1)] = 5,
) -> None:
    """Show how it can have gone from a case to a person (--to), or the recorded chains and what cannot be right about them."""
    if recorded == (to is not None):
        raise UsageError(
            "CHAINS_OF_WHAT",
            "say --to REF for chains between the case and a person, or --recorded for the recorded ones",
        )
    a = asking(ctx, directory, edition_name=edition_name, engine_name=engine_name, start=start, end=to_time,
               as_of=as_of, known_at=known_at)  # fmt: skip
    if to is not None:
        _between(a, case_id, to, max_hops, k)
        return
    if case_id is not None:
        a.case(case_id)
    found = a.engine.ask(recorded_chains(case=case_id, as_of=a.span.as_of))
    chains, problems = recorded_chains_rows(
        found,
        a.graph.cases, as_of=a.span.present, case=case_id, names=a.names,
    )  # fmt: skip
    show(
        a.session,
        f"{len(chains):,} recorded chains",
        [c.json() for c in chains],
        none="No recorded link between two cases.",
    )
    if problems or a.session.out.json:
        show(a.session, "To be checked", [p.json() for p in problems], none="")


def _between(a: Asking, case_id: str | None, to: str, max_hops: int, most: int) -> None:
    """Show the first chains from a case to a person."""
    if case_id is None:
        raise UsageError("CASE_NEEDED", "say from which case: `contactgraph chains DIR CASE --to REF`")
    case = a.case(case_id)
    person = a.real_names.person_code(to)
    if person == case.person:
        raise UsageError("SAME_PERSON", f"{to} is the person of case {case_id}: name somebody else with --to")
    window = case_window(case, a.edition, a.span, a.session.zone)
    seed = Seed(case.person, window.start, max(window.start, window.until))
    found = chains_between(a.engine, Between(seed, person, a.graph.controls, max_hops, most), a.names)
    title = f"How it can have gone from {case_id} to {a.names.person(person)}"
    rows = [c.json() if a.session.out.json else _way(c, a.session.zone) for c in found]
    show(a.session, title, rows, none="In that time it cannot have gone from one to the other.")


def _way(chain: Chain, zone: ZoneInfo) -> Json:
    """Return a chain as people read it: its hops, when it arrived, and each passing on with place and local time."""
    steps = zip(chain.people[1:], chain.times, chain.places, strict=True)
    told = "".join(f" → {person} ({place}, {cell('arrival', moment(t), zone)})" for person, t, place in steps)
    return {"hops": len(chain.times), "arrival": moment(chain.times[-1]), "way": chain.people[0] + told}


__all__ = ["Asking", "asking", "at_", "chains_", "find_case", "reach_", "same_", "shared_", "trajectory_"]
