"""Every number of cn-8 at its edge: one story each, which turns red if the number changes by one of its smallest units."""

from collections.abc import Callable, Mapping

import pytest

from graph.model.flags import ESTIMATED_END
from graph.model.timed_graph import Case
from queries.lists import quarantine_until
from queries.rules import Edition, Number
from queries.windows import Span, case_window
from tests.queries.world import CN8, ZONE, Told, World, at, classes, contacts, met, spans, stay, traced

Story = Callable[[Edition], object]


def found(*stays: Told | list[Told], **known: Mapping[str, object]) -> Callable[[Edition], object]:
    """Return the story that asks for everybody's class in ring 1."""
    flat = [s for some in stays for s in (some if isinstance(some, list) else [some])]
    return lambda rules: classes(traced(World(flat, known=known), rules=rules, rings=1))


def crowd(kind: str, others: int) -> Callable[[Edition], object]:
    """Return the story of so many others around Li for an hour: the classes that there are, and what is asked."""
    stays = [stay(f"p{i}", kind, "21 12:00", "21 13:00") for i in range(others)]

    def told(rules: Edition) -> object:
        trace = traced(World([stay("li", kind, "21 12:00", "21 13:00"), *stays]), rules=rules, rings=1)
        return sorted(trace.header.classes), [q.code for q in trace.header.questions]

    return told


def both(*stories: Story) -> Story:
    return lambda rules: [story(rules) for story in stories]


def opened(kind: str, hours: int) -> tuple[Story, object]:
    """Return the story of a stay without end with Li, who stays a day longer: it lasts as long as the cap says."""
    li, an = stay("li", kind, "21", "23", "z"), stay("an", kind, "21", "22 12:00", "z", flags=ESTIMATED_END)

    def told(rules: Edition) -> object:
        return spans(contacts(traced(World([li, an]), rules=rules, rings=1))["an"])

    day, hour = divmod(hours, 24)
    return told, [("21 00:00", f"{21 + day} {hour:02}:00", True)]


def cell(person: str, start: str, end: str, number: int = 1) -> Told:
    return stay(person, f"cell{number}", start, end)


def ride(person: str, run: str, seat: str) -> Told:
    return stay(person, run, "21 12:00", "21 14:00", "5", seat=seat)


PLANE, TRAIN, COACH = "flight:CZ3101:2021-07-21", "train:G1:2021-07-21", "coach:K7:2021-07-21"
ONSET = Case("C1", "li", onset=at("25"))
STORIES: dict[str, tuple[Story, object]] = {
    "window_days": (lambda rules: case_window(ONSET, rules, Span(now=at("31")), ZONE).start, at("23")),
    # At one table: An for 15:00, Bo for 14:59.
    "lasting_minutes": (
        found(
            stay("li", "venue", "21 12:00", "21 13:00", "t"),
            stay("an", "venue", "21 12:00", "21 12:15", "t"),
            stay("bo", "venue", "21 12:00", "21 12:14:59", "t"),
        ),
        {"an": "close", "bo": "general"},
    ),
    # Ten and five minutes: An within 24 hours, Bo within 24 hours and a second.
    "lasting_hours": (
        found(
            stay("li", "venue", "21", "23", "t"),
            stay("an", "venue", "21 12:00", "21 12:10", "t"),
            stay("an", "venue", "22 11:55", "22 12:00", "t"),
            stay("bo", "venue", "21 12:00", "21 12:10", "t"),
            stay("bo", "venue", "22 11:55:01", "22 12:00:01", "t"),
        ),
        {"an": "close", "bo": "general"},
    ),
    "small_place_people": (both(crowd("work", 49), crowd("work", 50)), [(["close"], []), (["general"], [])]),
    "zoneless_place_people": (both(crowd("venue", 500), crowd("venue", 501)), [(["close"], []), ([], ["ZONE_UNKNOWN"])]),
    "near_metres": (
        found(
            met("li", "an", "21 12:00", "21 12:15", distance=1.0), met("li", "bo", "21 12:00", "21 12:15", distance=1.01)
        ),
        {"an": "close", "bo": "general"},
    ),
    "flight_rows": (
        found(ride("li", PLANE, "Y|||12A"), ride("an", PLANE, "Y|||15A"), ride("bo", PLANE, "Y|||16A")),
        {"an": "close", "bo": "general"},
    ),
    "train_bays": (
        found(
            ride("li", TRAIN, "|5||12A"), ride("an", TRAIN, "|5||13A"), ride("bo", TRAIN, "|5||14A"),
            **{TRAIN: {"sealed": False}},
        ),
        {"an": "close", "bo": "general"},
    ),
    "coach_rows": (
        found(
            ride("li", COACH, "|||12"), ride("an", COACH, "|||9"), ride("bo", COACH, "|||8"),
            **{COACH: {"sealed": False}},
        ),
        {"an": "close", "bo": "general"},
    ),
    # An is with Li for 10 minutes and a second, Bo for 10 minutes; both live in that cell.
    "companion_minutes": (
        found(
            cell("li", "21 12:00", "21 12:10:01"), cell("an", "20", "22"), cell("bo", "20", "21 12:10"),
        ),
        {"an": "companion"},
    ),
    # An is there for 30 hours and a second, Bo for 30 hours.
    "companion_hours": (
        found(
            cell("li", "21 12:00", "21 12:20"), cell("an", "21 00:00", "22 06:00:01"), cell("bo", "21 00:00", "22 06:00"),
        ),
        {"an": "companion"},
    ),
    # The window ends on 31 July: of the own hours of An those after the 17th are 31, of Bo 30.
    "companion_days": (
        found(
            cell("li", "17 12:00", "17 12:20"), cell("li", "25 12:00", "25 12:20"),
            cell("an", "17 00:00", "17 12:00"), cell("an", "25 00:00", "25 19:00"),
            cell("bo", "16 00:00", "17 11:00"), cell("bo", "25 00:00", "25 19:00"),
        ),
        {"an": "companion"},
    ),
    "quarantine.close": (lambda rules: quarantine_until("close", at("21 12:00"), rules, ZONE), "2021-08-04"),
    "quarantine.contact_of_contact": (
        lambda rules: quarantine_until("contact_of_contact", at("21 12:00"), rules, ZONE), "2021-07-28",
    ),
    "cap.venue": opened("venue", 4), "cap.net_cafe": opened("net_cafe", 12), "cap.work": opened("work", 12),
    "cap.school": opened("school", 12), "cap.lodging": opened("lodging", 24), "cap.home": opened("home", 24),
    "cap.hospital": opened("hospital", 24), "cap.else": opened("vehicle", 4),
}  # fmt: skip


def changed(name: str, by: float) -> Edition:
    """Return cn-8 with one number changed."""
    group, _, key = name.rpartition(".")
    table = {"": "numbers", "cap": "caps", "quarantine": "quarantine"}[group]
    numbers: Mapping[str, Number] = getattr(CN8, table)
    other = numbers[key].model_copy(update={"value": numbers[key].value + by})
    return CN8.model_copy(update={table: {**numbers, key: other}})


def test_every_number_has_its_story() -> None:
    """No number of cn-8 stands there unused."""
    assert set(STORIES) == set(CN8.all_numbers())


@pytest.mark.parametrize("name", sorted(STORIES))
def test_a_number_at_its_edge(name: str) -> None:
    """The story comes out as written, and otherwise with the number one unit lower or higher."""
    story, expected = STORIES[name]
    assert story(CN8) == expected
    unit = 0.01 if name == "near_metres" else 1
    for by in (-unit, unit):
        assert story(changed(name, by)) != expected, f"{name} {by:+}"
