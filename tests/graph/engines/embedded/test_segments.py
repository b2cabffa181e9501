"""Columns on disk: they come back as they were, and are refused when they are not whole."""

import json
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from graph.engines.embedded import segments
from graph.engines.embedded.engine import EmbeddedEngine
from graph.engines.protocol import Question, Seed
from graph.errors import EngineError
from graph.model.code_list import Identifiers
from graph.model.timed_graph import (
    EVER,
    MEMBER_COLUMNS,
    NEVER,
    STAY_COLUMNS,
    Case,
    Control,
    Judgement,
    Members,
    Part,
    Place,
    TimedGraph,
)
from tests.graph.engines.embedded import twin
from tests.graph.engines.embedded.worlds import Told, graph

CASE = Case("C1", "A", onset=5, infectors=("C0",), unknown_infectors=("ff" * 12,), exposure_place="feed/bar")
TOLD = [
    Told("B", "湖边", 30, 60, "大厅"),
    Told("A", "湖边", 40, 50),
    Told("A", "bar", 0, 20, flags=2),
    Told("B", "bar", 10, 30, seat="|5||12A", booking=(1 << 63) - 1),
]
#: A belongs to the flat for ever, B until 50.
MEMBERS = Members(
    np.zeros(2, np.int32), np.arange(2, dtype=np.int32), np.full(2, EVER), np.array([NEVER, 50]), np.zeros(2, np.int32)
)


@pytest.fixture
def kept() -> TimedGraph:
    """Two people at two places and in one household, a case, a judgement, a control and an identifier."""
    return graph(
        TOLD,
        cases=[CASE],
        now=60,
        stamp="abc",
        identifiers=Identifiers.of([(0, "phone", "0f" * 12)]),
        parts=(Part("feed/shop", "venue", 0, "shop", "feed", zones=("shop", "stall")),),
        judgements=(Judgement("C1", "B", "general", "ab" * 12),),
        households=["register/flat"],
        members=MEMBERS,
        controls=(Control("A", 5, 9), Control("A", 20)),
    )


def test_a_graph_comes_back_as_it_was_saved(kept: TimedGraph, tmp_path: Path) -> None:
    """All lists, cases, judgements, controls, members, identifiers and stamp are equal; stays are, but in order."""
    segments.save(kept, tmp_path / "abc")
    found = segments.load(tmp_path / "abc")
    for field in fields(TimedGraph):
        if field.name not in {"stays", "floors", "members"}:
            assert getattr(kept, field.name), f"the test leaves out {field.name}"
            assert list_or_value(getattr(found, field.name)) == list_or_value(getattr(kept, field.name)), field.name
    order = np.lexsort((kept.stays.t_start, kept.stays.place))
    for name in STAY_COLUMNS:
        np.testing.assert_array_equal(getattr(found.stays, name), getattr(kept.stays, name)[order])
    for name in MEMBER_COLUMNS:
        np.testing.assert_array_equal(getattr(found.members, name), getattr(MEMBERS, name))
    assert [path.name for path in tmp_path.iterdir()] == ["abc"]


def list_or_value(value: object) -> object:
    """Return sequences as lists, so that columns equal what they were made from."""
    return value if isinstance(value, str | int) else list(value)  # type: ignore[call-overload]


def test_places_come_back_with_all_that_rules_ask_of_them(kept: TimedGraph, tmp_path: Path) -> None:
    """Name, id, source, zones, longest stay, position, sealing and carriages survive; what is absent stays absent."""
    places = [
        Place(
            "feed/p1", "venue", "大剧院", "p1", "feed", has_zones=True, enclosed=False, longest=77, lat=28.2, lon=-0.5
        ),
        *kept.places,
        Place("train:G1:2021-07-29", "train", "G1", sealed=False, coach_types=("5:hard_seat", "6:soft_sleeper")),
        Place("train:G3:2021-07-29", "train", "G3", sealed=True, lat=0.0, lon=0.0),
    ]
    moved = TimedGraph(kept.people, places, [], [], kept.sources, kept.stays)
    segments.save(moved, tmp_path / "x")
    assert list(segments.load(tmp_path / "x").places) == places


def test_the_columns_are_mapped_and_cannot_be_written(kept: TimedGraph, tmp_path: Path) -> None:
    """An index on disk is not read into memory, and no question can change it."""
    segments.save(kept, tmp_path / "abc")
    index = segments.load(tmp_path / "abc").index
    assert index is not None
    for column in (index.hot.words, index.hot.own, index.started.words, index.cold.zone):
        mapped = column.base
        assert mapped is not None
        assert isinstance(mapped.base, np.memmap)
        assert not column.flags.writeable


def test_an_opened_engine_answers_as_one_in_memory(kept: TimedGraph, tmp_path: Path) -> None:
    """The same rows come from mapped columns and from the graph itself."""
    segments.save(kept, tmp_path / "abc")
    opened, made = EmbeddedEngine.open(tmp_path / "abc"), EmbeddedEngine.from_graph(kept)
    question = Question(
        "both", lambda w: w.overlaps([Seed("A", 0, 100), Seed("B", 0, 100)], without=frozenset(), timed_only=False)
    )
    rows = twin.shown_overlaps(opened.ask(question))
    assert rows == twin.shown_overlaps(made.ask(question))
    assert [row[:5] for row in rows if row[0] == 0] == [(0, "B", "bar", 10, 20), (0, "B", "湖边", 40, 50)]
    assert opened.stamp == "abc"
    assert list(opened.cases()) == [CASE]


def test_an_empty_graph_can_be_kept_and_asked(tmp_path: Path) -> None:
    """A deployment without facts has an index like any other; its answers are empty."""
    segments.save(graph([]), tmp_path / "none")
    engine = EmbeddedEngine.open(tmp_path / "none")
    assert len(engine.timeline("A", 0, 100).person) == 0
    assert len(engine.presence(["bar"], 0, 100).person) == 0
    assert len(engine.overlaps([Seed("A", 0, 9)], without=frozenset(), timed_only=False)) == 0


def test_saving_again_replaces(kept: TimedGraph, tmp_path: Path) -> None:
    """A second index under one name takes the place of the first, and leaves nothing else behind."""
    segments.save(graph(TOLD[:1]), tmp_path / "abc")
    segments.save(kept, tmp_path / "abc")
    assert len(segments.load(tmp_path / "abc").stays) == 4
    assert len(list(tmp_path.iterdir())) == 1


def _shorten(folder: Path) -> None:
    path = folder / "columns.bin"
    path.write_bytes(path.read_bytes()[:-8])


def _flip(folder: Path) -> None:
    path = folder / "columns.bin"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(bytes(content))


def _displace(folder: Path) -> None:
    meta = json.loads((folder / "meta.json").read_text())
    meta["columns"]["hot_words"][2] += 4
    (folder / "meta.json").write_text(json.dumps(meta))


def _age(folder: Path) -> None:
    meta = json.loads((folder / "meta.json").read_text())
    (folder / "meta.json").write_text(json.dumps(meta | {"version": 0}))


DAMAGE: dict[str, Callable[[Path], object]] = {
    "a shortened column": _shorten,
    "one flipped bit": _flip,
    "another version": _age,
    "no meta": lambda folder: (folder / "meta.json").unlink(),
    "half a meta": lambda folder: (folder / "meta.json").write_text('{"version": 1'),
    "a meta of nothing": lambda folder: (folder / "meta.json").write_text("[]"),
    "no columns": lambda folder: (folder / "columns.bin").unlink(),
    "a column of broken length": _displace,
    "changed lists": lambda folder: (folder / "lists.json").write_text("{}"),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_an_index_that_is_not_whole_is_refused(
    kept: TimedGraph, tmp_path: Path, damage: Callable[[Path], object]
) -> None:
    """Whatever is wrong with the files, the answer is INDEX_DAMAGED, so that the index is made anew."""
    segments.save(kept, tmp_path / "abc")
    damage(tmp_path / "abc")
    with pytest.raises(EngineError) as refused:
        EmbeddedEngine.open(tmp_path / "abc")
    assert refused.value.code == "INDEX_DAMAGED"
    assert str(tmp_path / "abc") in refused.value.message


def test_an_index_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """A folder that does not exist is INDEX_DAMAGED too."""
    with pytest.raises(EngineError) as refused:
        segments.load(tmp_path / "nowhere")
    assert refused.value.code == "INDEX_DAMAGED"


def test_an_index_that_cannot_be_written_leaves_the_old_one(
    kept: TimedGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a full disk the answer is INDEX_NOT_WRITTEN, the index before stays, and no half index is left."""
    segments.save(kept, tmp_path / "abc")

    def full(*_: object, **__: object) -> tuple[str, int, int]:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(segments, "_put", full)
    with pytest.raises(EngineError) as refused:
        segments.save(graph(TOLD[:1]), tmp_path / "abc")
    assert refused.value.code == "INDEX_NOT_WRITTEN"
    assert "No space left" in refused.value.message
    assert [path.name for path in tmp_path.iterdir()] == ["abc"]
    assert len(segments.load(tmp_path / "abc").stays) == 4
