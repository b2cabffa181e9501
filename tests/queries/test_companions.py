"""Companions: both clauses over 14 days in one phone cell (semantics.md, 7)."""

import pytest

from graph.model.flags import COARSE, DAY_ONLY, ESTIMATED_END, SHARED_IDENTIFIER
from queries.rules import Edition
from tests.queries.world import ALL, CN8, Told, World, at, classes, contacts, lives, spans, stay, traced

#: Li is in the cell from the 21st 00:00 to the 22nd 06:00:01: a second more than 30 hours; An for 10 minutes and a second.
LI = stay("li", "cell1", "21 00:00", "22 06:00:01")
AN = stay("an", "cell1", "21 12:00", "21 12:10:01")


def _classes(*stays: Told, rules: Edition = CN8, end: str = "31") -> dict[str, str]:
    return classes(traced(World(stays), "29", end, rules=rules))


def test_a_second_over_both_clauses_makes_a_companion() -> None:
    """A second less of either does not: a bare cell lists nobody."""
    assert _classes(LI, AN) == {"an": "companion"}
    assert _classes(LI, stay("an", "cell1", "21 12:00", "21 12:10")) == {}
    assert _classes(stay("li", "cell1", "21 00:00", "22 06:00"), AN) == {}


def test_the_hours_may_be_the_others_and_add_up() -> None:
    """An is there for 20 hours and, later, for 11; Li passes by for 6 and for 5 minutes."""
    stays = [
        stay("an", "cell1", "21 00:00", "21 20:00"), stay("an", "cell1", "23 00:00", "23 11:00"),
        stay("li", "cell1", "21 12:00", "21 12:06"), stay("li", "cell1", "23 10:00", "23 10:05"),
    ]  # fmt: skip
    assert _classes(*stays) == {"an": "companion"}


def test_the_hours_of_the_two_do_not_add_up() -> None:
    """Twenty hours of each in one cell are not thirty of either; nor are those of Li in two cells."""
    assert _classes(stay("li", "cell1", "21 00:00", "21 20:00"), stay("an", "cell1", "21 12:00", "22 08:00")) == {}
    stays = [stay("li", c, *day) for c, day in (("cell1", ("21", "22")), ("cell2", ("23", "24")))]
    assert _classes(*stays, stay("an", "cell1", "21", "22")) == {}


def test_whose_hours_count_is_the_editions_choice() -> None:
    """Li has the hours, An has not: a companion where the case's own count, not where both have to have them."""
    case, both = (CN8.model_copy(update={"companion_whose": whose}) for whose in ("case", "both"))
    assert (_classes(LI, AN, rules=case), _classes(LI, AN, rules=both)) == ({"an": "companion"}, {})


def test_both_clauses_look_at_fourteen_days_to_the_windows_end() -> None:
    """A window to the 29th 00:00 looks back to the 15th 00:00; a minute later a minute of Li's 30 hours is lost."""
    world = World([stay("li", "cell1", "15 00:00", "16 06:00:01"), stay("an", "cell1", "15 12:00", "15 12:20")])
    assert classes(traced(world, "27", "29 00:00")) == {"an": "companion"}
    assert classes(traced(world, "27", "29 00:01")) == {}


@pytest.mark.parametrize("flag", [COARSE, ESTIMATED_END, DAY_ONLY, SHARED_IDENTIFIER])
def test_what_is_not_sure_counts_for_neither_clause(flag: int) -> None:
    """Neither a long stay of Li's nor a short one of An's that is coarse, open, dated or of a shared phone."""
    assert _classes(stay("li", "cell1", "21 00:00", "22 06:00:01", flags=flag), AN) == {}
    assert _classes(LI, stay("an", "cell1", "21 12:00", "21 12:10:01", flags=flag)) == {}


def test_a_companions_row() -> None:
    """His pieces are the time together in that cell within the 14 days, before ring 1's window began too."""
    an = contacts(traced(World([LI, AN, stay("an", "cell1", "22 06:00", "22 08:00")]), "29", "31"))["an"].json()
    assert [an[k] for k in ("class", "reasons", "minutes", "first", "channels")] == [
        "companion", ["COMPANION"], 10.03, "2021-07-21T12:00:00Z", ["companion"],
    ]  # fmt: skip
    [piece, last] = an["exposures"]  # type: ignore[misc]
    assert (piece["rule"], piece["channel"], piece["place_kind"]) == ("cn-8:companion", "companion", "cell")
    assert (last["t_start"], last["t_end"]) == ("2021-07-22T06:00:00Z", "2021-07-22T06:00:01Z")


def test_a_bare_cell_is_listed_with_who_is_listed_anyway() -> None:
    """Pat shares a cell for eight hours and a table for 20 minutes: close, 20 minutes; the cell is clipped, without rule."""
    stays = [
        *(stay(p, "cell1", "21 08:00", "21 16:00") for p in ("li", "pat", "ruth")),
        *(stay(p, "venue", "21 12:00", "21 12:20", "t4") for p in ("li", "pat")),
    ]  # fmt: skip
    found = traced(World(stays), "21 10:00", "22")
    pat = contacts(found)["pat"]
    assert (classes(found), pat.seconds, pat.first) == ({"pat": "close"}, 1200, at("21 12:00"))
    assert spans(pat) == [("21 10:00", "21 16:00", False), ("21 12:00", "21 12:20", True)]
    assert (pat.exposures[0].channel, pat.channels) == ("lbs", ("venue",))


def test_a_close_companion_is_close_and_keeps_both_reasons() -> None:
    """The time in the cell earns nothing of his row; that he is a companion is among the reasons."""
    an = contacts(
        traced(World([LI, AN, *(stay(p, "home", "29 12:00", "29 13:00") for p in ("li", "an"))]), "29", "31")
    )["an"]
    assert (an.class_, an.seconds, an.reasons) == ("close", 3600, ("COMPANION", "SAME_HOME"))
    assert [(e.channel, e.rule) for e in an.exposures] == [("companion", None), ("home", "cn-8:home")]


def test_cells_are_no_ring_two_and_no_co_presence() -> None:
    """Wang is close; Wu, his companion in a cell, is in no ring, nor is An under co-presence."""
    table = [stay(p, "venue", "20 12:00", "20 12:20", "t") for p in ("li", "wang")]
    stays = [*table, stay("wang", "cell1", "21 00:00", "23 00:00"), stay("wu", "cell1", "21 00:00", "23 00:00")]
    assert classes(traced(World(stays))) == {"wang": "close"}
    assert classes(traced(World([LI, AN]), rules=ALL)) == {}


def test_an_edition_without_the_rule_knows_no_companions() -> None:
    """Time in a cell of somebody who is listed anyway stands there without rule, as what earns nothing does."""
    rules = CN8.model_copy(update={"rows": tuple(row for row in CN8.rows if row.name != "companion")})
    world = World([LI, AN], members=[lives("li", "s/h"), lives("an", "s/h")])
    an = contacts(traced(world, "21", "31", rules=rules))["an"]
    assert [(e.place_kind, e.rule is None) for e in an.exposures] == [("household", False), ("cell", True)]
    assert contacts(traced(World([LI, AN]), "21", "31", rules=rules)) == {}


def test_a_judgement_takes_no_bare_cell_for_a_contact() -> None:
    """Judged close, Ruth has her time in the cell listed and still no first, last or minutes."""
    stays = [stay(p, "cell1", "21 08:00", "21 16:00") for p in ("li", "ruth")]
    ruth = contacts(traced(World(stays), judgements={"ruth": "close"}))["ruth"]
    assert (ruth.class_, ruth.first, ruth.seconds, ruth.exposures[0].rule) == ("close", None, None, None)
