"""Opening a feed file: told by its name and content, trusted as a whole or refused as a whole, then read in blocks."""

from collections.abc import Callable
from pathlib import Path

from graph.errors import Refused
from graph.intake.blocks import Block, RefusedRow, Source
from graph.intake.delimited import open_text
from graph.intake.files import FeedFile, Form, feed_by_name, opened
from graph.intake.mapping import Mapping
from graph.intake.ndjson import open_ndjson
from graph.intake.parquetfile import open_parquet
from graph.intake.xlsx import open_sheet
from graph.model.feeds import FEEDS, Feed

__all__ = ["Block", "RefusedRow", "Source", "open_source"]

_OPENERS: dict[Form, Callable[[FeedFile, Feed, Mapping | None], Source]] = {
    "text": open_text,
    "xlsx": open_sheet,
    "ndjson": open_ndjson,
    "parquet": open_parquet,
}
#: What a mapping says about how a table lies in its file.
_LAYOUT_KEYS = ("delimiter", "encoding", "header_row", "skip_until", "comment", "sheet")


def open_source(path: Path, *, feed: Feed | None = None, mapping: Mapping | None = None) -> Source:
    """Return a feed file ready to be read; its feed is the one named, else the mapping's, else told by the file name.

    Raises:
        FileRefused: if the file cannot be trusted as a whole; the sentence says what to do, `records` how many it has.
        Refused: MAPPING_INVALID if the mapping does not fit the feed.

    """
    if feed is None:
        feed = FEEDS[mapping.feed] if mapping is not None and mapping.feed is not None else feed_by_name(path)
    file = opened(path)
    if mapping is not None and file.form in {"ndjson", "parquet"}:
        _refuse_layout_keys(file, mapping)
    return _OPENERS[file.form](file, feed, mapping)


def _refuse_layout_keys(file: FeedFile, mapping: Mapping) -> None:
    """Refuse a mapping that says how lines, headers or sheets lie in a file that has none."""
    told = [key for key in _LAYOUT_KEYS if getattr(mapping, key) is not None]
    if told:
        raise Refused(
            "MAPPING_INVALID",
            f"The mapping cannot be used for {file.path.name}: {', '.join(told)} is said of text files and sheets "
            "only, and its columns already have names; take it out of the mapping for this file.",
        )
