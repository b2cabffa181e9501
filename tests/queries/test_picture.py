"""The picture of a trace: lanes, moments, links; the same trace gives the same picture."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from graph.model.picture import Link, Picture, Spot
from graph.model.timed_graph import Case
from queries.picture import picture
from queries.trace import Ask, trace
from queries.windows import Window
from tests.queries.world import ALL, CN8, ZONE, Plain, Told, World, at, lives, met, stay, traced

C1 = Case("C1", "li")
#: Li sits with Wang from 18:00 to 18:20 and with An from 19:00 to 20:00; Chen is at another table. Wang meets Yu and Xu that
#: night, An meets Xu an hour later; Wang and Yu have dinner together the day after.
STAYS = (
    stay("li", "venue1", "21 18:00", "21 18:20", "t1"), stay("wang", "venue1", "21 18:00", "21 18:20", "t1"),
    stay("chen", "venue1", "21 18:05", "21 18:20", "t2"),
    stay("li", "venue2", "21 19:00", "21 20:00", "t1"), stay("an", "venue2", "21 19:00", "21 20:00", "t1"),
    stay("wang", "home1", "21 21:00", "22 06:00"), stay("yu", "home1", "21 22:00", "22 01:00"),
    stay("xu", "home1", "21 22:30", "22 02:00"),
    stay("an", "home2", "22 03:00", "22 04:00"), stay("xu", "home2", "22 03:00", "22 04:00"),
    stay("wang", "venue3", "23 18:00", "23 18:30", "t1"), stay("yu", "venue3", "23 18:00", "23 18:30", "t1"),
)  # fmt: skip


def drawn(world: World, case: Case = C1, **more: object) -> Picture:
    return picture(traced(world, case=case, **more), case, "facts")  # type: ignore[arg-type]


def lanes(found: Picture) -> dict[str, int]:
    return {spot.person: spot.lane for spot in found.spots}


def test_contacts_of_contacts_stand_beside_the_first_who_met_them() -> None:
    """Yu and Xu stand beside Wang, whom both met first, Xu though An met him too; then An; Chen, general, comes last."""
    found = drawn(World(STAYS), replace(C1, onset=at("23 08:00")))
    assert found.spots == (
        Spot("li", None, at("23 08:00"), 0),
        Spot("wang", "close", at("21 18:00"), 1),
        Spot("yu", "contact_of_contact", at("21 22:00"), 2),
        Spot("xu", "contact_of_contact", at("21 22:30"), 3),
        Spot("an", "close", at("21 19:00"), 4),
        Spot("chen", "general", at("21 18:05"), 5),
    )


def test_links_go_from_the_case_and_from_everyone_through_whom_somebody_is_in_ring_two() -> None:
    """Yu has one link from Wang over both meetings, 210 minutes; Xu one from Wang and one from An, each with its own times."""
    assert drawn(World(STAYS)).links == (
        Link("li", "wang", 1, "close", at("21 18:00"), at("21 18:20"), 20.0, ("venue",)),
        Link("wang", "yu", 2, "contact_of_contact", at("21 22:00"), at("23 18:30"), 210.0, ("home", "venue")),
        Link("wang", "xu", 2, "contact_of_contact", at("21 22:30"), at("22 02:00"), 210.0, ("home",)),
        Link("an", "xu", 2, "contact_of_contact", at("22 03:00"), at("22 04:00"), 60.0, ("home",)),
        Link("li", "an", 1, "close", at("21 19:00"), at("21 20:00"), 60.0, ("venue",)),
        Link("li", "chen", 1, "general", at("21 18:05"), at("21 18:20"), 15.0, ("venue",)),
    )


def test_the_head_names_case_edition_facts_and_window() -> None:
    """A picture is known by its case and edition, whatever the window."""
    head = drawn(World(STAYS)).head
    assert (head.run, head.person, head.stamp, head.start, head.end, head.contacts) == (
        "C1:cn-8", "li", "facts", at("20"), at("31"), 5,
    )  # fmt: skip


def test_a_case_without_dates_stands_at_the_windows_start() -> None:
    """Nothing else is known of when his time began."""
    assert drawn(World(STAYS)).spots[0] == Spot("li", None, at("20"), 0)


def test_judged_alone_has_neither_times_nor_minutes() -> None:
    """Wu is close by judgement: he stands at the window's start after the close ones who were met, and his link has no time."""
    found = drawn(World(STAYS[:2]), judgements={"wu": "close"})
    assert found.spots[1:] == (Spot("wang", "close", at("21 18:00"), 1), Spot("wu", "close", at("20"), 2))
    assert found.links[1] == Link("li", "wu", 1, "close", None, None, None, ())


def test_households_have_times_and_no_minutes() -> None:
    """Bo lives with Wang: his link has the time that both were of the household, and no minutes."""
    world = World(STAYS[:2], members=[lives("wang", "flat"), lives("bo", "flat", end="25")])
    assert drawn(world).links[1] == Link(
        "wang", "bo", 2, "contact_of_contact", at("21 18:00"), at("25"), None, ("household",)
    )


def test_under_co_presence_whoever_is_met_later_stands_beside_him() -> None:
    """Without rules all are co-present; who met Chen later would stand beside Chen."""
    world = World([*STAYS, *met("chen", "zhou", "21 23:00", "21 23:10", distance=1.0)])
    assert lanes(drawn(world, rules=ALL)) == {"li": 0, "wang": 1, "yu": 2, "xu": 3, "chen": 4, "zhou": 5, "an": 6}


class Alike(Plain):
    """Names that call everybody the same."""

    def person(self, code: str) -> str:
        return code[:0] or "somebody"


def test_a_picture_takes_no_names() -> None:
    """Where all people are shown alike the picture is the same: it is made from codes."""
    window = Window(at("20"), at("31"), at("31"))
    alike = trace(World(STAYS), Ask(C1, CN8, window, ZONE), Alike())
    assert {c.person for c in alike.contacts()} == {"somebody"}
    assert picture(alike, C1, "facts") == drawn(World(STAYS))


HOURS = st.integers(0, 60)
MEETINGS = st.lists(
    st.tuples(st.sampled_from("abcdefgh"), st.sampled_from(["home1", "venue1", "home2"]), HOURS, st.integers(1, 9)),
    max_size=25,
)


@given(MEETINGS)
def test_every_contact_has_one_lane_and_every_link_both_ends(meetings: list[tuple[str, str, int, int]]) -> None:
    """Lanes are 0 to the number of contacts without gap; nobody stands before the one through whom he was reached."""
    hour, start = 3600, at("21")
    stays = [Told("li", p, start, start + 70 * hour, "t1") for p in ("home1", "venue1")]
    stays += [Told(p, x, start + a * hour, start + (a + n) * hour, "t1") for p, x, a, n in dict.fromkeys(meetings)]
    for rules in ({}, {"rules": ALL}):
        asked = traced(World(stays), case=C1, **rules)  # type: ignore[arg-type]
        found = picture(asked, C1, "facts")
        at_lane = lanes(found)
        assert sorted(at_lane.values()) == list(range(len(asked.rows) + 1))
        assert {c.code for c in asked.contacts()} | {"li"} == set(at_lane)
        assert {link.target for link in found.links} == set(at_lane) - {"li"}
        moments = {spot.person: spot.moment for spot in found.spots}
        for link in found.links:
            assert link.first is not None
            assert moments[link.target] <= link.first
        for c in asked.contacts():
            links = {(link.source, link.first) for link in found.links if link.target == c.code}
            assert links == ({("li", c.first)} if c.ring == 1 else {(v.person, v.first) for v in c.via})
            if c.ring == 2:
                assert at_lane[c.via[0].person] < at_lane[c.code]
