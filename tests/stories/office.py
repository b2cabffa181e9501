"""An office of known teams, a small office and a large one (semantics.md 5, 7: work of cn-8; fifteen minutes in 24 hours).

Ana (case, onset 15 June 12:00; window from 13 June 00:00) works on 14 June.
`hq` has zones. Ben, zone x: 09:00-09:10 and 17:00-17:05 with her: 15 minutes in 24 hours, so both pieces are `close`, 15.00.
Cid, zone x: 09:00-09:10 and the next day 09:10-09:20: within 24 hours from 09:00 there are 10 minutes and nothing of the next morning; from
09:05 there are 5 and 5: never 15, `general`, 20.00. Dee, zone y, all day: `general`.
`den` has no zones and 3 people there with her (50 or fewer): Eli 20 minutes: `close`. Flo 10 minutes: `general`.
Ben, close from 09:00, later sits at `den` with Gus for 15 minutes: contact of contact. Hal left when Ben
came.
"""

from tests.stories.story import feed, story

STORY = story(
    feed("places", "place_id | kind\n hq | work\n den | work"),
    feed(
        "stays",
        """
        person_id | place_id | t_start     | t_end       | zone
        ana       | hq       | 06-14 09:00 | 06-14 12:00 | x
        ana       | hq       | 06-14 17:00 | 06-14 17:05 | x
        ana       | hq       | 06-15 09:00 | 06-15 10:00 | x
        ben       | hq       | 06-14 08:00 | 06-14 09:10 | x
        ben       | hq       | 06-14 17:00 | 06-14 17:05 | x
        cid       | hq       | 06-14 09:00 | 06-14 09:10 | x
        cid       | hq       | 06-15 09:10 | 06-15 09:20 | x
        dee       | hq       | 06-14 08:00 | 06-14 18:00 | y
        ana       | den      | 06-14 13:00 | 06-14 14:00 |
        eli       | den      | 06-14 13:40 | 06-14 14:00 |
        flo       | den      | 06-14 13:50 | 06-14 14:00 |
        ben       | den      | 06-14 15:00 | 06-14 15:15 |
        gus       | den      | 06-14 14:00 | 06-14 16:00 |
        hal       | den      | 06-14 14:00 | 06-14 15:00 |
        """,
    ),
    feed("cases", "case_id | person_id | onset\n C2 | ana | 06-15 12:00"),
    asks={
        "trace C2": {
            "trace": "from | to | ring1 | ring2 | classes\n 06-13 00:00 | 06-15 12:00 | 5 | 1 | close=2,contact_of_contact=1,general=3",
            "question": "code | place",
            "contact": """
            ring | person | class              | first       | last        | minutes
            1    | ben    | close              | 06-14 09:00 | 06-14 17:05 | 15.00
            1    | eli    | close              | 06-14 13:40 | 06-14 14:00 | 20.00
            1    | cid    | general            | 06-14 09:00 | 06-15 09:20 | 20.00
            1    | dee    | general            | 06-14 09:00 | 06-14 17:05 | 185.00
            1    | flo    | general            | 06-14 13:50 | 06-14 14:00 | 10.00
            2    | gus    | contact_of_contact | 06-14 15:00 | 06-14 15:15 | 15.00
            """,
            "via": "person | via | first\n gus | ben | 06-14 15:00",
        },
    },
)
