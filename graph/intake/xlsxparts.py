"""Looking into an XLSX file before anything unpacks it: is it safe, what does its sheet hold, which cells are formulas.

An XLSX file is a zip of XML parts. Sizes and names are judged from the zip's directory; then each part is unpacked in
pieces, never beyond the size it claims, and read as text. So the counter of rows owes nothing to the parser it checks.
"""

import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from graph.errors import FileRefused

#: The limits of bad-input B16 and B17.
ENTRIES = 1_000
UNPACKED_BYTES = 2 * 1024**3
RATIO = 100
FREE_BYTES = 1024**2
"""Below this size the ratio does not matter: a small sheet of equal rows packs well."""
CELLS = 32_000_000
"""Cells between the first and the last: a full sheet (1,048,576 rows) of 30 columns."""
SMALL_PART_BYTES = 32 * 1024**2

_PIECE = 1024 * 1024
#: Longer than any opening tag of a cell or row, so that a piece's end hides none.
_OVERLAP = 4096
_FORBIDDEN = (
    (re.compile(r"vbaproject|macrosheets/|activex/", re.IGNORECASE), "XLSX_UNSAFE", "macros"),
    (re.compile(r"externallinks/|xl/connections|querytables/", re.IGNORECASE), "XLSX_UNSAFE", "links to other files"),
    (re.compile(r"embeddings/|\.(zip|xlsx|xlsm|xls|docx|gz|7z|rar)$", re.IGNORECASE), "ARCHIVE_UNSAFE", "other files"),
)
_UNSAFE_NAME = re.compile(r"^/|^[A-Za-z]:|\\|(^|/)\.\.(/|$)|\0")
_DECLARATION = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_CELL = re.compile(
    rb"<(?:\w+:)?c(?=[\s/>])(?:(?=[^<>]*?\sr=[\"']([A-Za-z]{1,3})(\d{1,7})[\"'])|)(?:(?=[^<>]*?\ss=[\"'](\d{1,6})[\"'])|)"
    rb"(?:(?=[^<>]*?\st=[\"'](e)[\"'])|)[^<>]*?(/)?>(?:\s{0,99}<(?:\w+:)?(v|is|f)(?=[\s/>]))?"
)
_DIMENSION = re.compile(rb"<(?:\w+:)?dimension\s[^<>]*?ref=[\"']([A-Za-z]+)(\d+):([A-Za-z]+)(\d+)[\"']")


@dataclass(slots=True)
class SheetMap:
    """What a sheet's XML says, apart from the parser: rows and columns are counted from 1."""

    rows: set[int] = field(default_factory=set)
    """Rows in which at least one cell holds something."""
    last_row: int = 0
    last_column: int = 0
    formula_rows: set[int] = field(default_factory=set)
    """Rows with a formula or an error value: what such a cell shows was computed, not entered."""
    styles: dict[int, set[int]] = field(default_factory=dict)
    """The cell styles that each column uses."""


def refuse_unsafe(file: IO[bytes], name: str) -> zipfile.ZipFile:
    """Return the zip, its directory judged.

    Raises FileRefused: UNREADABLE, ARCHIVE_UNSAFE, XLSX_UNSAFE, NOT_THE_FORMAT.
    """
    try:
        archive = zipfile.ZipFile(file)
        parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise damaged(name) from error
    if len(parts) > ENTRIES:
        raise FileRefused("ARCHIVE_UNSAFE", f"{name} holds over {ENTRIES:,} parts; no table does.")
    unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    if unpacked > UNPACKED_BYTES or (unpacked > FREE_BYTES and unpacked > RATIO * max(packed, 1)):
        raise FileRefused(
            "ARCHIVE_UNSAFE", f"{name} would grow to {unpacked:,} bytes when unpacked; send the table as CSV."
        )
    names = [part.filename for part in parts]
    if any(part.flag_bits & 1 for part in parts):
        raise FileRefused("ARCHIVE_UNSAFE", f"{name} is protected by a password; save it without.")
    links = any(stat.S_ISLNK(part.external_attr >> 16) for part in parts)
    if links or len(set(names)) < len(names) or any(_UNSAFE_NAME.search(part) for part in names):
        raise FileRefused(
            "ARCHIVE_UNSAFE", f"{name} holds parts whose names lead elsewhere; no spreadsheet program writes such."
        )
    for pattern, code, what in _FORBIDDEN:
        if any(pattern.search(part) for part in names):
            raise FileRefused(code, f"{name} holds {what}; save the one table alone as .xlsx or CSV.")
    if "xl/workbook.xml" not in names:
        raise FileRefused(
            "NOT_THE_FORMAT", f"{name} is a zip file but no XLSX workbook; save the table as .xlsx or CSV."
        )
    return archive


def damaged(name: str) -> FileRefused:
    """Return the refusal of a workbook that cannot be read."""
    return FileRefused("UNREADABLE", f"{name} is damaged or half-written; open it, save it again and send it.")


def checked_parts(archive: zipfile.ZipFile, sheet: str, name: str) -> SheetMap:
    """Unpack every part once, and return what the XML of that sheet holds.

    Raises FileRefused: XLSX_UNSAFE, also for more cells than the budget; UNREADABLE.
    """
    found: SheetMap | None = None
    for part in archive.infolist():
        if part.filename == sheet:
            found = _sheet_map(archive, part, name)
        else:
            for _ in _pieces(archive, part, name):
                continue
    if found is None:
        raise damaged(name)
    return found


def part_text(archive: zipfile.ZipFile, part: str, name: str) -> bytes:
    """Return a small part whole; b"" if the workbook has none of that name.

    Raises FileRefused: XLSX_UNSAFE, UNREADABLE, ARCHIVE_UNSAFE if it is not small.
    """
    if part not in archive.namelist():
        return b""
    info = archive.getinfo(part)
    if info.file_size > SMALL_PART_BYTES:
        raise FileRefused("ARCHIVE_UNSAFE", f"{name} holds a list of sheets or styles larger than any workbook has.")
    for _ in _pieces(archive, info, name):
        continue
    return archive.read(info)


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> Iterator[bytes]:
    """Yield a part's text piece by piece, each with the end of the one before; XML declares nothing of its own."""
    before = b""
    is_xml = part.filename.lower().endswith((".xml", ".rels", ".vml"))
    for text in _unpacked(archive, part, name):
        piece = before + text
        if is_xml and (_DECLARATION.search(piece) or b"\0" in piece):
            raise FileRefused(
                "XLSX_UNSAFE", f"{name} holds XML with declarations of its own, which no spreadsheet program writes."
            )
        yield piece
        before = piece[-_OVERLAP:]


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> Iterator[bytes]:
    """Yield a part unpacked; its true length is checked, since a zip's directory may lie."""
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise damaged(name)
    left, crc = part.file_size, 0
    try:
        with archive.open(part) as stream:
            while text := stream.read(_PIECE):
                left, crc = left - len(text), zlib.crc32(text, crc)
                yield text
        if part.compress_type == zipfile.ZIP_DEFLATED and _goes_on(archive, part):
            raise damaged(name)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as error:
        raise damaged(name) from error
    if left or crc != part.CRC:
        raise damaged(name)


def _goes_on(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Return whether the packed bytes hold more than the directory claims, as a lying zip does."""
    raw = archive.fp
    if raw is None:
        return True
    raw.seek(part.header_offset + 26)
    name_length, extra_length = (int.from_bytes(raw.read(2), "little") for _ in range(2))
    raw.seek(name_length + extra_length, 1)
    unpacker, done, left = zlib.decompressobj(-15), 0, part.compress_size
    while not unpacker.eof and done <= part.file_size:
        packed = unpacker.unconsumed_tail or raw.read(min(left, _PIECE))
        left -= 0 if unpacker.unconsumed_tail else len(packed)
        if not packed:
            break
        done += len(unpacker.decompress(packed, _PIECE))
    return done > part.file_size


def _sheet_map(archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> SheetMap:
    """Return where the sheet holds something, read from its XML alone."""
    found = SheetMap()
    claimed = True
    for piece in _pieces(archive, part, name):
        if claimed and (size := _DIMENSION.search(piece)):
            _refuse_area(int(size[4]) - int(size[2]) + 1, _column(size[3]) - _column(size[1]) + 1, name)
            claimed = False
        # A cell that ends within the overlap was read with the piece before; sets make the second reading harmless.
        _note_cells(found, piece, name)
        _refuse_area(found.last_row, found.last_column, name)
    return found


def _note_cells(found: SheetMap, piece: bytes, name: str) -> None:
    """Note the cells of one piece of XML."""
    for column, row, style, error, closed, content in _CELL.findall(piece):
        if not row:
            raise FileRefused(
                "UNREADABLE",
                f"{name} has cells without address; open it in a spreadsheet program and save it again.",
            )
        at, number = _column(column), int(row)
        found.last_row, found.last_column = max(found.last_row, number), max(found.last_column, at)
        if closed or not content:
            continue
        found.rows.add(number)
        found.styles.setdefault(at, set()).add(int(style or 0))
        if content == b"f" or error:
            found.formula_rows.add(number)


def _column(letters: bytes) -> int:
    """Return a column's number from its letters: A is 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _refuse_area(rows: int, columns: int, name: str) -> None:
    """Refuse a sheet that spans more cells than any feed has."""
    if rows * columns > CELLS:
        raise FileRefused(
            "XLSX_UNSAFE",
            f"A sheet of {name} spans {rows:,} rows and {columns:,} columns; delete the empty ones, or send CSV.",
        )


def records_below(found: SheetMap, header_row: int) -> int:
    """Return how many rows below the header hold something."""
    return sum(row > header_row for row in found.rows)
