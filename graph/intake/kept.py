"""What is kept of rows that did not get in, in the vault: their bytes, and what it takes to feed them again."""

import csv
import io
import json
from dataclasses import asdict, dataclass
from typing import Literal

import pyarrow as pa

from graph.intake.delimited import TextSource
from graph.intake.encodings import UTF16_MARKS
from graph.intake.headers import Layout
from graph.intake.ndjson import NdjsonSource
from graph.intake.parquetfile import ParquetSource
from graph.intake.tables import Source
from graph.intake.xlsx import SheetSource
from graph.model.feeds import Feed

#: What is kept of refused rows: in the ledger without `raw`, in the vault with it.
REFUSED = pa.schema([("line", pa.int64()), ("outcome", pa.string()), ("reason", pa.string()), ("raw", pa.binary())])


@dataclass(frozen=True, slots=True)
class Header:
    """A file's header as text in one line, and the delimiter and encoding of its rows as they are kept.

    Rows of NDJSON and Parquet are kept as lines of NDJSON (`form`), which need no header.
    """

    text: str
    delimiter: str = ","
    codec: str = "utf-8"
    form: Literal["csv", "ndjson"] = "csv"

    def packed(self) -> bytes:
        """Return the header as bytes for the vault."""
        return json.dumps(asdict(self), ensure_ascii=False).encode()

    @classmethod
    def unpacked(cls, piece: bytes) -> "Header":
        """Return the header that `packed` made into bytes."""
        return cls(**json.loads(piece))


def header_of(source: Source) -> Header:
    """Return the header under which the rows of a file can be fed again; the rows of a sheet are kept as CSV."""
    if isinstance(source, NdjsonSource | ParquetSource):
        return Header("", form="ndjson")
    if isinstance(source, TextSource) and source.text is not None:
        text = source.text
        codec: str = text.encoding
        if codec == "utf-16":
            codec = "utf-16-be" if text.file.head()[:2] == UTF16_MARKS[1] else "utf-16-le"
        return Header(text.header.decode("gb18030" if codec == "gb18030" else "utf-8"), text.delimiter, codec)
    if isinstance(source, SheetSource) and source.layout is not None:
        return Header(csv_line(_names(source.layout, source.feed)))
    return Header("")


def csv_line(cells: list[str]) -> str:
    """Return cells as one CSV line without its end."""
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(cells)
    return out.getvalue()


def _names(layout: Layout, feed: Feed) -> list[str]:
    """Return a header that leads to the same layout."""
    names = [""] * layout.width
    for name, at in layout.notes.items():
        names[at] = name
    for name, at in layout.plain.items():
        names[at] = name
    for name, (rule, origin) in layout.ruled.items():
        if origin is not None:
            names[origin] = rule.origin or names[origin]
        elif name.startswith("id_type") and rule.const == "id_card":
            number = name.replace("id_type", "id_number")  # a header that says identity card says the type too
            aliases = feed.column(number).aliases
            names[layout.plain[number]] = next(a for a in aliases if a.startswith("身份证号"))
    return names


def packed(table: pa.Table) -> bytes:
    """Return a table as compressed bytes."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue().to_pybytes())


def unpacked(piece: bytes) -> pa.Table:
    """Return the table that `packed` made into bytes."""
    with pa.ipc.open_stream(piece) as reader:
        return reader.read_all()
