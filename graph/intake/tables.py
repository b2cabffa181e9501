"""Opening a feed file: told by its name and content, trusted as a whole or refused as a whole, then read in blocks."""

from pathlib import Path

from graph.intake.blocks import Block, RefusedRow, Source
from graph.intake.delimited import open_text
from graph.intake.files import feed_by_name, opened
from graph.intake.mapping import Mapping
from graph.intake.xlsx import open_sheet
from graph.model.feeds import FEEDS, Feed

__all__ = ["Block", "RefusedRow", "Source", "open_source"]


def open_source(path: Path, *, feed: Feed | None = None, mapping: Mapping | None = None) -> Source:
    """Return a feed file ready to be read; its feed is the one named, else the mapping's, else told by the file name.

    Raises:
        FileRefused: if the file cannot be trusted as a whole; the sentence says what to do, `records` how many it has.
        Refused: MAPPING_INVALID if the mapping does not fit the feed.

    """
    if feed is None:
        feed = FEEDS[mapping.feed] if mapping is not None and mapping.feed is not None else feed_by_name(path)
    file = opened(path)
    return open_sheet(file, feed, mapping) if file.form == "xlsx" else open_text(file, feed, mapping)
