"""A stay has a person, a place and a start; what its times cannot mean is refused with one reason."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.codes import Codes
from graph.errors import UsageError
from graph.intake.clean import Cleaned
from graph.model.feeds import FEEDS
from graph.model.flags import DAY_ONLY
from graph.model.parquet import fact_schema
from graph.model.reasons import NOTES, ROW_REASONS

Fed = Callable[..., Cleaned]
Reasons = Callable[..., list[tuple[str, str] | None]]
TEN, NOON = 1_627_524_000, 1_627_531_200  # 29 July 2021 in Shanghai
MIDNIGHT = 1_627_488_000


def stay(start: str | None = "2021-07-29 10:00", end: str | None = None, **more: str) -> dict[str, str]:
    row = {"person_id": "p1", "place_id": "v1", "t_start": start, "t_end": end} | more
    return {name: value for name, value in row.items() if value is not None}


def test_a_stay_is_kept_in_utc(fed: Fed, codes: Codes) -> None:
    """Local times are in the feed's zone, offsets are heeded, and nothing is flagged."""
    fact = fed("stays", stay(end="2021-07-29T04:00:00Z", room="３01", role="工作人员")).facts.to_pylist()[0]
    assert (fact["t_start"], fact["t_end"], fact["flags"]) == (TEN, NOON, 0)
    assert (fact["t_start_day"], fact["t_end_day"]) == (False, False)
    assert (fact["place_id"], fact["room"], fact["role"]) == ("v1", "301", "staff")
    assert (fact["person_id"], fact["source"], fact["line"]) == (codes.code("person_id:hotels:p1"), "hotels", 2)


def test_facts_have_the_columns_that_are_written(fed: Fed) -> None:
    """The table fits the Parquet schema of its feed; batch and record are the store's."""
    for name, feed in FEEDS.items():
        schema = fact_schema(feed)
        empty = fed(name).facts
        assert [f for f in empty.schema if f.name in schema.names] == [
            f for f in schema if f.name not in {"batch", "record"}
        ]


def test_an_open_stay_keeps_no_end(fed: Fed) -> None:
    """Nobody knows when he left, and the fact says so."""
    assert fed("stays", stay()).facts["t_end"].to_pylist() == [None]


def test_a_date_is_the_whole_local_day(fed: Fed) -> None:
    """A start alone ends with its day; an end without clock is the end of its day; each is flagged."""
    rows = [
        stay("2021-07-29"),
        stay("2021-07-29", "2021-07-30"),
        stay("2021-07-29 10:00", "2021-07-29"),
        stay("2021-07-29", "2021-07-29 12:00"),
    ]
    facts = fed("stays", *rows).facts.to_pylist()
    day = 86_400
    assert [(f["t_start"], f["t_end"]) for f in facts] == [
        (MIDNIGHT, MIDNIGHT + day),
        (MIDNIGHT, MIDNIGHT + 2 * day),
        (TEN, MIDNIGHT + day),
        (MIDNIGHT, NOON),
    ]
    assert [f["flags"] for f in facts] == [DAY_ONLY] * 4
    assert [(f["t_start_day"], f["t_end_day"]) for f in facts] == [
        (True, True),
        (True, True),
        (False, True),
        (True, False),
    ]


def test_a_stay_of_no_length_is_a_point(fed: Fed) -> None:
    """The fact keeps both times equal; that it counts as a second is the graph's business."""
    fact = fed("stays", stay(end="2021-07-29 10:00")).facts.to_pylist()[0]
    assert (fact["t_start"], fact["t_end"]) == (TEN, TEN)


def test_clamped_times_are_noted(fed: Fed) -> None:
    """24:00 is the next midnight."""
    found = fed("stays", stay(end="2021-07-29 24:00"))
    assert found.facts["t_end"].to_pylist() == [MIDNIGHT + 86_400]
    assert found.flags == {"TIME_CLAMPED": 1}


@pytest.mark.parametrize(
    ("start", "end", "outcome", "reason"),
    [
        (None, None, "rejected", "MISSING_VALUE"),
        ("20210729", None, "rejected", "TIME_AMBIGUOUS"),
        ("2021-07-29", "07/08/2021", "rejected", "TIME_AMBIGUOUS"),
        ("2021-02-30", None, "rejected", "TIME_IMPOSSIBLE"),
        ("2021-07-29 10:00", "2021-07-29 09:59", "quarantined", "END_BEFORE_START"),
        ("2021-07-29", "2021-07-28", "quarantined", "END_BEFORE_START"),
        ("2021-08-01 08:06", None, "quarantined", "FUTURE"),
        ("2020-01-01", "2021-02-05", "quarantined", "TOO_LONG"),
    ],
)
def test_times_that_cannot_be_meant(
    reasons: Reasons, start: str | None, end: str | None, outcome: str, reason: str
) -> None:
    """Each has its own reason; nothing is swapped or guessed."""
    assert reasons("stays", stay(start, end)) == [(outcome, reason)]


def test_just_within_the_limits(reasons: Reasons) -> None:
    """A clock five minutes ahead, 400 days, and an end in the future are accepted."""
    rows = [stay("2021-08-01 08:05"), stay("2020-01-01", "2021-02-03"), stay("2021-07-31 10:00", "2021-08-20 10:00")]
    assert reasons("stays", *rows) == [None] * 3


def test_times_with_stray_marks_are_read(fed: Fed) -> None:
    """Quotes, spaces and full-width digits around a time are what programs leave behind."""
    texts = ["'2021-07-29 10:00", " 2021-07-29 10:00 ", "２０２１-０７-２９ 10：00", "2021-07-29\u300010:00"]
    assert fed("stays", *map(stay, texts)).facts["t_start"].to_pylist() == [TEN] * 4


def test_a_place_is_named_by_id_or_by_kind_and_name(reasons: Reasons) -> None:
    """A name without kind, or a kind that nobody knows, names no place."""
    when = {"person_id": "p1", "t_start": "2021-07-29 10:00"}
    rows = [
        when | {"place_kind": "住宿", "place_name": "Lakeside"},
        when | {"place_name": "Lakeside"},
        when | {"place_kind": "x", "place_name": "L"},
        when,
    ]
    assert reasons("stays", *rows) == [None] + [("rejected", "MISSING_VALUE")] * 3


def test_what_ended_before_the_retention_is_expired(reasons: Reasons) -> None:
    """By the end of the stay, or by its start while it is open; without retention everything stays."""
    rows = [stay(end="2021-07-29 12:00"), stay(), stay("2021-07-29 13:00")]
    assert reasons("stays", *rows, retention_start=NOON) == [None, ("rejected", "EXPIRED"), None]
    assert reasons("stays", *rows, retention_start=None) == [None] * 3


def test_a_wrong_row_is_rejected_rather_than_quarantined(reasons: Reasons) -> None:
    """Of two reasons the one that surely needs mending is told."""
    assert reasons("stays", stay("2021-02-30", name="王?")) == [("rejected", "TIME_IMPOSSIBLE")]


def test_content_tells_dates_as_dates_and_times_as_seconds(fed: Fed) -> None:
    """Two ways of writing one moment are one content."""
    rows = [stay("2021-07-29 10:00", "2021-07-30"), stay("2021-07-29T02:00:00Z", "2021-07-30")]
    told = fed("stays", *rows).facts["content"].to_pylist()
    assert told == [f"person_id=p1\nplace_id=v1\nt_end=2021-07-30\nt_start={TEN}"] * 2


def test_a_cancel_of_an_event_names_its_record_or_repeats_it(reasons: Reasons) -> None:
    """A stay without record_id is its content; a cancel with neither says nothing."""
    rows = [{"op": "cancel", "record_id": "r1"}, stay(op="cancel"), {"op": "cancel", "person_id": "p1"}]
    assert reasons("stays", *rows) == [None, None, ("rejected", "RECORD_ID_MISSING")]


def test_a_zone_that_nobody_knows_stops_the_call(fed: Fed) -> None:
    """The zone belongs to the call, not to the row."""
    with pytest.raises(UsageError, match="no time zone"):
        fed("stays", stay(), zone="Mars/Base")


cells = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.sampled_from(["2021-07-29", "2021-07-29 10:00", "p1", "43070219900101102X", "id_card", "cancel", "1"]),
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(FEEDS)), st.data())
def test_every_row_stands_or_is_refused_once(fed: Fed, name: str, data: st.DataObject) -> None:
    """Whatever the cells hold, each row is in the facts or among the refused, exactly once."""
    columns = [*(c.name for c in FEEDS[name].columns), "record_id", "version", "op"]
    rows = data.draw(st.lists(st.dictionaries(st.sampled_from(columns), cells, max_size=8), max_size=6))
    found = fed(name, *rows)
    assert sorted(found.facts["_row"].to_pylist() + found.refused["_row"].to_pylist()) == list(range(len(rows)))
    assert set(found.refused["reason"].to_pylist()) <= set(ROW_REASONS)
    assert set(found.flags) <= set(NOTES)
