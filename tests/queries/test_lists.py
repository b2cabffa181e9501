"""The classified list over several cases (interface.md, 3)."""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from graph.model.timed_graph import Case, Control
from queries.lists import Change, ClassifiedList, Details, changes, classified_list, quarantine_until, score
from queries.rules import Edition
from tests.queries.world import ALL, CN8, ZONE, Told, World, at, control, lives, met, stay, traced

#: Li (C1) and Mei (C3) sit with Wang: 30 and 40 minutes, 10 of them at once. Bo shares Mei's home and Li's restaurant.
STAYS = (
    stay("li", "venue", "21 12:00", "21 12:30", "t1"),
    stay("mei", "venue", "21 12:20", "21 13:00", "t1"),
    stay("wang", "venue", "21 12:00", "21 13:00", "t1"),
    stay("bo", "venue", "21 12:00", "21 12:30", "t2"),
    stay("bo", "home", "22 12:00", "22 13:00"),
    stay("mei", "home", "22 12:00", "22 13:00"),
)


def listed(
    stays: Sequence[Told] = STAYS,
    details: Mapping[str, Details] | None = None,
    controls: Sequence[Control] = (),
    rules: Edition = CN8,
    judgements: Mapping[str, str] | None = None,
) -> ClassifiedList:
    """Return the list over the cases C1 (Li) and C3 (Mei), who are asked for ring 1."""
    world = World(stays)
    traces = [
        traced(world, case=Case(c, p), rings=1, rules=rules, judgements=judgements)
        for c, p in (("C1", "li"), ("C3", "mei"))
    ]
    return classified_list(
        traces, edition=rules, zone=ZONE, now=at("22 13:00"), controls=controls, details=lambda _: details or {}
    )


def test_one_row_a_person_over_the_cases_by_the_highest_class() -> None:
    """Wang's minutes are the union of both cases' (60, not 70); Bo is close through Mei alone, over the hour at home."""
    rows = {i.person: (i.class_, i.cases, i.seconds, i.first) for i in listed().items}
    assert rows["wang"] == ("close", ("C1", "C3"), 3600, at("21 12:00"))
    assert rows["bo"] == ("close", ("C1", "C3"), 3600, at("22 12:00"))


def test_reasons_and_channels_are_those_of_all_cases() -> None:
    """Bo is told with both places where he counted for some case."""
    [bo] = [i for i in listed().items if i.person == "bo"]
    assert (bo.reasons, bo.channels) == (("SAME_HOME", "SAME_PLACE"), ("home", "venue"))


def test_an_item_has_the_keys_of_the_interface() -> None:
    """Key by key, details filled in, what is not known named."""
    known = {"wang": Details(name="W***", phone="138****0000", division="430102", desk="Furong")}
    [row] = [i.json() for i in listed(details=known, controls=[control("wang", "22")]).items if i.person == "wang"]
    assert list(row.items()) == list({
        "kind": "item", "person": "wang", "ring": 1, "class": "close", "score": 0.86,
        "reasons": ["SAME_ZONE_15_MIN"], "via": [], "cases": ["C1", "C3"], "first": "2021-07-21T12:00:00Z", "last": "2021-07-21T13:00:00Z",
        "minutes": 60.0, "channels": ["venue"], "seat": None, "room": None, "name": "W***", "phone": "138****0000", "address": None,
        "division": "430102", "desk": "Furong", "quarantine_until": "2021-08-04", "under_control": True, "missing": ["address"],
        "why": "same area t1 of The venue for 40 minutes on 21 July, and 1 more time",
    }.items())  # fmt: skip


def test_the_header_counts_and_names_the_cases() -> None:
    """Li and Mei are contacts of each other (10 minutes), Wang and Bo of both: four items."""
    header = next(listed().lines(version=3))
    assert header == {
        "kind": "list",
        "version": 3,
        "edition": "cn-8",
        "cases": ["C1", "C3"],
        "classes": {"close": 2, "general": 2},
        "items": 4,
    }


def test_items_come_by_class_then_falling_score_then_person() -> None:
    """Bo was met last and comes first of the close; Li and Mei, general, follow."""
    assert [(i.person, i.class_) for i in listed().items] == [
        ("bo", "close"),
        ("wang", "close"),
        ("li", "general"),
        ("mei", "general"),
    ]


def test_control_counts_from_its_moment() -> None:
    """Under control from an hour on is not under control now, nor is who was released; from now on is."""
    told = [control("bo", "22 14:00"), control("li", "21", "22 13:00"), control("wang", "22 13:00")]
    items = listed(controls=told).items
    assert {i.person for i in items if i.under_control} == {"wang"}


def test_the_digest_tells_changed_answers_and_no_masks() -> None:
    """The same answer has the same digest, however names are masked; a number that becomes known, or a stay, changes it."""
    plain = listed().digest
    masked = [listed(details={"wang": Details(phone=phone)}).digest for phone in ("138****0000", "13800000000")]
    assert plain == listed().digest
    assert (masked[0] == masked[1], masked[0] == plain) == (True, False)
    assert listed(STAYS[:-1]).digest != plain


def test_a_score_grows_with_class_minutes_recency_and_ring() -> None:
    """Each of the four, the others held equal, moves it the right way; it stays within 0 and 1."""
    base = score("general", 2, 600, 86_400)
    assert base < score("close", 2, 600, 86_400) <= 1
    assert base < score("general", 2, 6000, 86_400)
    assert base < score("general", 2, 600, 0)
    assert base < score("general", 1, 600, 86_400)
    assert score("general", 1, 0, 40 * 86_400) == 0.27


def test_quarantine_counts_from_the_local_day_of_the_last_contact() -> None:
    """21 July 17:00 UTC is 22 July in Shanghai: 14 days end on 5 August, 7 on 29 July; general contacts have none."""
    zone, last = ZoneInfo("Asia/Shanghai"), at("21 17:00")
    ends = [quarantine_until(k, last, CN8, zone) for k in ("close", "contact_of_contact", "general")]
    assert ends == ["2021-08-05", "2021-07-29", None]
    assert quarantine_until("co_present", last, ALL, zone) is None
    assert quarantine_until("close", None, CN8, zone) is None


def test_the_room_is_where_both_slept() -> None:
    """Same room 301: the item says so, and the sentence too."""
    stays = [stay(p, "lodging", "21 20:00", "22 06:30", "301") for p in ("li", "an")]
    [an] = [i for i in listed(stays).items if i.person == "an"]
    assert (an.room, an.why) == ("301", "same room 301 of The lodging for 10 hours 30 minutes on 21 July")


def test_an_encounter_is_told_without_a_place() -> None:
    """An encounter's place has no name that means anything to a tracer."""
    [an] = [i for i in listed(met("li", "an", "21 12:00", "21 12:20", distance=0.5)).items if i.person == "an"]
    assert an.why == "near each other without protection for 20 minutes on 21 July"


def test_a_judgement_says_so() -> None:
    """Judged close without exposure: no dates, no quarantine end, and the sentence names the judgement."""
    [qian] = [i for i in listed(judgements={"qian": "close"}).items if i.person == "qian"]
    assert (qian.why, qian.first, qian.quarantine_until) == ("judged close by a tracer", None, None)


def test_who_came_went_or_changed_between_two_versions() -> None:
    """Without his hour at home Bo is general, and Zoe, who sat with Mei, is new; Wang is the same, Ann went."""
    ann = stay("ann", "venue", "21 12:20", "21 12:30", "t1")
    zoe = stay("zoe", "venue", "21 12:20", "21 12:50", "t1")
    old, new = ([i.json() for i in listed(stays).items] for stays in ((*STAYS, ann), (*STAYS[:4], zoe)))
    assert changes(old, new) == [
        Change("added", "zoe", "close", None),
        Change("removed", "ann", None, "general"),
        Change("changed", "bo", "general", "close", ("class", "reasons", "first", "last", "minutes", "channels", "quarantine_until", "why")),
    ]  # fmt: skip


def test_a_score_that_falls_by_itself_is_no_change() -> None:
    """The same facts a day later."""
    later = [i.json() | {"score": 0.01} for i in listed().items]
    assert changes([i.json() for i in listed().items], later) == []


def test_the_list_of_two_cases_over_channels_is_one_row() -> None:
    """Ann lives with Li and sat with Mei for 20 minutes: one close row, 20 minutes, first and last over both."""
    world = World(
        [*STAYS, stay("ann", "venue", "21 12:25", "21 12:45", "t1")], members=[lives("li", "s/h"), lives("ann", "s/h")]
    )
    traces = [traced(world, case=Case(c, p), rings=1) for c, p in (("C1", "li"), ("C3", "mei"))]
    made = classified_list(traces, edition=CN8, zone=ZONE, now=at("22 13:00"), controls=(), details=lambda _: {})
    [ann] = [i for i in made.items if i.person == "ann"]
    assert (ann.class_, ann.cases, ann.seconds, ann.first, ann.last) == (
        "close",
        ("C1", "C3"),
        1200,
        at("20"),
        at("31"),
    )
    assert (ann.channels, ann.why) == (("household", "venue"), "same household, and 1 more time")
    assert sum(made.classes.values()) == len(made.items)
