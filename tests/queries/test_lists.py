"""The classified list over several cases (interface.md, 3)."""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from graph.model.timed_graph import Case
from queries.lists import ClassifiedList, Details, classified_list, quarantine_until, score
from queries.rules import Edition
from tests.queries.world import ALL, CN8, ZONE, Told, World, at, met, stay, traced

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
    controls: Mapping[str, int] | None = None,
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
        traces, edition=rules, zone=ZONE, now=at("22 13:00"), controls=controls or {}, details=lambda _: details or {}
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
    [row] = [i.json() for i in listed(details=known, controls={"wang": at("22")}).items if i.person == "wang"]
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
    """Under control from an hour on is not under control now."""
    items = listed(controls={"bo": at("22 14:00"), "wang": at("22 13:00")}).items
    assert {i.person: i.under_control for i in items if i.class_ == "close"} == {"bo": False, "wang": True}


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
