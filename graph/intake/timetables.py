"""Timetables: when a run calls at each of its stops, in the time of the stop."""

import re
from zoneinfo import available_timezones

import pyarrow as pa
import pyarrow.compute as pc

from graph.intake import runs
from graph.intake.rows import Rows, present
from graph.intake.values import matches, narrow

_EVERY_DAY = ("每天", "每日", "天天", "daily", "every day")
_DAYS = str.maketrans("一二三四五六日天", "12345677")


def prepare(rows: Rows) -> None:
    """Write numbers and weekdays in one way, so that keys and contents are equal where the runs are."""
    runs.prepare(rows)
    runs.rewrite(rows, "weekdays", weekdays)


def check(rows: Rows) -> None:
    """Reject rows without any date, unknown weekdays and unknown zones.

    A departure before the arrival is past midnight, and a stop without any time still is a stop of the run.
    """
    first, last = rows.facts["valid_from"], rows.facts["valid_to"]
    dated = present(rows.facts["date"]) | present(first) | present(last)
    days = rows.facts["weekdays"]
    rows.reject(~dated & ~present(days), "MISSING_VALUE")
    rows.reject(present(days) & ~matches(days, "^[1-7]+$"), "VALUE_UNKNOWN")
    zone = rows.facts["zone"]
    known = pc.is_in(zone, pa.array(sorted(available_timezones()))).to_numpy(zero_copy_only=False)
    rows.reject(present(zone) & ~known, "VALUE_UNKNOWN")
    turned = pc.less(last, first).fill_null(False)
    rows.quarantine(turned.to_numpy(zero_copy_only=False), "END_BEFORE_START")


def weekdays(text: str) -> str:
    """Return weekdays as sorted digits, 1 for Monday; a text that is none as it is.

    >>> weekdays("6,1"), weekdays("周一、周日"), weekdays("每天"), weekdays("8")
    ('16', '17', '1234567', '8')
    """
    plain = narrow(text)
    if plain.lower() in _EVERY_DAY:
        return "1234567"
    digits = re.sub(r"星期|周|[\s,;、.]", "", plain).translate(_DAYS)
    return "".join(sorted(set(digits))) if re.fullmatch("[1-7]+", digits) else text
