"""What the cells of a foreign column look like: numbers of cards and phones, plates, times in some form, words."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import product

import numpy as np
import pyarrow as pa

from graph.intake.derive import derived
from graph.intake.identifiers import ID_CARD, documents, phones, plates
from graph.intake.instants import FINE, instants
from graph.intake.mapping import ColumnRule
from graph.intake.values import NO_IDENTIFIER, numbers, truths

Rule = Mapping[str, object]

#: A column is of a sort if so many of its distinct values are: some are always typed wrong.
MOST = 0.9
_LIKELY = 0.5
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][A-Z0-9]{4,5}[A-Z0-9学警港澳]"
)
_SURNAMES = set(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石"
    "廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_DATES = ("%Y/%m/%d", "%Y-%m-%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y",
          "%d.%m.%Y", "%m.%d.%Y", "%d %b %Y", "%d-%b-%Y", "%b %d, %Y", "%b %d %Y", "%d %B %Y", "%B %d, %Y")  # fmt: skip
_CLOCKS = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p", "T%H:%M:%S", "%H:%M", "%H:%M:%S", "%H时%M分",
           "%H时%M分%S秒", " %H时%M分", " %H时%M分%S秒", "%H%M", "%H%M%S", " %H%M", " %H%M%S")  # fmt: skip
_CLOCK = re.compile(r"\d{1,2}:[0-5]\d(:[0-5]\d)?")
_SWAP = str.maketrans("dm", "md")
_ZONES = ("", "%z", " %z")
_WHOLE_OR_DECIMAL = re.compile(r"\d+(\.\d+)?")
#: Numbers that are times of this century: the unit, the epoch (None: 1970), and the span that they fall into.
_COUNTED = (
    ("seconds", None, 946_684_800, 4_102_444_800),
    ("milliseconds", None, 946_684_800_000, 4_102_444_800_000),
    ("days", "1899-12-30T00:00:00", 36_526, 73_050),
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a column as times: the steps of its rule, how much of it fits, and what a cell becomes."""

    rule: Rule
    share: float
    day: bool
    """True if the times are dates without a clock."""
    example: tuple[str, str]
    texts: tuple[str | None, ...] = field(repr=False)
    """What each distinct value becomes; None where it cannot be read."""


@dataclass(frozen=True)
class Profile:
    """A foreign column of the sample: its header, its distinct values most frequent first, and what they look like."""

    header: str
    values: tuple[str, ...]
    unknown: tuple[str, ...]
    """Cells that say "not known", left out of `values`."""
    commonest: float
    """The share of filled rows that the most frequent value has."""
    cells: tuple[str | None, ...] = field(repr=False)
    fits: dict[object, int] = field(default_factory=dict, repr=False, compare=False)
    """How it suits our columns, as far as that was asked."""

    def __hash__(self) -> int:
        """Return the hash of the header, of which a table has each once."""
        return hash(self.header)

    @cached_property
    def _array(self) -> pa.Array:
        return pa.array(self.values, pa.string())

    def share(self, fits: Sequence[bool]) -> float:
        """Return the share of distinct values that fit; 0 where there is none."""
        return sum(fits) / len(self.values) if self.values else 0.0

    @cached_property
    def is_card(self) -> bool:
        """True if half of the values are ID card numbers with their check digit."""
        if not self.values:
            return False
        found = documents(np.full(len(self.values), -1), self._array, 4e9)
        return self.share(((found.kind == ID_CARD) & (found.problem == 0)).tolist()) >= _LIKELY

    @cached_property
    def is_phone(self) -> bool:
        """True if most values are phone numbers of the mainland or with their country."""
        return self.share([value is not None for value in phones(self._array).to_pylist()]) >= MOST

    @cached_property
    def is_plate(self) -> bool:
        """True if most values are number plates."""
        read = plates(self._array).to_pylist()
        return self.share([value is not None and bool(_PLATE.fullmatch(value)) for value in read]) >= MOST

    @cached_property
    def is_person_name(self) -> bool:
        """True if most values are two to four characters that begin with a frequent surname."""
        return self.share([2 <= len(v) <= 4 and v[0] in _SURNAMES and not v.isascii() for v in self.values]) >= 0.7

    @cached_property
    def is_truth(self) -> bool:
        """True if most values are yes or no."""
        return self.share([value is not None for value in truths(self._array).to_pylist()]) >= MOST

    @cached_property
    def is_clock(self) -> bool:
        """True if most values are clocks without a date."""
        return self.share([bool(_CLOCK.fullmatch(value)) for value in self.values]) >= MOST

    @cached_property
    def numbers(self) -> list[float | None]:
        """The values as numbers."""
        return list(numbers(self._array).to_pylist())

    @cached_property
    def is_number(self) -> bool:
        """True if most values are numbers."""
        return self.share([value is not None for value in self.numbers]) >= MOST

    @cached_property
    def is_two_digit_year(self) -> bool:
        """True if most values are dates that leave the century open, or count years otherwise."""
        short = re.compile(r"(民国)?\d{1,3}[年/.\-]\d{1,2}[月/.\-]\d{1,2}日?(\D.*)?")
        return self.share([bool(short.fullmatch(value)) for value in self.values]) >= MOST

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """The ways to read the values as times that fit best; several if they fit equally well and differ."""
        if not self.values or self.is_card or self.is_phone:
            return ()
        own = _reading(self.values, {})
        if own.share >= MOST:
            return (own,)
        found = [reading for rule in _rules(self.values) if (reading := _reading(self.values, rule)).share >= _LIKELY]
        return _that_disagree(sorted(found, key=lambda reading: -reading.share))


def profile(header: str, cells: Sequence[str | None]) -> Profile:
    """Return what a column looks like, given the cells of the sample's rows in order."""
    filled = [cell.strip() for cell in cells if cell and cell.strip()]
    counted = Counter(filled)
    unknown = tuple(sorted(value for value in counted if value.casefold() in NO_IDENTIFIER))
    values = tuple(value for value, _ in counted.most_common() if value not in unknown)
    return Profile(header, values, unknown, max(counted.values(), default=0) / max(len(filled), 1), tuple(cells))


def times(one: Profile, reading: Reading) -> list[int | None]:
    """Return the column's cells as seconds, read that way; None where they are no time."""
    read = instants(_made(one.cells, reading.rule), "UTC")
    return [int(s) if p == FINE else None for s, p in zip(read.seconds, read.problem, strict=True)]


def _made(cells: Sequence[str | None], rule: Rule) -> pa.Array:
    column = pa.array(cells, pa.string())
    return derived(column, ColumnRule.model_validate({"from": "x", **rule}), []) if rule else column


def _reading(values: Sequence[str], rule: Rule) -> Reading:
    """Return how well values are read by a rule, by the code that will read them."""
    made = _made(values, rule)
    read = instants(made, "UTC")
    texts = tuple(text if p == FINE else None for text, p in zip(made.to_pylist(), read.problem, strict=True))
    fine = np.flatnonzero(read.problem == FINE)
    day = bool(len(fine)) and bool(read.day[fine].all())
    example = (values[fine[0]], texts[fine[0]] or "") if len(fine) else ("", "")
    return Reading(rule, len(fine) / len(values), day, example, texts)


def _rules(values: Sequence[str]) -> list[Rule]:
    """Return the rules that may read such values: a count since an epoch, or the formats that fit one of the first."""
    if sum(bool(_WHOLE_OR_DECIMAL.fullmatch(value)) for value in values) >= MOST * len(values):
        counts = [float(value) for value in values if _WHOLE_OR_DECIMAL.fullmatch(value)]
        for unit, epoch, least, most in _COUNTED:
            if sum(least <= count < most for count in counts) >= MOST * len(values):
                return [{"unit": unit, **({"epoch": epoch} if epoch else {})}]
    forms = _forms_by_shape()
    fits = dict.fromkeys(form for value in values[:9] for form in forms.get(_shape(value), ()))
    return [{"format": form} for form in fits]


@cache
def _forms_by_shape() -> dict[str, list[str]]:
    """Return the formats of times by the shape of what they write."""
    found: dict[str, list[str]] = {}
    for day, clock, zone in product(_DATES, _CLOCKS, _ZONES):
        words = re.sub("%[bBp]", "a", re.sub("%[YmdHIMS]", "0", f"{day}{clock}"))
        for written in ("+0", "-0", "+0:0", "-0:0", "a") if zone and clock else () if zone else ("",):
            found.setdefault(_shape(words + zone.replace("%z", written)), []).append(f"{day}{clock}{zone}")
    return found


def _shape(text: str) -> str:
    """Return a text with every number as 0 and every Latin word as a.

    >>> _shape("29 Jul 2021 8:05")
    '0 a 0 0:0'
    """
    return re.sub("[A-Za-z]+", "a", re.sub("[0-9]+", "0", unicodedata.normalize("NFKC", text)))


def _that_disagree(readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """Return the best reading and those that read a value otherwise and are no worse, or read what it cannot."""
    kept = list(readings[:1])
    for other in readings[1:]:
        pairs = list(zip(readings[0].texts, other.texts, strict=True))
        disagrees = any(a and b and a != b for a, b in pairs) or _day_and_month_swapped(readings[0], other)
        worthy = other.share == readings[0].share or any(b and not a for a, b in pairs)
        if disagrees and worthy and other.texts not in [one.texts for one in kept[1:]]:
            kept.append(other)
    return tuple(kept)


def _day_and_month_swapped(one: Reading, other: Reading) -> bool:
    """Return whether two formats differ in the order of day and month, so that later rows would be read otherwise."""
    forms = [str(reading.rule.get("format", "")) for reading in (one, other)]
    return forms[0] != forms[1] and forms[0].translate(_SWAP) == forms[1]
