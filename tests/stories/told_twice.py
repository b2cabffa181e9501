"""One stay, many records (semantics.md 2; docs/reference/semantics.md): touching, overlapping, open and day-only records. Lea is the case.

The gate's and the till's records of Lea's morning in the farm overlap and touch: one stay 08:00-11:00 with both sources. An open record of 10:00
starts within it and gives way; an open one of 07:00 is closed where the timed one starts: 07:00-08:00, estimated.
- Moe: 09:00-09:10 and 09:10-09:20 touch: one stay of 20 minutes, `close`. Both are told in the barn as well, 09:05-09:15: still 20 minutes. Ned: 09:00-09:10 and 09:11-09:20 are two exposures of one
  pair; in 24 hours they make 19 minutes: both `close`.
- Pia's stay of no length at 10:00:00 is one second. Ross comes at 11:00, when Lea leaves: touching is nothing.
- Tess is there by two parallel records of one source, stall a 09:00-10:00 and stall b 09:30-10:30; Lea's stall is not known: 90 minutes are
  the union, not the sum; `general`, the farm is asked.
"""

from tests.stories.story import feed, story

STORY = story(
    feed("places", "place_id | kind\n farm | home\n barn | home\n bazaar | venue"),
    feed(
        "stays",
        """
        person_id | place_id | t_start     | t_end
        lea       | farm   | 09-01 08:00 | 09-01 10:00
        lea       | farm   | 09-01 07:00 |
        lea       | barn   | 09-01 09:05 | 09-01 09:15
        moe       | barn   | 09-01 09:05 | 09-01 09:15
        moe       | farm   | 09-01 09:00 | 09-01 09:10
        moe       | farm   | 09-01 09:10 | 09-01 09:20
        ned       | farm   | 09-01 09:00 | 09-01 09:10
        ned       | farm   | 09-01 09:11 | 09-01 09:20
        pia       | farm   | 09-01 10:00 | 09-01 10:00
        ross      | farm   | 09-01 11:00 | 09-01 12:00
        """,
        source="gate",
    ),
    feed(
        "stays",
        """
        phone       | place_id | t_start     | t_end       | zone
        13800000001 | farm   | 09-01 09:30 | 09-01 10:30 |
        13800000001 | farm   | 09-01 10:30 | 09-01 11:00 |
        13800000001 | farm   | 09-01 10:00 |             |
        13800000001 | bazaar   | 09-01 13:00 | 09-01 16:00 |
        13800000002 | bazaar   | 09-01 14:00 | 09-01 15:00 | a
        13800000002 | bazaar   | 09-01 14:30 | 09-01 15:30 | b
        """,
        source="till",
    ),
    feed("identities", "person_id | phone\n lea | 13800000001\n tess | 13800000002", source="gate"),
    feed("cases", "case_id | person_id | onset\n C1 | lea | 09-02 12:00", source="gate"),
    asks={
        "trajectory C1": {
            "stay": """
            place  | t_start     | t_end       | flags         | sources
            farm | 09-01 07:00 | 09-01 08:00 | estimated_end | gate
            farm | 09-01 08:00 | 09-01 11:00 |               | gate,till
            barn | 09-01 09:05 | 09-01 09:15 |               | gate
            bazaar | 09-01 13:00 | 09-01 16:00 |               | till
            """,
        },
        "trace C1 --rings 1": {
            "contact": """
            person | class   | first       | last           | minutes
            moe    | close   | 09-01 09:00 | 09-01 09:20    | 20.00
            ned    | close   | 09-01 09:00 | 09-01 09:20    | 19.00
            pia    | close   | 09-01 10:00 | 09-01 10:00:01 | 0.02
            tess   | general | 09-01 14:00 | 09-01 15:30    | 90.00
            """,
            "exposure": """
            person | t_start     | t_end          | sources
            moe    | 09-01 09:00 | 09-01 09:20    | gate,till
            moe    | 09-01 09:05 | 09-01 09:15    | gate
            ned    | 09-01 09:00 | 09-01 09:10    | gate,till
            ned    | 09-01 09:11 | 09-01 09:20    | gate,till
            pia    | 09-01 10:00 | 09-01 10:00:01 | gate,till
            tess   | 09-01 14:00 | 09-01 15:30    | till
            """,
            "question": "code | place\n ZONE_UNKNOWN | bazaar",
        },
        "shared C1 --with tess": {"shared": "person | t_start | t_end\n tess | 09-01 14:00 | 09-01 15:30"},
    },
)
