"""The editions that are shipped, and what they make of the same facts; what is wrong with one that cannot be used."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.model.flags import CLOSE_CONTACT
from graph.model.timed_graph import Case
from queries.answers import CLASSES
from queries.rules import differences, edition, edition_names, head, parsed, problems, shipped, shown
from queries.windows import Span, case_window
from tests.queries.test_conveyances import TRAIN, rider
from tests.queries.world import CN8, ZONE, Told, World, at, classes, contacts, lives, met, stay, traced

WHO, CDC, ECDC = edition("who-2021"), edition("cdc-2020"), edition("ecdc-2020")
WEST = ("who-2021", "cdc-2020", "ecdc-2020")


def klass(rules: str, *stays: Told | list[Told], **world: object) -> str | None:
    """Return An's class in ring 1."""
    flat = [s for some in stays for s in (some if isinstance(some, list) else [some])]
    return classes(traced(World(flat, **world), rules=edition(rules), rings=1)).get("an")  # type: ignore[arg-type]


def test_what_is_shipped() -> None:
    """Six editions, each without a fault, each under the name of its file."""
    assert edition_names() == ("cdc-2020", "cn-8", "cn-9", "co-presence", "ecdc-2020", "who-2021")
    assert [problems(shipped(name)) for name in edition_names()] == [[]] * 6
    assert [edition(name).name for name in edition_names()] == list(edition_names())


@pytest.mark.parametrize("name", [n for n in edition_names() if n != "co-presence"])
def test_every_row_is_shown_in_words(name: str) -> None:
    """No brace of a text is left unfilled, and each condition says something."""
    told = [str(row["condition"]) for row in shown(edition(name)) if row["kind"] == "edition_row"]
    assert told
    assert not [text for text in told if not text or "{" in text]


def test_the_windows_of_the_editions() -> None:
    """All begin 2 days before; WHO alone ends, at the end of the 10th day after."""
    case, now = Case("C1", "li", onset=at("5")), Span(now=at("31"))
    windows = {name: case_window(case, edition(name), now, ZONE) for name in (*WEST, "cn-8", "cn-9")}
    assert {w.start for w in windows.values()} == {at("3")}
    assert {name: w.end for name, w in windows.items() if w.end != at("31")} == {"who-2021": at("16")}


def test_quarantine_of_the_editions() -> None:
    """cn-9 gives 7 and 7 days, WHO 14 to close contacts; of CDC and ECDC no source was found."""
    days = {name: {k: n.whole for k, n in edition(name).quarantine.items()} for name in (*WEST, "cn-9")}
    assert days == {
        "cn-9": {"close": 7, "contact_of_contact": 7}, "who-2021": {"close": 14}, "cdc-2020": {}, "ecdc-2020": {},
    }  # fmt: skip


def test_cn9_is_cn8_by_hearsay() -> None:
    """Its numbers are those of cn-8 but for quarantine; where cn-8 has a source, cn-9 is unconfirmed."""
    cn9 = edition("cn-9")
    assert [(c["name"], c["value_a"], c["value_b"]) for c in differences(CN8, cn9)] == [("quarantine.close", 14, 7)]
    marks = {n.mark for name, n in cn9.all_numbers().items() if not name.startswith("quarantine")}
    assert marks | {row.mark for row in cn9.rows} == {"unconfirmed", "project_choice"}
    assert cn9.numbers["flight_rows"].source.startswith("as cn-8: ")
    assert str(cn9.valid_from) == "2022-06-28"


@pytest.mark.parametrize(
    ("metres", "minutes", "expected"),
    [
        (1.0, "12:15", {"who-2021": "close", "cdc-2020": "close", "ecdc-2020": "general"}),
        (1.0, "12:15:01", {"who-2021": "close", "cdc-2020": "close", "ecdc-2020": "close"}),
        (1.0, "12:14:59", {"who-2021": "general", "cdc-2020": "general", "ecdc-2020": "general"}),
        (1.83, "12:16", {"who-2021": "general", "cdc-2020": "close", "ecdc-2020": "close"}),
        (1.84, "12:16", {"who-2021": "general", "cdc-2020": "general", "ecdc-2020": "close"}),
        (2.0, "12:16", {"who-2021": "general", "cdc-2020": "general", "ecdc-2020": "close"}),
        (2.01, "12:16", {"who-2021": "general", "cdc-2020": "general", "ecdc-2020": "general"}),
    ],
)
def test_metres_and_minutes_of_a_meeting(metres: float, minutes: str, expected: dict[str, str]) -> None:
    """1 m, 6 feet and 2 m; 15 minutes are enough but for ECDC, which asks for more than 15."""
    meeting = met("li", "an", "21 12:00", f"21 {minutes}", distance=metres)
    assert {name: klass(name, meeting) for name in WEST} == expected


def test_who_adds_minutes_up_and_who_does_not() -> None:
    """Eight and eight minutes with a break of an hour: close for CDC alone."""
    meetings = [
        *met("li", "an", "21 12:00", "21 12:08", distance=0.5), *met("li", "an", "21 13:00", "21 13:08", distance=0.5),
    ]  # fmt: skip
    assert {name: klass(name, meetings) for name in WEST} == {
        "who-2021": "general", "cdc-2020": "close", "ecdc-2020": "general",
    }  # fmt: skip


def test_a_touch_is_close_at_any_length() -> None:
    """An interview says close contact: one minute is enough everywhere."""
    meeting = met("li", "an", "21 12:00", "21 12:01", flags=CLOSE_CONTACT)
    assert {klass(name, meeting) for name in (*WEST, "cn-8", "cn-9")} == {"close"}


@pytest.mark.parametrize("kind", ["venue", "net_cafe", "work", "school", "hospital"])
def test_a_zone_stands_for_metres_and_a_place_does_not(kind: str) -> None:
    """A quarter of an hour at one table is close; in one place without zones it is so for ECDC only, in closed ones."""
    hour, quarter = ("21 12:00", "21 13:00"), ("21 12:00", "21 12:15")
    table = (stay("li", kind, *hour, "t"), stay("an", kind, *quarter, "t"))
    assert {klass(name, *table) for name in WEST} == {"close"}
    place = (stay("li", kind, *hour), stay("an", kind, *quarter))
    assert [klass(name, *place) for name in WEST] == ["general", "general", "close"]
    outside = frozenset({kind})
    assert [klass(name, *table, open_air=outside) for name in WEST] == ["close", "close", "general"]
    assert [klass(name, *place, open_air=outside) for name in WEST] == ["general", "general", None]


@pytest.mark.parametrize("name", WEST)
def test_homes_cars_rooms_and_households(name: str) -> None:
    """A quarter of an hour at home or in a car is close, a minute less is not; one room and one household are at once."""
    for kind in ("home", "vehicle"):
        li = stay("li", kind, "21 12:00", "21 13:00")
        assert klass(name, li, stay("an", kind, "21 12:00", "21 12:15")) == "close"
        assert klass(name, li, stay("an", kind, "21 12:00", "21 12:14")) == "general"
    room = (stay("li", "lodging", "21 20:00", "22 08:00", "301"), stay("an", "lodging", "21 21:00", "21 21:01", "301"))
    assert klass(name, *room) == "close"
    assert klass(name, stay("li", "home", "21", "22"), members=[lives("li", "H1"), lives("an", "H1")]) == "close"


@pytest.mark.parametrize("name", WEST)
def test_what_they_do_not_know_is_general(name: str) -> None:
    """Trains: on board of one is general, under the rule unknown_kind; a phone cell is nothing, nobody is a companion."""
    found = traced(World([rider("li", TRAIN, "|5||1A"), rider("an", TRAIN, "|5||1B")]), rules=edition(name), rings=1)
    assert (classes(found), contacts(found)["an"].exposures[0].rule) == ({"an": "general"}, f"{name}:unknown_kind")
    assert klass(name, stay("li", "cell", "21", "25"), stay("an", "cell", "21", "25")) is None


@pytest.mark.parametrize("name", WEST)
def test_they_know_no_contact_of_a_contact(name: str) -> None:
    """An meets Li and then Bo: under these editions Bo is nobody, and the page says so."""
    told = [
        stay("li", "home1", "21 08:00", "21 09:00"), stay("an", "home1", "21 08:00", "21 09:00"),
        stay("an", "home2", "22 08:00", "22 09:00"), stay("bo", "home2", "22 08:00", "22 09:00"),
    ]  # fmt: skip
    assert classes(traced(World(told), rules=edition(name))) == {"an": "close"}
    assert classes(traced(World(told))) == {"an": "close", "bo": "contact_of_contact"}
    assert (head(edition(name))["rings"], head(CN8)["rings"]) == (1, 2)


TOGETHER = ("22 12:00", "22 12:15")
RING_TWO: dict[str, tuple[list[Told], str | None]] = {
    "home": ([stay(p, "home", "22 12:00", "22 12:01") for p in ("an", "bo")], "contact_of_contact"),
    "vehicle": ([stay(p, "vehicle", "22 12:00", "22 12:01") for p in ("an", "bo")], "contact_of_contact"),
    "household": ([], "contact_of_contact"),
    "lodging, same room": ([stay(p, "lodging", *TOGETHER, "301") for p in ("an", "bo")], "contact_of_contact"),
    "lodging, same floor": ([stay(p, "lodging", *TOGETHER, r, floor="3") for p, r in (("an", "1"), ("bo", "2"))], None),
    "lodging, room unknown": ([stay("an", "lodging", *TOGETHER, "301"), stay("bo", "lodging", *TOGETHER)], None),
    **{
        f"{kind}{what}": ([stay(p, kind, start, end, z) for p, z in (("an", za), ("bo", zb))], expected)
        for kind in ("venue", "net_cafe", "work", "school")
        for what, start, end, za, zb, expected in (
            ("", *TOGETHER, "t", "t", "contact_of_contact"),
            (", without zones", *TOGETHER, None, None, "contact_of_contact"),
            (", other zone", *TOGETHER, "t", "u", None),
            (", zone unknown", *TOGETHER, "t", None, None),
            (", a second less", "22 12:00", "22 12:14:59", "t", "t", None),
        )
    },
    "hospital, same room": ([stay(p, "hospital", "22 12:00", "22 12:01", "w1") for p in ("an", "bo")],
                            "contact_of_contact"),
    "hospital, other room": ([stay(p, "hospital", *TOGETHER, w) for p, w in (("an", "w1"), ("bo", "w2"))], None),
    "hospital, without rooms": ([stay(p, "hospital", *TOGETHER) for p in ("an", "bo")], None),
    "open air": ([stay(p, "venue9", *TOGETHER) for p in ("an", "bo")], None),
    "encounter": (met("an", "bo", *TOGETHER, distance=1.0), "contact_of_contact"),
    "encounter, far": (met("an", "bo", *TOGETHER, distance=1.5), None),
    "encounter, a second less": (met("an", "bo", "22 12:00", "22 12:14:59", distance=1.0), None),
    "encounter, distance unknown": (met("an", "bo", *TOGETHER), None),
    "cell": ([stay(p, "cell", "22", "25") for p in ("an", "bo")], None),
    "flight": ([rider("an", "flight:CZ1:2021-07-22", "Y|||12A", times=TOGETHER),
                rider("bo", "flight:CZ1:2021-07-22", "Y|||15A", times=TOGETHER)], "contact_of_contact"),
    "flight, far": ([rider("an", "flight:CZ1:2021-07-22", "Y|||12A", times=TOGETHER),
                     rider("bo", "flight:CZ1:2021-07-22", "Y|||16A", times=TOGETHER)], None),
    "ship": ([rider(p, "ship:3:2021-07-22", "B1|||", times=TOGETHER) for p in ("an", "bo")], "contact_of_contact"),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(RING_TWO))
def test_ring_two_of_cn8_row_by_row(name: str) -> None:
    """Under the same conditions that made An close; what would be general makes nobody a contact of a contact."""
    stays, expected = RING_TWO[name]
    first = [stay(p, "home77", "21 08:00", "21 09:00") for p in ("li", "an")]
    members = [lives("an", "H1"), lives("bo", "H1")] if name == "household" else []
    found = classes(traced(World([*first, *stays], open_air=frozenset({"venue9"}), members=members)))
    assert found == {"an": "close"} | ({"bo": expected} if expected else {})


def test_a_row_without_ring_two_passes_nothing_on() -> None:
    """A local edition: homes make close contacts and no contacts of contacts; the other rows stay."""
    rows = tuple(r.model_copy(update={"ring2": r.name != "home"}) for r in CN8.rows)
    local = CN8.model_copy(update={"rows": rows})
    told = [
        *(stay(p, "home1", "21 08:00", "21 09:00") for p in ("li", "an")),
        *(stay(p, "home2", "22 08:00", "22 09:00") for p in ("an", "bo")),
        *(stay(p, "vehicle", "23 08:00", "23 09:00") for p in ("an", "cui")),
    ]
    assert classes(traced(World(told), rules=local)) == {"an": "close", "cui": "contact_of_contact"}


LOCAL = """
name = "zhengzhou"
title = "A city that looks back longer"
like = "cn-8"
[numbers]
window_days = { value = 5, unit = "days before onset or sample", mark = "source", source = "3 more than national" }
"""


def test_a_local_edition_says_only_what_differs() -> None:
    """Five days instead of two, and all else as cn-8; a row of the same name takes the other's place, a new one is added."""
    assert [(c["name"], c["value_a"], c["value_b"]) for c in differences(CN8, parsed(LOCAL))] == [("window_days", 2, 5)]
    row = '[[rows]]\nname = "{}"\nkinds = ["checkpoint"]\ntest = "together"\nreason = "SAME_HOME"\nmark = "source"\nsource = "test"\n'
    names = [r.name for r in CN8.rows]
    assert [r.name for r in parsed(LOCAL + row.format("home")).rows] == names
    assert [r.name for r in parsed(LOCAL + row.format("gate")).rows] == [*names, "gate"]


@pytest.mark.parametrize("table", ["rows = 3", "numbers = 3", "rows = [3]"])
def test_a_local_edition_that_makes_no_sense_is_told(table: str) -> None:
    """A table that is none is named, and nothing breaks."""
    (said,) = problems(f'name = "x"\ntitle = "y"\nlike = "cn-8"\n{table}')
    assert said.startswith(table.partition(" =")[0])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "cn-8"', "name = cn-8", "this is no TOML"),
        ('title = "China', 'tittle = "China', "tittle: nobody knows this word"),
        ('title = "China', 'tittle = "China', "title: this is missing"),
        ("valid_to = 2022-06-28", "valid_to = 2020-06-28", "ends on 2020-06-28, before it begins"),
        ('kinds = ["ship"]', 'kinds = ["boat"]', "kinds of place that nobody knows: boat"),
        ("[quarantine]\nclose", "[quarantine]\nclosed", "classes that nobody knows: closed"),
        ("flight_rows = { value = 3,", "flight_rows = { value = 2.5,", "flight_rows = 2.5: all numbers but metres are whole"),
        ("flight_rows = { value = 3,", "flight_rows = { value = -3,", "numbers.flight_rows.value: Input should be greater"),
        ("venue = { value = 4,", "venue = { value = 5,", "closes open ends at venue later than an index keeps them (4 hours)"),
        ("flight_rows = ", "plane_rows = ", "lacks flight_rows; has numbers that none of its rows reads: plane_rows"),
        ('SAME_BAY = "', 'SAME_BAYS = "', "does not say what SAME_BAY means; explains reasons that it never gives: SAME_BAYS"),
        ('name = "school"', 'name = "work"', "uses row names twice, or those of the program: work"),
        ('kinds = ["school"]', 'kinds = ["school", "home"]', "a row school that never counts for home"),
        ("lasting_hours = { value = 24,", "lasting_hours = { value = 0,", "lasting_minutes that do not fit into lasting_hours"),
        ("companion_days = { value = 14,", "companion_days = { value = 1,", "companion_hours that do not fit into companion_days"),
        ('earns = "companion"', 'earns = "close"', "a row companion in which companion is only half of the rule"),
        ('test = "near"\nlasting = true', 'test = "near"\nlasting_strictly = true', "a row encounter that lasts strictly"),
        ('mark = "source"', 'mark = "guess"', "mark: Input should be 'source', 'project_choice' or 'unconfirmed'"),
        ('test = "near"', 'test = "far"', "rows.encounter.test: Input should be"),
        ("valid_to", 'like = "cn-7"\nvalid_to', "like: there is no edition 'cn-7'"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_a_sentence(old: str, new: str, said: str) -> None:
    """Each fault of a file is told, with the word that is at fault."""
    text = shipped("cn-8")
    assert old in text
    assert any(said in sentence for sentence in problems(text.replace(old, new))), problems(text.replace(old, new))


def test_two_editions_side_by_side() -> None:
    """cn-8 and CDC: the number of rows on a plane, what both say of a car, and that CDC does not know trains or ring 2."""
    told = {(c["what"], c["name"]): (c["value_a"], c["value_b"]) for c in differences(CN8, CDC)}
    assert told["number", "rings"] == (2, 1)
    assert told["number", "flight_rows"] == (3, 2)
    assert told["number", "near_metres"] == (1, 1.83)
    assert told["place", "vehicle"] == (
        "close: together, any length, else general",
        "close: together, at least 15 minutes within 24 hours, else general",
    )
    assert told["place", "train"][1] is None
    assert ("number", "window_days") not in told
    assert list(differences(CN8, CN8)) == []


MEETING = st.tuples(
    st.integers(0, 3 * 86_400), st.integers(1, 1200), st.sampled_from([0.5, 0.99, 1.0, 1.5, 1.9, 2.5, np.nan])
)


def rank(rules: str, meetings: list[tuple[int, int, float]]) -> int:
    told = [m for start, length, metres in meetings for m in met("li", "an", "21", "21", distance=metres)]
    moved = [
        Told(
            **{**{f: getattr(m, f) for f in Told.__dataclass_fields__}, "start": at("21") + s, "end": at("21") + s + n}
        )
        for m, (s, n, _) in zip(told, [x for x in meetings for _ in range(2)], strict=True)
    ]
    return len(CLASSES) - CLASSES.index(classes(traced(World(moved), rules=edition(rules), rings=1))["an"])


@settings(max_examples=40, deadline=None)
@given(
    st.lists(MEETING, min_size=1, max_size=4), st.integers(0, 600), st.floats(0, 2), st.sampled_from((*WEST, "cn-8"))
)
def test_longer_and_nearer_is_never_less(
    meetings: list[tuple[int, int, float]], longer: int, nearer: float, rules: str
) -> None:
    """Whatever the edition: meetings that all last longer, or are all nearer, never make a lower class."""
    stretched = [(start, length + longer, metres) for start, length, metres in meetings]
    closer = [(start, length, max(0.0, metres - nearer)) for start, length, metres in meetings]
    assert rank(rules, stretched) >= rank(rules, meetings)
    assert rank(rules, closer) >= rank(rules, meetings)


SEAT = st.tuples(st.sampled_from(["", "5", "6"]), st.sampled_from(["", "1", "2", "3"]), st.integers(0, 20))


@settings(max_examples=60, deadline=None)
@given(SEAT, SEAT, st.sampled_from([True, False, None]), st.sampled_from([(), ("5:soft_sleeper",)]))
def test_on_a_train_both_sides_see_the_same(
    li: tuple[str, str, int], an: tuple[str, str, int], sealed: bool | None, types: tuple[str, ...]
) -> None:
    """An is to Li what Li is to An; and a run of which nobody says it is never closer than in either reading."""

    def told(a: tuple[str, str, int], b: tuple[str, str, int], is_sealed: bool | None) -> str:
        seats = [f"|{carriage}|{compartment}|{row or ''}" for carriage, compartment, row in (a, b)]
        rides = [rider(p, TRAIN, seat) for p, seat in zip(("li", "an"), seats, strict=True)]
        world = World(rides, known={TRAIN: {"sealed": is_sealed, "coach_types": types}})
        return classes(traced(world, rings=1))["an"]

    assert told(li, an, sealed) == told(an, li, sealed)
    if told(li, an, None) == "close":
        assert {told(li, an, True), told(li, an, False)} == {"close"}
