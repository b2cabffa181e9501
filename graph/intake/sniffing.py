"""How a foreign table is written: its delimiter, encoding, sheet and comments, and where its headers stand.

Only what a mapping file can declare is looked for, in the first lines; the reading that follows is the one of ingest,
with all its checks, so that nothing wrong here can pass for a table there.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from graph.errors import FileRefused
from graph.intake import encodings
from graph.intake.files import HEAD_BYTES, FeedFile
from graph.intake.mapping import Mapping as MappingFile
from graph.intake.xlsx import open_sheet
from graph.model.columns import Column, Feed

#: A feed of one constant column: whatever reads it takes any header, and leaves the file's own columns as notes.
ANY = Feed("table", (Column("any"),), persons=())
ANY_COLUMN = {"any": {"const": "any"}}

_DELIMITERS = (",", ";", "\t", "|", "，", "；", "^")
_LINES = 300
_CHARACTERS = 1 << 18
#: Values where a header would stand: numbers, dates and clocks with their marks, numbers of phones and cards.
_VALUE = re.compile(r"[+\-]?\d[\d\s.,:/年月日时分秒TZ+\-]*[Xx]?|\d{4}-\d\d-\d\d.*")
#: What opening says of a header after the workbook itself was found sound.
_ABOUT_HEADERS = frozenset({"WRONG_DELIMITER", "DUPLICATE_COLUMN", "WRONG_COLUMNS", "MISSING_COLUMN"})


@dataclass(frozen=True, slots=True)
class Dialect:
    """What has to be declared to open a table (None: nothing), its headers, and the text that stands above them."""

    delimiter: str | None = None
    encoding: str | None = None
    header_row: int | None = None
    comment: str | None = None
    sheet: str | None = None
    header: tuple[str, ...] = ()
    title: str = ""

    def settings(self) -> dict[str, str | int]:
        """Return what a mapping file declares, by its key."""
        keys = ("delimiter", "encoding", "header_row", "comment", "sheet")
        return {key: value for key in keys if (value := getattr(self, key)) is not None}

    def opening(self) -> MappingFile:
        """Return the mapping that opens the table without understanding any column."""
        return MappingFile.model_validate({**self.settings(), "columns": ANY_COLUMN})


def dialects(file: FeedFile) -> list[Dialect]:
    """Return the ways to open a file: one for a text, one for each visible sheet of a workbook, the first sheet first.

    Raises:
        FileRefused: UNKNOWN_ENCODING; WRONG_COLUMNS if there is no line of headers; whatever makes a workbook unsafe.

    """
    return _WAYS.get(file.form, _as_it_is)(file)


def _as_it_is(_file: FeedFile) -> list[Dialect]:
    """Return the one way to open a file that names its columns itself."""
    return [Dialect()]


def _of_text(file: FeedFile) -> list[Dialect]:
    text, encoding = _decoded(file)
    lines = list(islice(io.StringIO(text[:_CHARACTERS], newline=""), _LINES))
    usual = "\t" if file.tabs else ","
    delimiter, width = _delimiter(lines, usual)
    found = _with_header(list(_records(lines, delimiter)), width, file.path.name)
    return [replace(found, delimiter=None if delimiter == usual else delimiter, encoding=encoding)]


def _decoded(file: FeedFile) -> tuple[str, str | None]:
    """Return the head as text and the encoding to declare; by the rule of reading, on the head alone."""
    head, name = file.head(), file.path.name
    if len(head) == HEAD_BYTES:
        head = head[: head.rfind(b"\n") + 1] or head
    marked = encodings.marked(head)
    if marked == "utf-16":
        return b"".join(encodings.without_mark([head], marked, 2)).decode("utf-8", "replace"), marked
    encodings.refuse_unmarked_utf16(head, name)
    broken = wide = 0
    lines = head.splitlines()
    for line in lines:
        try:
            wide += any(c > "\u07ff" for c in line.decode("utf-8-sig"))
        except UnicodeDecodeError:
            broken += 1
    if broken and wide * 9 <= broken and encodings.is_common_chinese(head) and encodings.is_gb18030([head]):
        return head.decode("gb18030", "replace"), "gb18030"
    if broken * 2 > len(lines) + 1:
        raise encodings.unknown(name)
    return head.decode("utf-8-sig", "replace"), None


def _delimiter(lines: Sequence[str], usual: str) -> tuple[str, int]:
    """Return the mark that cuts most lines into equally many fields, and their number; the usual one if none does."""
    best = (0.0, 1, usual)
    for mark in (usual, *_DELIMITERS, " "):
        if mark == " " and best[1] > 1:  # it stands within cells of other tables
            break
        widths = Counter(len(cells) for _, cells in _records(lines, mark) if not _is_comment(cells))
        for width, count in widths.most_common(2):
            share = round(count / widths.total(), 1)
            if width > 1 and share >= 0.5 and (share, width) > best[:2]:
                best = (share, width, mark)
    return best[2], best[1]


def _records(lines: Sequence[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the records that hold something, each with the line that it begins on, as far as they can be told apart."""
    reader = csv.reader(iter(lines), delimiter=delimiter)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error:
        return


def _is_comment(cells: Sequence[str]) -> bool:
    return bool(cells) and cells[0].lstrip().startswith("#")


def _with_header(
    records: Sequence[tuple[int, Sequence[str]]], width: int, name: str, *, comments: bool = True
) -> Dialect:
    """Return the place of the headers: the first record as wide as the table whose cells are mostly different words.

    Lines that begin with # are passed by where a mapping can declare them (`comments`).

    Raises FileRefused: WRONG_COLUMNS.
    """
    if not records:
        raise FileRefused("WRONG_COLUMNS", f"{name} is empty: it has no line with the names of columns.")
    for at, (line, cells) in enumerate(records):
        above = [before for _, before in records[:at]]
        # A header that begins with # is a comment only if another one follows.
        remark = comments and _is_comment(cells) and any(_is_header(c, width) for _, c in records[at + 1 : at + 2])
        if remark or not _is_header(cells, width):
            continue
        comment = "#" if comments and not _is_comment(cells) and any(_is_comment(c) for c in above) else None
        titles = [c for c in above if not (comment and _is_comment(c))]
        title = " ".join(cell.strip() for c in titles for cell in c if cell.strip())
        return Dialect(header_row=line if titles else None, comment=comment, header=tuple(cells), title=title[:1_000])
    raise FileRefused(
        "WRONG_COLUMNS",
        f"{name} has no line with the names of its columns; write one above the first record, so that a mapping can "
        "say which column is which.",
    )


def _is_header(cells: Sequence[str], width: int) -> bool:
    """Return whether a record may be the headers of a table of that width."""
    named = [cell.strip() for cell in cells if cell.strip()]
    words = [cell for cell in named if not _VALUE.fullmatch(cell)]
    wide = len(cells) >= width and len(named) >= max(1, min(2, width), round(0.6 * width))
    return wide and len(words) * 3 >= len(named) * 2 and len(set(named)) * 2 > len(named)


def _of_workbook(file: FeedFile) -> list[Dialect]:
    _open_any(file, None)  # nothing of a workbook is unpacked before it is found sound
    with io.BytesIO(b"".join(file.chunks())) as data:
        book = CalamineWorkbook.from_filelike(data)
        visible = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
        ]
        found, refusal = [], None
        for at, name in enumerate(visible):
            _open_any(file, name)
            rows = islice(book.get_sheet_by_name(name).iter_rows(), _LINES)
            records = [(n, texts) for n, cells in enumerate(rows, start=1) if (texts := _texts(cells))]
            width = Counter(sum(1 for text in texts if text) for _, texts in records[-100:]).most_common(1)
            try:
                dialect = _with_header(records, width[0][0] if width else 1, file.path.name, comments=False)
                found.append(replace(dialect, sheet=name if at else None))
            except FileRefused as error:
                refusal = refusal or error
    if not found and refusal is not None:
        raise refusal
    return found


def _texts(cells: Sequence[object]) -> list[str]:
    """Return a row's cells as text without the empty ones at its end."""
    texts = [str(cell) for cell in cells]
    while texts and not texts[-1].strip():
        texts.pop()
    return texts


def _open_any(file: FeedFile, sheet: str | None) -> None:
    """Open a sheet as ingest would; what it says of the headers does not count yet."""
    try:
        open_sheet(file, ANY, Dialect(sheet=sheet).opening())
    except FileRefused as refusal:
        if refusal.code not in _ABOUT_HEADERS:
            raise


_WAYS: Mapping[str, Callable[[FeedFile], list[Dialect]]] = {"text": _of_text, "xlsx": _of_workbook}
