"""Which foreign column fills which of a feed's: by the alias table first, then by words of the header and by content.

Every pair of columns has a score; the best pair is taken first, and each column once. What is left goes by what only a
whole table shows: two times one after the other, two columns with the same people, lists of cases of this table.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from graph.intake import wording
from graph.intake.headers import normal
from graph.intake.profiles import MOST, Profile, Reading, Rule, times
from graph.intake.values import choices
from graph.model.columns import COMMON, Column, Feed

_CONTENT = {2: 50.0, 1: 15.0, 0: 0.0}
_AGAINST = -30.0
_SEPARATORS = ";,，、/|&+"
_CARD_SHAPED = re.compile(r"\d{15}|\d{17}[\dXx]")
#: GB/T 2261.1; only under a header that says sex.
_SEX_CODES = {"1": "male", "2": "female", "0": "unknown", "9": "other"}


@dataclass(frozen=True, slots=True)
class Proposed:
    """How one of our columns is to be filled: the rule, why, and whether that is sure or a guess."""

    column: str
    rule: Rule
    why: str
    sure: bool
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Doubt:
    """A column that is not filled, because its content can be read in several ways or in none."""

    column: str
    origin: str | None
    why: str
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """What a feed can take from a table."""

    proposed: tuple[Proposed, ...]
    doubts: tuple[Doubt, ...]
    score: float


def match(feed: Feed, table: Sequence[Profile], hints: Sequence[str]) -> Match:
    """Return what a feed takes from a table; `hints` are the file's name, its title and its sheet, for constants."""
    columns = {column.name: column for column in (*feed.columns, *COMMON)}
    found = _best_pairs(feed, table)
    _add_by_sight(feed, table, found)
    ids = found["case_id"][0].values if "case_id" in found else ()
    made = [_rule(column, *found[name], ids) for name, column in columns.items() if name in found]
    proposed = [one for one in made if isinstance(one, Proposed)]
    doubts = [one for one in made if isinstance(one, Doubt)]
    filled = {name: one for name, (one, _, _) in found.items()}
    doubts += _unread_times(feed, table, filled)
    if {"lat", "lon"} <= filled.keys() and "datum" not in filled:
        doubts.append(Doubt("datum", None, "the table does not say the system of its coordinates; take one of these"))
    proposed += _constants(feed, filled, hints)
    unused = sum(one not in filled.values() for one in table)
    score = sum(one.score for one in proposed) + 20 * sum(doubt.origin is not None for doubt in doubts) - 5 * unused
    return Match(tuple(proposed), tuple(doubts), score)


Found = dict[str, tuple[Profile, float, str]]


def _best_pairs(feed: Feed, table: Sequence[Profile]) -> Found:
    """Return, by our column, the foreign column with its score and why; the best pairs are taken first."""
    pairs = []
    for at, column in enumerate((*feed.columns, *COMMON)):
        for place, one in enumerate(table):
            like, content = wording.likeness(one.header, column), fit(column, one, feed)
            if column in COMMON and like < 1 and not (column.name == "record_id" and like >= 0.6 and _unique(one)):
                continue
            if like == 1 or (like > 0 and content >= 0) or content == 2:
                score = 100 * like + _CONTENT.get(content, _AGAINST)
                pairs.append((-score, at, place, column.name, _why(like, content)))
    found: Found = {}
    taken: set[int] = set()
    for score, _, place, name, why in sorted(pairs):
        if name not in found and place not in taken:
            found[name] = (table[place], -score, why)
            taken.add(place)
    return found


def _unique(one: Profile) -> bool:
    return len(one.values) == sum(1 for cell in one.cells if cell)


def _why(like: float, content: int) -> str:
    """Return in words what speaks for a pair."""
    header = "its header is ours" if like == 1 else "its header says so" if like else ""
    cells = {2: "its cells look like it", 1: "its cells can be read as it", -1: "but its cells do not look like it"}
    return " and ".join(part for part in (header, cells.get(content, "")) if part).replace(" and but", ", but")


def fit(column: Column, one: Profile, feed: Feed) -> int:
    """Return how a foreign column's cells suit a column: 2 they look like it, 1 can be read, 0 say nothing, -1 cannot."""
    key = (column, bool(feed.persons))
    if key not in one.fits:  # many feeds share their columns
        one.fits[key] = _fit(column, one, feed) if one.values else 0
    return one.fits[key]


def _fit(column: Column, one: Profile, feed: Feed) -> int:
    base = re.sub("_[ab]$", "", column.name)
    match column.kind:
        case "time":
            return 1 if one.readings else -1
        case "date":
            return 1 if one.readings else -1
        case "clock":
            return 1 if one.is_clock else -1
        case "boolean":
            return 1 if one.is_truth else -1
        case "number":
            limit = {"lat": 90.0, "lon": 180.0}.get(base)
            numbers = [number for number in one.numbers if number is not None]
            return 1 if one.is_number and (limit is None or all(abs(n) <= limit for n in numbers)) else -1
        case "choice":
            return _fit_choice(column, one)
        case "identifier":
            return _fit_identifier(base, one)
        case _:
            return _fit_text(column, one, feed)


def _fit_choice(column: Column, one: Profile) -> int:
    words = one.values[:20]
    known = sum(meant is not None for meant in wording.meanings(words, column))
    if known >= 0.8 * len(words):
        return 2 if any(len(word) > 2 or not word.isascii() for word in words) else 1
    return 1 if column.name == "sex" and set(words) <= set(_SEX_CODES) else -1


def _fit_identifier(base: str, one: Profile) -> int:
    if base == "phone":
        alone = len(one.cells) < 4 or one.commonest <= 0.5  # one number in most rows is the front desk's
        return 2 if one.is_phone and alone else -1
    if base == "plate":
        return 2 if one.is_plate else -1
    if base == "id_number" and one.is_card:
        return 2
    other = one.is_card or one.is_phone or one.is_plate or one.is_person_name or one.is_two_digit_year
    return -1 if other or _is_written_time(one) or (base != "device" and one.is_truth and len(one.values) < 3) else 0


def _fit_text(column: Column, one: Profile, feed: Feed) -> int:
    if "phone" in column.name:
        return 2 if one.is_phone else -1
    if column.name == "birth_date":
        return 1 if any(reading.day for reading in one.readings) else -1
    if one.is_card or one.is_phone or _is_written_time(one):
        return -1
    if column.name == "name" and feed.persons:
        return 2 if one.is_person_name else -1 if one.is_number else 0
    if column.name == "place_name":
        named = one.share([wording.place_kind(value) is not None for value in one.values]) >= 0.6
        return 2 if named else -1 if one.is_number else 0
    return -1 if one.is_person_name and column.name.endswith(("_id", "_name")) else 0


def _is_written_time(one: Profile) -> bool:
    """Return whether cells are times by their form, and not numbers that a count of days would fit."""
    return any("unit" not in reading.rule for reading in one.readings)


def _add_by_sight(feed: Feed, table: Sequence[Profile], found: Found) -> None:
    """Add what only the whole table shows."""
    names = {column.name for column in feed.columns}
    left = [one for one in table if one not in [pair[0] for pair in found.values()]]
    if {"person_a", "person_b"} <= names and not any(name.endswith(("_a", "_b")) for name in found):
        _add_pair(left, found)
    if "t_end" in names and feed.event_time == "t_start":
        _add_times(left, found)
    elif feed.event_time in names and feed.event_time not in found and feed.column(feed.event_time).kind == "time":
        timed = [one for one in left if one.readings]
        if len(timed) == 1:
            found[feed.event_time] = (timed[0], 20.0, "it is the only time")
    if "date" in names and feed.column("date").required and "date" not in found and "t_depart" in found:
        found["date"] = (found["t_depart"][0], 10.0, "it is the day of departure")
    if "infector" in names and "case_id" in found:
        _add_infectors([one for one in table if one is found.get("infector", (None,))[0] or one in left], found)
    persons = {"person_id", "id_number", "phone", "device", "plate"}
    if "case_id" in found and not persons & found.keys() and persons <= names:
        found["person_id"] = (found["case_id"][0], 10.0, "no other column names the person")


def _add_pair(left: Sequence[Profile], found: Found) -> None:
    """Take two columns with largely the same values for the two people of each row."""
    for at, one in enumerate(left):
        for other in left[at + 1 :]:
            shared = len(set(one.values) & set(other.values))
            if not one.readings and not one.is_truth and shared * 3 >= max(1, min(len(one.values), len(other.values))):
                found["person_a"] = (one, 30.0, "it holds the same people as the next one")
                found["person_b"] = (other, 30.0, "it holds the same people as the one before")
                return


def _add_times(left: Sequence[Profile], found: Found) -> None:
    """Take times that nothing names for begin and end, if their order is that of a begin and an end."""
    timed = [one for one in left if len(one.readings) == 1]
    begin, end = found.get("t_start"), found.get("t_end")
    for one in timed:
        if begin is None and end is None and len(timed) == 2:
            first, second = timed if _in_order(*timed) else timed[::-1]
            if _in_order(first, second):
                found["t_start"] = (first, 20.0, "it is never after the other time")
                found["t_end"] = (second, 20.0, "it is never before the other time")
            return
        if begin is None and len(timed) == 1 and (end is None or _in_order(one, end[0])):
            found["t_start"] = (one, 20.0, "it is the only other time")
        elif begin is not None and end is None and len(timed) == 1 and _in_order(begin[0], one):
            found["t_end"] = (one, 20.0, "it is a time that is never before the begin")


def _in_order(first: Profile, second: Profile) -> bool:
    if len(first.readings) != 1 or len(second.readings) != 1:
        return False
    pairs = zip(times(first, first.readings[0]), times(second, second.readings[0]), strict=True)
    known = [(a, b) for a, b in pairs if a is not None and b is not None]
    return bool(known) and sum(a <= b for a, b in known) >= MOST * len(known)


def _add_infectors(candidates: Sequence[Profile], found: Found) -> None:
    """Take the column that names cases of this table for the infectors."""
    ids = {_plain(value) for value in found["case_id"][0].values}
    best = None
    for one in candidates:
        tokens = [_plain(part) for value in one.values for part in _parts(value, separators_in(one, ids))]
        named = sum(token in ids for token in tokens)
        if one is not found["case_id"][0] and named >= 0.5 * max(len(tokens), 1) and (not best or named > best[0]):
            best = (named, one)
    if best:
        found["infector"] = (
            best[1],
            max(50.0, found.get("infector", (None, 0.0, ""))[1]),
            "it names cases of this table",
        )


def _plain(text: str) -> str:
    return text.strip().casefold()


def _parts(value: str, separators: str) -> list[str]:
    pieces = re.split(f"[{re.escape(separators)}]", value) if separators else [value]
    return [piece for piece in pieces if piece.strip()]


def separators_in(one: Profile, whole: Iterable[str]) -> str:
    """Return the marks between the parts of lists; marks that stand within one of the `whole` names are none."""
    within = {mark for name in whole for mark in name}
    return "".join(mark for mark in _SEPARATORS if mark not in within and any(mark in value for value in one.values))


def _rule(column: Column, one: Profile, score: float, why: str, ids: Sequence[str]) -> Proposed | Doubt:
    """Return the rule by which a foreign column fills ours, or why there is none; `ids` are the table's cases."""
    rule: dict[str, object] = {"from": one.header}
    sure = score >= 75 or (one.is_card and score >= 50)
    nullable = {"time", "date", "clock", "number"}
    if (column.kind in {"time", "date"} or column.name == "birth_date") and one.values:
        if len(one.readings) != 1:
            return _doubt(column, one)
        reading = one.readings[0]
        whole = column.kind == "time" or reading.day
        rule |= reading.rule if whole else _day_alone(reading.rule)
        sure &= reading.share >= MOST
        if rule.keys() != {"from"}:
            why += f"; {reading.example[0]} becomes {reading.example[1] if whole else reading.example[1][:10]}"
        if unread := reading.texts.count(None):
            why += f"; {unread} of its values cannot"
    elif column.kind == "choice":
        table, strange = _translated(column, one)
        if table:
            rule["values"], why = table, f"{why}; its words are translated"
        if strange:
            sure, why = False, f"{why}; {strange} of its words are not known"
    elif column.name == "infector":
        nullable.add("text")
        if marks := separators_in(one, ids):
            rule["split"], why = f"[{marks}]", f"{why}; several stand in one cell"
    if one.unknown and column.kind in nullable:
        rule["null"] = list(one.unknown)
    return Proposed(column.name, rule, why, sure, score)


def _day_alone(rule: Rule) -> Rule:
    """Return the steps that read the day of times with a clock; those of the times, where no mark stands between."""
    form = str(rule.get("format", "%Y-%m-%d %H:%M"))
    day, space, clock = form.partition(" ")
    if "unit" in rule or not space or "%Y" not in day or "%d" not in day or "%d" in clock:
        return rule
    return {"pattern": "^(?P<date>[^ T]+)", **({"format": day} if "format" in rule else {})}


def _doubt(column: Column, one: Profile) -> Doubt:
    """Return why times are left out."""
    if one.readings:
        return Doubt(column.name, one.header, "its times can be read in several ways", one.readings)
    if one.is_two_digit_year:
        return Doubt(column.name, one.header, "its years have no four digits of the common calendar; write them so")
    if one.is_number:
        return Doubt(column.name, one.header, "its numbers count from an unknown moment; say it by unit and epoch")
    return Doubt(column.name, one.header, "no form of time fits its cells; say it by format")


def _unread_times(feed: Feed, table: Sequence[Profile], filled: Mapping[str, Profile]) -> list[Doubt]:
    """Return the columns whose headers speak for a time of ours and whose cells cannot be read as one."""
    found: list[Doubt] = []
    for column in feed.columns:
        if column.kind not in {"time", "date"} or column.name in filled:
            continue
        taken = [*(one.header for one in filled.values()), *(doubt.origin for doubt in found)]
        left = [one for one in table if one.header not in taken and one.values and not one.readings]
        best = max(left, key=lambda one: wording.likeness(one.header, column), default=None)
        if best and wording.likeness(best.header, column) and (best.is_number or best.is_two_digit_year):
            found.append(_doubt(column, best))
    return found


def _translated(column: Column, one: Profile) -> tuple[dict[str, str], int]:
    """Return what the words mean that ingest does not know, and how many nobody knows."""
    known = choices(pa.array(one.values, pa.string()), column.choices).to_pylist()
    foreign = [word for word, meant in zip(one.values, known, strict=True) if meant is None]
    if column.name == "sex" and foreign and set(foreign) <= set(_SEX_CODES):
        return {word: _SEX_CODES[word] for word in sorted(foreign)}, 0
    table = {word: meant for word, meant in zip(foreign, wording.meanings(foreign, column), strict=True) if meant}
    return dict(sorted(table.items())), len(foreign) - len(table)


def _constants(feed: Feed, filled: Mapping[str, Profile], hints: Sequence[str]) -> list[Proposed]:
    """Return what the whole file has in common: told by its name, its title, its headers, or all its places."""
    found = []
    for suffix in ("", "_a", "_b"):
        number = filled.get(f"id_number{suffix}")
        if number and f"id_type{suffix}" not in filled and number.is_card:
            headed = normal(number.header).startswith("身份证")
            if headed or number.share([bool(_CARD_SHAPED.fullmatch(value)) for value in number.values]) == 1:
                why = "the header of its numbers says so" if headed else "all its numbers are built so"
                found.append(Proposed(f"id_type{suffix}", {"const": "id_card"}, why, True))
    names = {column.name for column in feed.columns}
    placed = {"place_id", "place_name"} & filled.keys()
    if "place_name" in names and not placed and (name := next(filter(None, map(wording.place_named, hints[1:])), None)):
        found.append(Proposed("place_name", {"const": name}, "the file says so above its headers", False, 10.0))
        hints = [name, *hints]
    for column in feed.columns:
        needed = column.required or (column.name == "place_kind" and "place_id" not in filled)
        if column.kind == "choice" and needed and column.name not in filled:
            told = _by_places(column, filled) or wording.choice_told(
                [*hints, *(one.header for one in filled.values())], column
            )
            if told:
                found.append(
                    Proposed(
                        column.name, {"const": told}, "name, title, headers or places of the file say so", False, 10.0
                    )
                )
    return found


def _by_places(column: Column, filled: Mapping[str, Profile]) -> str | None:
    """Return the kind that all named places have."""
    place = filled.get("place_name")
    kinds = {wording.place_kind(value) for value in place.values} if place else set()
    kind = kinds.pop() if len(kinds) == 1 else None
    return kind if kind in column.choices else None
