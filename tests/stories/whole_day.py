"""Days without clock (semantics.md 1, 2, 7; times fed in Shanghai). Hui is the case, onset 5 May 12:00; window from 3 May 00:00.

Hui was in the shop on 4 May 10:00-12:00. Told by date alone: Ina, 4 May: the whole day, `day_only`; `general` with him, 120 minutes.
- Jun's date (4 May) overlaps his own timed stay there, 11:00-11:30: the day gives way to it, and its source is listed: `close`.
- Ken from the 3rd to the 4th, both dates: until the end of the 4th, two days, LONG. Lan, from 4 May 11:00 to the date 4 May: half a clock is none: day_only.
Ring 2 of co-presence and reach go by clocks alone: Mo, in the shop with Ina and Ken on the evening of 4 May, is reached by nobody; Nie sat there with
Jun: from 11:00 on.
"""

from tests.stories.story import feed, story

STORY = story(
    feed("places", "place_id | kind\n shop | venue"),
    feed(
        "stays",
        """
        person_id | place_id | t_start     | t_end
        hui       | shop     | 05-04 10:00 | 05-04 12:00
        ina       | shop     | 05-04       |
        jun       | shop     | 05-04       |
        ken       | shop     | 05-03       | 05-04
        lan       | shop     | 05-04 11:00 | 05-04
        mo        | shop     | 05-04 19:00 | 05-04 20:00
        """,
        source="register",
    ),
    feed("stays", "person_id | place_id | t_start | t_end\n j | shop | 05-04 11:00 | 05-04 11:30", source="camera"),
    feed("stays", "person_id | place_id | t_start | t_end\n nie | shop | 05-04 11:10 | 05-04 12:10", source="register"),
    feed("identities", "person_id | id_type | id_number\n jun | id_card | 430102197707072025", source="register"),
    feed("identities", "person_id | id_type | id_number\n j | id_card | 430102197707072025", source="camera"),
    feed("cases", "case_id | person_id | onset\n C1 | hui | 05-05 12:00", source="register"),
    timezone="Asia/Shanghai",
    asks={
        "trace C1": {
            "trace": "ring1 | ring2 | classes\n 5 | 0 | close=2,general=3",
            "contact": """
            person       | class   | first       | last        | minutes
            camera:j     | close   | 05-04 03:00 | 05-04 03:30 | 30.00
            register:nie | close   | 05-04 03:10 | 05-04 04:00 | 50.00
            register:ina | general | 05-04 02:00 | 05-04 04:00 | 120.00
            register:ken | general | 05-04 02:00 | 05-04 04:00 | 120.00
            register:lan | general | 05-04 03:00 | 05-04 04:00 | 60.00
            """,
            "exposure": """
            person       | flags    | sources
            camera:j     |          | camera,register
            register:nie |          | register
            register:ina | day_only | register
            register:ken | LONG,day_only | register
            register:lan | day_only | register
            """,
        },
        "trace C1 --edition co-presence --from 05-03T00:00 --to 05-05T00:00": {
            "contact": """
            ring | person       | class      | minutes
            1    | camera:j     | co_present | 30.00
            1    | register:nie | co_present | 50.00
            1    | register:ina | co_present | 120.00
            1    | register:ken | co_present | 120.00
            1    | register:lan | co_present | 60.00
            """,
        },
        "reach C1": {
            "reached": """
            person       | arrival     | hops | from
            camera:j     | 05-04 03:00 | 1    | register:hui
            register:nie | 05-04 03:10 | 1    | register:hui
            """,
        },
        "at shop --from 05-03T20:00 --to 05-04T02:00 --reason risk": {
            "present": """
            person       | t_start     | t_end       | flags
            register:ina | 05-03 16:00 | 05-04 16:00 | day_only
            register:ken | 05-02 16:00 | 05-04 16:00 | LONG,day_only
            """,
        },
    },
)
