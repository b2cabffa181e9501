"""A stadium without zones: too many to be contacts (semantics.md 7: the rule of 500; work places of 50).

Ulf (case, onset 3 June 12:00) is at the match 2 June 18:00-20:00 with 501 others, fan000 to fan500, each there for 20 minutes from 18:30, and at the
gate with 500 of them, fan000 to fan499, 17:00-17:30: more than 500 give a question and no rows; exactly 500 give 500 close contacts.
In his factory without zones there are 49 others: 50 people, all close; in the depot 50 others: 51 people, all `general`.
fan500 was only in the stadium: no row. At the factory and the depot are other people, w00 to w48 and d00 to d49.
"""

from tests.oracle.fed import Fed
from tests.stories.story import feed, story


def _crowd(prefix: str, count: int, width: int, place: str, start: str, end: str) -> tuple[dict[str, str], ...]:
    return tuple(
        {"person_id": f"{prefix}{i:0{width}}", "place_id": place, "t_start": start, "t_end": end} for i in range(count)
    )


STORY = story(
    feed("places", "place_id | kind\n stadium | venue\n gate | venue\n factory | work\n depot | work"),
    Fed(
        "stays",
        (
            *_crowd("fan", 501, 3, "stadium", "2021-06-02 18:30", "2021-06-02 18:50"),
            *_crowd("fan", 500, 3, "gate", "2021-06-02 17:00", "2021-06-02 17:30"),
            *_crowd("w", 49, 2, "factory", "2021-06-02 08:00", "2021-06-02 09:00"),
            *_crowd("d", 50, 2, "depot", "2021-06-02 09:00", "2021-06-02 10:00"),
            *_crowd("ulf", 1, 1, "stadium", "2021-06-02 18:00", "2021-06-02 20:00"),
            *_crowd("ulf", 1, 1, "gate", "2021-06-02 17:00", "2021-06-02 17:20"),
            *_crowd("ulf", 1, 1, "factory", "2021-06-02 08:00", "2021-06-02 09:00"),
            *_crowd("ulf", 1, 1, "depot", "2021-06-02 09:00", "2021-06-02 10:00"),
        ),
    ),
    feed("cases", "case_id | person_id | onset\n C1 | ulf0 | 06-03 12:00"),
    asks={
        "trace C1 --rings 1": {
            "trace": "ring1 | classes\n 599 | close=549,general=50",
            "question": "code | place\n ZONE_UNKNOWN | stadium",
        },
        "trace C1 --rings 1 --edition co-presence --from 06-02T00:00 --to 06-03T00:00": {
            "trace": "ring1 | classes\n 600 | co_present=600",
        },
    },
)
