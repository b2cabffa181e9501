"""What a file is before anyone reads it: its feed by name, its form by extension and content, its bytes in chunks."""

import gzip
import hashlib
import re
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from graph.errors import FileRefused
from graph.model.feeds import FEEDS, LATER_FEEDS, Feed

Form = Literal["text", "xlsx", "ndjson", "parquet"]

#: Bytes handed on at once; several times this is held in memory.
CHUNK_BYTES = 32 * 1024 * 1024
#: The header of a table must stand within the first mebibyte.
HEAD_BYTES = 1024 * 1024
#: Tables shrink 5 to 30 times in gzip; a file that grows a hundredfold past 100 MiB was made to fill a disk.
GZIP_RATIO = 100
GZIP_FREE_BYTES = 100 * 1024 * 1024

#: The endings that are read; each also with `.gz`.
SUFFIXES: dict[str, Form] = {
    ".csv": "text",
    ".tsv": "text",
    ".txt": "text",
    ".xlsx": "xlsx",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".json": "ndjson",
    ".parquet": "parquet",
}
_EXCEL_OTHER = (".xls", ".xlsm", ".xlsb", ".xltm", ".et")

_SIGNATURES = (
    (b"\x1f\x8b", "a gzip file"),
    (b"PK\x03\x04", "a zip or XLSX file"),
    (b"PK\x05\x06", "an empty zip file"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel file (.xls) or an encrypted one"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"PAR1", "a Parquet file"),
    (b"PARE", "an encrypted Parquet file"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ", "an xz file"),
    (b"\x28\xb5\x2f\xfd", "a zstd file"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"SQLite format 3", "a database"),
)
#: What the first bytes have to be, by the form that the name declares; `JSON` is told apart by its lines.
_CONTENTS = {
    "text": ("",),
    "xlsx": ("a zip or XLSX file",),
    "ndjson": ("", "JSON"),
    "parquet": ("a Parquet file", "an encrypted Parquet file"),
}
_MARKUP = re.compile(rb"\s*(<!doctype|<html|<\?xml|<table|<meta)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FeedFile:
    """A file whose name and first bytes agree; nothing else is known about it yet."""

    path: Path
    form: Form
    gzipped: bool
    size: int
    """Bytes on disk."""
    tabs: bool
    """True for `.tsv`: the name itself declares the delimiter."""

    def chunks(self, size: int = CHUNK_BYTES) -> Iterator[bytes]:
        """Yield the file's bytes, unpacked.

        Raises FileRefused: UNREADABLE, ARCHIVE_UNSAFE.
        """
        done = 0
        try:
            with gzip.open(self.path, "rb") if self.gzipped else self.path.open("rb") as file:
                while chunk := file.read(size):
                    done += len(chunk)
                    if self.gzipped and done > GZIP_FREE_BYTES and done > GZIP_RATIO * self.size:
                        raise FileRefused(
                            "ARCHIVE_UNSAFE",
                            f"{self.path.name} grows more than {GZIP_RATIO} times when it is unpacked, which no table "
                            "does; send it unpacked.",
                        )
                    yield chunk
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise FileRefused(
                "UNREADABLE", f"{self.path.name} is a damaged or half-written gzip file; send it again."
            ) from error
        except OSError as error:
            raise unreadable(self.path, error) from error

    def head(self) -> bytes:
        """Return the first mebibyte, unpacked."""
        return next(self.chunks(HEAD_BYTES), b"")

    def whole(self, limit: int) -> bytes:
        """Return all bytes of a file that has to be held in memory, unpacked.

        Raises FileRefused: UNREADABLE; ARCHIVE_UNSAFE if they are more than `limit`.
        """
        parts, done = [], 0
        for part in self.chunks():
            done += len(part)
            if done > limit:
                raise FileRefused(
                    "ARCHIVE_UNSAFE",
                    f"{self.path.name} unpacks to more than {limit >> 20} MiB; send it unpacked, or as gzipped CSV.",
                )
            parts.append(part)
        return b"".join(parts)

    def sha256(self) -> str:
        """Return the SHA-256 of the file as it lies on disk, as hex."""
        try:
            with self.path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise unreadable(self.path, error) from error


def unreadable(path: Path, error: OSError) -> FileRefused:
    """Return the refusal of a file that the machine does not let us read."""
    return FileRefused("UNREADABLE", f"{path.name} cannot be read: {error.strerror or error}.")


def feed_by_name(path: Path) -> Feed:
    """Return the feed that a file's name tells, as in `stays.csv`, `stays.2021-07-29.xlsx`, `住宿.csv.gz`.

    Raises FileRefused: FEED_LATER for a feed of a later release, FEED_UNKNOWN for any other name.
    """
    first = unicodedata.normalize("NFKC", path.name).casefold().split(".")[0].strip()
    for word in (first, re.split(r"[\s_\-(]", first)[0]):
        for feed in FEEDS.values():
            if not feed.internal and word in (feed.name, *feed.aliases):
                return feed
        if word in LATER_FEEDS:
            raise FileRefused("FEED_LATER", f"{path.name} is a file of {word}, which a later release reads.")
    names = ", ".join(feed.name for feed in FEEDS.values() if not feed.internal)
    raise FileRefused(
        "FEED_UNKNOWN", f"The name {path.name} does not tell its feed; name it with --feed, one of: {names}."
    )


def opened(path: Path) -> FeedFile:
    """Return the file if its name and its first bytes agree on a form that we read.

    Raises FileRefused: NOT_THE_FORMAT, OLD_XLS, UNREADABLE.
    """
    if not path.is_file():
        raise FileRefused("UNREADABLE", f"{path.name} is no file that can be read.")
    suffixes = [suffix.casefold() for suffix in path.suffixes]
    gzipped = suffixes[-1:] == [".gz"]
    form = _form(path, (suffixes[:-1] if gzipped else suffixes)[-1:])
    file = FeedFile(path, form, gzipped, path.stat().st_size, ".tsv" in suffixes[-2:])
    if gzipped and file.size and _content(_first_bytes(path)) != "a gzip file":
        raise _mismatch(path, "not a gzip file")
    content = _content(file.head()[:512]) if file.size else ""
    if content not in _CONTENTS[form]:
        raise _mismatch(path, content or f"not {_CONTENTS[form][0]}")
    return file


def _form(path: Path, suffix: list[str]) -> Form:
    """Return the form that the name declares."""
    last = suffix[0] if suffix else ""
    if last in SUFFIXES:
        return SUFFIXES[last]
    if last in _EXCEL_OTHER:
        raise FileRefused(
            "OLD_XLS",
            f"{path.name}: {last} files are not read (an .xls sheet ends at 65,536 rows, and later rows were lost when "
            "it was saved; others may carry macros); save it as .xlsx or as CSV in UTF-8 from the origin.",
        )
    raise FileRefused("NOT_THE_FORMAT", f"{path.name} is none of {', '.join(SUFFIXES)} (each may be gzipped as .gz).")


def _first_bytes(path: Path) -> bytes:
    """Return the first bytes as they lie on disk."""
    try:
        with path.open("rb") as file:
            return file.read(512)
    except OSError as error:
        raise unreadable(path, error) from error


def _content(head: bytes) -> str:
    """Return in words what the first bytes are, or "" if they may be a table in text."""
    for signature, words in _SIGNATURES:
        if head.startswith(signature):
            return words
    if _MARKUP.match(head):
        return "a web page or XML"
    return "JSON" if head.lstrip()[:1] in (b"{", b"[") else ""


def _mismatch(path: Path, content: str) -> FileRefused:
    """Return the refusal of a file whose name says one thing and whose bytes another."""
    return FileRefused(
        "NOT_THE_FORMAT",
        f"The content of {path.name} is not what its name says ({content}); export the table again.",
    )
