"""Ring 2, judgements, counts and the header of a trace (semantics.md, 7)."""

from graph.model.flags import DAY_ONLY, ESTIMATED_END
from graph.model.timed_graph import Case
from tests.queries.world import ALL, World, at, classes, contacts, control, lines, spans, stay, traced

#: Li sits with Wang at table t1 from 18:00 to 18:20: Wang is close, his first is 18:00.
TABLE = (stay("li", "venue1", "21 18:00", "21 18:20", "t1"), stay("wang", "venue1", "21 18:00", "21 18:20", "t1"))


def test_ring_two_starts_at_the_contacts_own_first() -> None:
    """Whom Wang met before 18:00 is in no ring; an overlap that runs past it counts from then."""
    found = traced(
        World([
            *TABLE,
            stay("wang", "home1", "21 16:00", "21 17:00"), stay("before", "home1", "21 16:00", "21 17:00"),
            stay("wang", "home2", "21 17:30", "21 18:30"), stay("across", "home2", "21 17:30", "21 18:30"),
        ])
    )  # fmt: skip
    assert classes(found) == {"wang": "close", "across": "contact_of_contact"}
    assert spans(contacts(found)["across"]) == [("21 18:00", "21 18:30", True)]
    assert [(v.person, v.first) for v in contacts(found)["across"].via] == [("wang", at("21 18:00"))]


def test_fifteen_minutes_count_after_clipping_to_the_first() -> None:
    """Of 20 minutes with Wang only the last 14 lie after his first: no row."""
    stays = [*TABLE, stay("wang", "venue2", "21 17:54", "21 18:14"), stay("wu", "venue2", "21 17:54", "21 18:14")]
    assert classes(traced(World(stays))) == {"wang": "close"}


def test_general_contacts_have_no_ring_two() -> None:
    """Chen, general, takes nobody with him."""
    stays = [
        *TABLE, stay("chen", "venue1", "21 18:00", "21 18:20", "t2"),
        stay("chen", "home", "21 20:00", "22 06:00"), stay("sun", "home", "21 20:00", "22 06:00"),
    ]  # fmt: skip
    assert classes(traced(World(stays))) == {"wang": "close", "chen": "general"}


def test_a_general_contact_who_meets_a_close_one_is_one_row_of_ring_two() -> None:
    """Zhou's 20 minutes at another table are listed and earn nothing; his hour with Wang does."""
    stays = [
        *TABLE, stay("zhou", "venue1", "21 18:00", "21 18:20", "t2"),
        stay("wang", "home", "21 20:00", "21 21:00"), stay("zhou", "home", "21 20:00", "21 21:00"),
    ]  # fmt: skip
    found = traced(World(stays))
    zhou = contacts(found)["zhou"]
    assert (zhou.ring, zhou.class_, zhou.seconds, zhou.first) == (2, "contact_of_contact", 3600, at("21 20:00"))
    assert [(e.with_, e.rule) for e in zhou.exposures] == [("li", None), ("wang", None), ("wang", "cn-8:home")]
    assert zhou.reasons == ("SAME_HOME", "SAME_PLACE")
    assert (found.header.ring1, found.header.ring2, found.header.classes) == (
        1,
        1,
        {"close": 1, "contact_of_contact": 1},
    )


def test_the_case_and_the_close_are_in_no_ring_two() -> None:
    """Two who live with the case meet him and one another later on: both stay close, and there is no ring 2."""
    stays = [stay(p, "home", "21 20:00", "22 06:00") for p in ("li", "an", "bo")]
    assert {c.person: c.ring for c in traced(World(stays)).contacts()} == {"an": 1, "bo": 1}


def test_ring_two_ends_at_the_contacts_control_and_not_at_the_cases_isolation() -> None:
    """Li's window ends on the 22nd. Wang meets Wu on the 24th, is isolated on the 25th, and meets Xu on the 26th."""
    stays = [
        *TABLE,
        stay("wang", "home1", "24 12:00", "24 13:00"), stay("wu", "home1", "24 12:00", "24 13:00"),
        stay("wang", "home2", "26 12:00", "26 13:00"), stay("xu", "home2", "26 12:00", "26 13:00"),
    ]  # fmt: skip
    found = traced(World(stays), "20", "22", until="30", controls=[control("wang", "25")])
    assert classes(found) == {"wang": "close", "wu": "contact_of_contact"}


def test_who_is_under_control_before_his_first_takes_nobody_with_him() -> None:
    """Wang was isolated on the 20th already."""
    stays = [*TABLE, stay("wang", "home", "24 12:00", "24 13:00"), stay("wu", "home", "24 12:00", "24 13:00")]
    assert classes(traced(World(stays), controls=[control("wang", "20")])) == {"wang": "close"}


def test_a_control_that_is_over_before_his_first_counts_for_nothing() -> None:
    """Wang was released before he met Li, and is kept apart again from the 23rd: Wu, met on the 22nd, is in, Xu is not."""
    stays = [
        *TABLE,
        *(stay(p, "home1", "22 12:00", "22 13:00") for p in ("wang", "wu")),
        *(stay(p, "home2", "24 12:00", "24 13:00") for p in ("wang", "xu")),
    ]  # fmt: skip
    told = [control("wang", "15", "21 18:00"), control("wang", "23", "23 12:00"), control("wu", "20")]
    assert classes(traced(World(stays), controls=told)) == {"wang": "close", "wu": "contact_of_contact"}


def test_a_control_in_force_at_his_first_leaves_him_no_ring_two_however_soon_it_ends() -> None:
    """Wang's isolation ends a second after he met Li: he still takes nobody with him."""
    stays = [*TABLE, *(stay(p, "home", "24 12:00", "24 13:00") for p in ("wang", "wu"))]
    told = [control("wang", "20", "21 18:00:01")]
    assert classes(traced(World(stays), controls=told)) == {"wang": "close"}


def test_open_and_dated_stays_take_no_part_in_ring_two() -> None:
    """Wu by an open end and Xu by dates only are not in ring 2."""
    stays = [
        *TABLE, stay("wang", "home", "22 12:00", "22 20:00"),
        stay("wu", "home", "22 12:00", "22 20:00", flags=ESTIMATED_END), stay("xu", "home", "22", "23", flags=DAY_ONLY),
    ]  # fmt: skip
    assert classes(traced(World(stays))) == {"wang": "close"}


def test_a_ring_two_contact_names_all_through_whom_he_is_in_it() -> None:
    """Wu meets An first and Bo later: both are named, by the time of first passing on."""
    stays = [
        stay("li", "home", "21 08:00", "21 09:00"), stay("an", "home", "21 08:00", "21 09:00"), stay("bo", "home", "21 08:00", "21 09:00"),
        stay("bo", "home1", "22 08:00", "22 09:00"), stay("an", "home1", "22 07:00", "22 09:00"), stay("wu", "home1", "22 07:30", "22 09:00"),
    ]  # fmt: skip
    wu = contacts(traced(World(stays)))["wu"]
    assert [(v.person, v.first) for v in wu.via] == [("an", at("22 07:30")), ("bo", at("22 08:00"))]
    assert wu.seconds == 5400


def test_only_time_with_those_through_whom_he_is_in_it_is_listed() -> None:
    """Bo at another table is not in the row of Wu, who lives with An; nor is the case, once in his hotel on another floor."""
    stays = [
        *(stay(p, "home", "21 08:00", "21 09:00") for p in ("li", "an", "bo")),
        *(stay(p, "home1", "22 08:00", "22 09:00") for p in ("an", "wu")),
        stay("bo", "venue", "22 12:00", "22 12:05", "a"), stay("wu", "venue", "22 12:00", "22 12:05", "b"),
        stay("li", "lodging", "20 20:00", "21 06:00", "301", floor="3"), stay("wu", "lodging", "20 20:00", "21 06:00", "401", floor="4"),
    ]  # fmt: skip
    wu = contacts(traced(World(stays)))["wu"]
    assert ([e.with_ for e in wu.exposures], [v.person for v in wu.via]) == (["an"], ["an"])


def test_rings_one_asks_for_no_ring_two() -> None:
    """Under --rings 1 nobody moves up, and ring2 is 0."""
    stays = [*TABLE, stay("wang", "home", "21 20:00", "21 21:00"), stay("wu", "home", "21 20:00", "21 21:00")]
    found = traced(World(stays), rings=1)
    assert (classes(found), found.header.ring2) == ({"wang": "close"}, 0)


def test_a_crowd_around_a_contact_is_a_question() -> None:
    """501 others at a hall with Wang, on the day after, are a question and no rows."""
    stays = [*TABLE, stay("wang", "venue2", "22 12:00", "22 14:00"),
             *(stay(f"p{i}", "venue2", "22 12:00", "22 14:00") for i in range(501))]  # fmt: skip
    found = traced(World(stays))
    assert (classes(found), [q.people for q in found.header.questions]) == ({"wang": "close"}, [501])


def test_other_registered_cases_stay_in_and_are_marked() -> None:
    """Wang is case C2 as well; of two later cases of his the smallest id is shown."""
    found = traced(World(TABLE, cases=[Case("C1", "li"), Case("C3", "wang"), Case("C2", "wang")]))
    assert [(c.person, c.case) for c in found.contacts()] == [("wang", "C2")]


def test_a_judgement_stands_above_the_table() -> None:
    """Wang, close by the table, is judged general: one row, general, all his time counts, and he has no ring 2."""
    stays = [*TABLE, stay("wang", "home", "21 20:00", "21 21:00"), stay("wu", "home", "21 20:00", "21 21:00")]
    found = traced(World(stays), judgements={"wang": "general"})
    wang = contacts(found)["wang"]
    assert (classes(found), wang.judgement, wang.seconds) == ({"wang": "general"}, "general", 1200)
    assert ("JUDGEMENT" in wang.reasons, wang.exposures[0].rule) == (True, "cn-8:judgement")


def test_judged_close_without_exposure_passes_on_from_the_windows_start() -> None:
    """Qian was never seen with the case: no first, last, minutes; his wife at home on the first day is in ring 2."""
    stays = [*TABLE, stay("qian", "home", "20 01:00", "20 02:00"), stay("wife", "home", "20 01:00", "20 02:00")]
    found = traced(World(stays), judgements={"qian": "close"})
    qian = contacts(found)["qian"].json()
    assert [qian[k] for k in ("class", "first", "last", "minutes", "exposures")] == ["close", None, None, None, []]
    assert contacts(found)["wife"].via[0].person == "qian"


def test_ruled_out_stays_under_its_own_count_and_gives_no_ring_two() -> None:
    """Wang is ruled out: one row, counted as such, nobody after him; nor does he come back through a close contact."""
    stays = [
        *TABLE, stay("li", "home1", "20 01:00", "20 02:00"), stay("an", "home1", "20 01:00", "20 02:00"),
        *(stay(p, "home2", "22 01:00", "22 02:00") for p in ("an", "wang")),
        *(stay(p, "home3", "23 01:00", "23 02:00") for p in ("wang", "wu")),
    ]  # fmt: skip
    found = traced(World(stays), judgements={"wang": "ruled_out"})
    assert found.header.classes == {"close": 1, "ruled_out": 1}


def test_rows_come_by_ring_class_first_and_person() -> None:
    """Close before general, earlier before later, then by name; a row without first is the last of its class."""
    stays = [
        *(stay(p, "home1", "21 09:00", "21 10:00") for p in ("li", "b", "a")), stay("z", "home1", "21 08:00", "21 09:30"),
        stay("li", "work", "21 07:00", "21 08:00", "x"), stay("g", "work", "21 07:00", "21 08:00", "y"),
        *(stay(p, "home2", "22 01:00", "22 02:00") for p in ("a", "second")),
    ]  # fmt: skip
    found = traced(World(stays), judgements={"judged": "close"})
    assert [c.person for c in found.contacts()] == ["a", "b", "z", "judged", "g", "second"]


def test_the_header_has_the_keys_of_the_interface() -> None:
    """Keys and order are interface.md's; the ratio has one decimal."""
    stays = [*TABLE, stay("wang", "home", "21 20:00", "21 21:00"), stay("wu", "home", "21 20:00", "21 21:00")]
    header = lines(traced(World(stays), covers_to=at("30")))[0]
    assert header == {
        "kind": "trace", "case": "C1", "person": "li", "edition": "cn-8", "anchor": None, "from": "2021-07-20T00:00:00Z",
        "to": "2021-07-31T00:00:00Z", "rings": 2, "ring1": 1, "ring2": 1, "classes": {"close": 1, "contact_of_contact": 1},
        "ratio": 1.0, "questions": [], "covers_to": "2021-07-30T00:00:00Z", "truncated": False,
    }  # fmt: skip
    assert list(header) == ["kind", "case", "person", "edition", "anchor", "from", "to", "rings", "ring1", "ring2",
                            "classes", "ratio", "questions", "covers_to", "truncated"]  # fmt: skip


def test_a_contact_has_the_keys_of_the_interface() -> None:
    """One row, key by key, with its exposure."""
    row = lines(traced(World(TABLE)))[1]
    exposure = {
        "with": "li", "place": "venue1", "place_kind": "venue", "channel": "venue", "zone": "t1", "t_start": "2021-07-21T18:00:00Z",
        "t_end": "2021-07-21T18:20:00Z", "seat_gap": None, "rule": "cn-8:venue", "flags": [], "sources": ["s"],
    }  # fmt: skip
    assert list(row.items()) == list({
        "kind": "contact", "ring": 1, "person": "wang", "class": "close", "case": None, "judgement": None,
        "reasons": ["SAME_ZONE_15_MIN"], "first": "2021-07-21T18:00:00Z", "last": "2021-07-21T18:20:00Z", "minutes": 20.0,
        "channels": ["venue"], "exposures": [exposure], "via": [],
    }.items())  # fmt: skip
    assert list(row["exposures"][0]) == list(exposure)  # type: ignore[index]


def test_co_presence_takes_everyone_without_limit() -> None:
    """Other zones, a crowd of 600 without zones, a second together: all are co_present under the rule co-presence."""
    crowd = [stay(f"p{i}", "venue", "21 12:00", "21 12:00:01") for i in range(600)]
    found = traced(World([stay("li", "venue", "21 12:00", "21 13:00"), *crowd]), rules=ALL, rings=1)
    assert found.header.classes == {"co_present": 600}
    assert {e.rule for c in found.contacts() for e in c.exposures} == {"co-presence"}


def test_co_presence_leaves_cells_and_open_ends_out() -> None:
    """A phone cell gives no row, nor does a stay whose end is not known; a dated stay is in ring 1."""
    stays = [
        stay("li", "venue", "21 12:00", "21 13:00"), stay("open", "venue", "21 12:00", "21 16:00", flags=ESTIMATED_END),
        stay("dated", "venue", "21", "22", flags=DAY_ONLY),
        stay("li", "cell", "21 12:00", "21 13:00"), stay("an", "cell", "21 12:00", "21 13:00"),
    ]  # fmt: skip
    assert classes(traced(World(stays), rules=ALL)) == {"dated": "co_present"}


def test_touching_is_not_together() -> None:
    """Sun comes when Li leaves."""
    assert (
        classes(
            traced(
                World([stay("li", "venue", "21 12:00", "21 13:00"), stay("sun", "venue", "21 13:00", "21 14:00")]),
                rules=ALL,
            )
        )
        == {}
    )


def test_co_presence_ring_two_is_everyone_after_that_ones_first() -> None:
    """Wang's first is 18:00: Wu at 19:00 is in ring 2, Vera at 17:00 is not, and ring 1 is left out of ring 2."""
    stays = [
        *TABLE,
        stay("wang", "venue2", "21 17:00", "21 17:30"), stay("vera", "venue2", "21 17:00", "21 17:30"),
        stay("wang", "venue2", "21 19:00", "21 19:30"), stay("wu", "venue2", "21 19:10", "21 20:00"),
    ]  # fmt: skip
    found = traced(World(stays), rules=ALL)
    assert {c.person: (c.ring, c.class_) for c in found.contacts()} == {
        "wang": (1, "co_present"),
        "wu": (2, "co_present"),
    }


def test_co_presence_counts_a_contacts_first_over_timed_stays() -> None:
    """Wang is dated on the 20th and timed on the 22nd: Wu, met on the 21st, is not in ring 2; Dated, by dates alone, has none."""
    stays = [
        stay("li", "venue", "20 12:00", "20 13:00"), stay("wang", "venue", "20", "21", flags=DAY_ONLY), stay("dated", "venue", "20", "21", flags=DAY_ONLY),
        stay("li", "venue", "22 12:00", "22 13:00"), stay("wang", "venue", "22 12:00", "22 13:00"),
        *(stay(p, "home", "21 12:00", "21 13:00") for p in ("wang", "wu", "dated")),
        *(stay(p, "home", "23 12:00", "23 13:00") for p in ("wang", "xu")), *(stay(p, "home2", "23 12:00", "23 13:00") for p in ("dated", "yu")),
    ]  # fmt: skip
    found = traced(World(stays), rules=ALL)
    assert {c.person: c.ring for c in found.contacts()} == {"wang": 1, "dated": 1, "xu": 2}


def test_an_exposure_under_co_presence_runs_over_zones() -> None:
    """An hour at one table and an hour apart are one exposure of two hours whose zone is not one."""
    stays = [
        stay("li", "venue", "21 18:00", "21 19:00", "a"), stay("li", "venue", "21 19:00", "21 20:00", "b"),
        stay("an", "venue", "21 18:00", "21 20:00", "a", sources=("t",)),
    ]  # fmt: skip
    [exposure] = contacts(traced(World(stays), rules=ALL))["an"].exposures
    assert (exposure.zone, exposure.t_end - exposure.t_start, exposure.sources) == (None, 7200, ("s", "t"))


def test_an_empty_window_has_no_contacts() -> None:
    """A case isolated before its window began was with nobody."""
    assert classes(traced(World(TABLE), "22", "21")) == {}
