"""Crowds and open ends under every edition; as in `editions`, a table has a column for each."""

from tests.oracle.fed import Fed
from tests.stories.golden import filled, told
from tests.stories.golden.editions import CASE, CHINA, WEST
from tests.stories.story import Story, story


def _crowd(kind: str, sizes: dict[str, int]) -> Fed:
    """Return an and so many others at each place for an hour, one place after the other from 08:00 on, all of whom are different."""
    rows = [
        f"{who} | {place} | 07-29 {hour:02}:00 | 07-29 {hour + 1:02}:00"
        for hour, (place, others) in enumerate(sizes.items(), 8)
        for who in ("an", *(f"{place}-{i}" for i in range(others)))
    ]
    return filled("stays", "\n".join(["person_id | place_name | t_start | t_end", *rows]), place_kind=kind)


@told
def fifty_people_are_one_office() -> Story:
    """cn-8 (work) and ECDC: a place without zones is one up to 50 people, the case among them: 49 others are close, the 50 of the other shop are general.

    WHO and CDC take no whole place for near: all 99 general.
    """
    counts = {"ecdc-2020": "close=49,general=50", "cn-8": "close=49,general=50", "cn-9": "close=49,general=50"}
    return story(_crowd("work", {"small": 49, "large": 50}), CASE, asks={
        f"trace C1 --rings 1 --edition {e}": {"trace": f"ring1 | classes\n 99 | {counts.get(e, 'general=99')}"} for e in (*WEST, *CHINA)
    })  # fmt: skip


@told
def more_than_500_people_are_a_question() -> Story:
    """7: a place without zones at which more than 500 others were present gives its number and a question, not rows: hall (501) is asked, barn (500) listed.

    Close under cn-8 (an hour in one closed venue), general elsewhere (WHO, CDC: no zone; ECDC: over 50).
    """
    return story(_crowd("venue", {"barn": 500, "hall": 501}), CASE, asks={
        f"trace C1 --rings 1 --edition {e}": {
            "trace": f"ring1 | classes\n 500 | {'close' if e in CHINA else 'general'}=500",
            "question": "code | place\n ZONE_UNKNOWN | venue:hall",
        }
        for e in (*WEST, *CHINA)
    })  # fmt: skip


@told
def how_long_an_open_end_lasts() -> Story:
    """2: an open end is closed by the kind's cap: venue 4 hours; net_cafe, work, school 12; lodging, home, hospital 24; else (a vehicle) 4; in every edition.

    An is two days in each place, and another guest of each came at 00:00 on the first and did not check out.
    """
    hours = {
        "venue": 4,
        "net_cafe": 12,
        "work": 12,
        "school": 12,
        "lodging": 24,
        "home": 24,
        "hospital": 24,
        "vehicle": 4,
    }
    days = {kind: 2 * i + 1 for i, kind in enumerate(hours)}
    rows = [
        f"{who} | {kind} | 07-{day:02} 00:00 | {end}"
        for kind, day in days.items()
        for who, end in (("an", f"07-{day + 2:02} 00:00"), (f"guest of {kind}", ""))
    ]
    stays = filled("stays", "\n".join(["person_id | place_kind | t_start | t_end", *rows]), place_name="X")
    left = "\n".join(f"{kind} | 07-{days[kind] + n // 24:02} {n % 24:02}:00" for kind, n in hours.items())
    return story(stays, CASE, asks={
        f"trace C1 --rings 1 --from 07-01T00:00 --to 07-17T00:00 --edition {e}": {
            "trace": "ring1 | classes\n 8 | general=8", "exposure": f"place_kind | t_end\n{left}",
        }
        for e in (*WEST, *CHINA)
    })  # fmt: skip
