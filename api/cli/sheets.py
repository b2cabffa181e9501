"""Lists as files for spreadsheets: CSV and XLSX that hold text and numbers and never a formula."""

import csv
import io
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

Row = Mapping[str, object]

FORMATS = ("csv", "xlsx")
LANGUAGES = ("en", "zh")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
_CHINESE = {
    "person": "人员", "ring": "圈层", "class": "判定类别", "score": "优先分", "reasons": "判定原因", "via": "经由人员",
    "cases": "关联病例", "first": "首次接触时间", "last": "末次接触时间", "minutes": "接触分钟数", "channels": "接触渠道",
    "seat": "座位", "room": "房间", "name": "姓名", "phone": "电话", "address": "地址", "division": "行政区划", "desk": "承办组",
    "quarantine_until": "隔离截止日", "under_control": "已管控", "missing": "缺失信息", "why": "说明",
    "change": "变化", "was": "原类别", "fields": "变化内容",
}  # fmt: skip


def safe(value: object) -> str:
    """Return a cell of a CSV that a spreadsheet takes for text, whatever it begins with.

    >>> safe("=1+1"), safe(["a", "b"]), safe(None), safe(-1.5)
    ("'=1+1", 'a; b', '', '-1.5')
    """
    if value is None:
        return ""
    if isinstance(value, list):
        value = "; ".join(str(v["person"]) if isinstance(v, dict) else str(v) for v in value)
    text = str(value)
    return "'" + text if isinstance(value, str) and text.lstrip(" ").startswith(_FORMULA) else text


def write(rows: Sequence[Row], form: str, out_file: Path | None, *, language: str = "en") -> None:
    """Write rows as CSV or XLSX to a file, or to standard output; the headings are in that language."""
    names = [k for k in rows[0] if k != "kind"] if rows else ["person"]
    head = [_CHINESE.get(name, name) for name in names] if language == "zh" else names
    cells = [[row[name] for name in names] for row in rows]
    data = _text(head, cells) if form == "csv" else _workbook(head, cells)
    if out_file is None or str(out_file) == "-":
        sys.stdout.buffer.write(data)
    else:
        out_file.write_bytes(data)


def _text(head: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([safe(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _workbook(head: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    from openpyxl import Workbook  # noqa: PLC0415  half a second that only this format needs
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415

    book = Workbook(write_only=True)
    sheet = book.create_sheet("list")
    sheet.append(list(head))
    for row in rows:
        cells = []
        for value in row:
            text = value if isinstance(value, int | float) and not isinstance(value, bool) else safe(value)
            cell = WriteOnlyCell(sheet, value=text)
            if isinstance(text, str):
                cell.data_type = "s"  # text, even if it begins like a formula
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
