"""Which encoding a table in text is written in, decided strictly: UTF-8, then GB18030, then nobody's guess.

A file that is UTF-8 throughout is UTF-8. If some lines are not, it is GB18030 when the whole decodes strictly as that,
hardly a line reads as Chinese in UTF-8, and its characters are the common ones (Big5 also decodes as GB18030, into rare
characters). Otherwise it is UTF-8 with bad lines, which are quarantined, unless most of it is bad. Statistical guessers
are not used: they called a short GB18030 file a Japanese or UTF-16 one.
"""

import codecs
from collections.abc import Iterable, Iterator
from typing import Literal

from graph.errors import FileRefused

Encoding = Literal["utf-8", "gb18030", "utf-16"]

#: Names that mapping files may use.
NAMES: dict[str, Encoding] = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "utf-8-sig": "utf-8",
    "gb18030": "gb18030",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "utf-16": "utf-16",
    "utf16": "utf-16",
}
_UTF8_MARK = codecs.BOM_UTF8
UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def marked(head: bytes) -> Encoding | None:
    """Return the encoding that a byte order mark declares, if there is one."""
    if head.startswith(_UTF8_MARK):
        return "utf-8"
    return "utf-16" if head[:2] in UTF16_MARKS and head[2:4] != b"\0\0" else None


def mark_length(head: bytes, encoding: Encoding) -> int:
    """Return the length in bytes of the mark at the head."""
    if encoding == "utf-8":
        return 3 if head.startswith(_UTF8_MARK) else 0
    return 2 if encoding == "utf-16" and head[:2] in UTF16_MARKS else 0


def refuse_unmarked_utf16(head: bytes, name: str) -> None:
    """Raise FileRefused if so many bytes are zero that it is UTF-16 without mark, or no text."""
    sample = head[:4096]
    if sample.count(0) * 10 > len(sample):
        raise unknown(name)


def unknown(name: str, records: int | None = None) -> FileRefused:
    """Return the refusal of a file in an encoding that cannot be told."""
    return FileRefused(
        "UNKNOWN_ENCODING",
        f"{name} is neither UTF-8 nor clearly GB18030; save it as UTF-8, or name its encoding in a mapping file "
        '(encoding = "gb18030").',
        records,
    )


def without_mark(chunks: Iterable[bytes], encoding: Encoding, skip: int) -> Iterator[bytes]:
    """Yield the chunks after their first `skip` bytes; UTF-16 becomes UTF-8 on the way.

    Raises UnicodeDecodeError if UTF-16 is broken.
    """
    decoder: codecs.IncrementalDecoder | None = None
    for chunk in chunks:
        part, skip = chunk[skip:], max(0, skip - len(chunk))
        if encoding == "utf-16":
            if decoder is None:
                big = chunk.startswith(codecs.BOM_UTF16_BE)
                decoder = codecs.getincrementaldecoder("utf-16-be" if big else "utf-16-le")("strict")
            part = decoder.decode(part).encode("utf-8")
        yield part
    if decoder is not None:
        yield decoder.decode(b"", final=True).encode("utf-8")


def is_gb18030(chunks: Iterable[bytes]) -> bool:
    """Return whether the whole file decodes strictly as GB18030 (a character cut off by the end apart)."""
    decoder = codecs.getincrementaldecoder("gb18030")("strict")
    try:
        for chunk in chunks:
            decoder.decode(chunk)
    except UnicodeDecodeError:
        return False
    return True


def is_common_chinese(head: bytes) -> bool:
    """Return whether four fifths of the characters beyond ASCII are in GB2312, as in any text of mainland offices.

    Characters of four bytes are left aside: only GB18030 writes them, so they speak for it.
    """
    told = [c for c in head.decode("gb18030", "ignore") if not c.isascii() and len(c.encode("gb18030")) == 2]
    common = "".join(told).encode("gb2312", "ignore").decode("gb2312")
    return len(common) * 5 >= len(told) * 4
