"""Badges that meet (semantics.md 4 and 7: encounters). Al is the case, onset 20 September 18:00.

- Bo's badge says 09:00-09:10 at 0.8 m, Al's says 09:05-09:15: both devices' records are one encounter of 15 minutes: `close`.
- Cy: 14 minutes at 0.8 m: `general`. Di: 30 minutes at 1.5 m: `general`. Ed: 30 minutes, distance unknown: `general`.
- Fa: 30 minutes at 0.5 m, protected: never close, `general`.
- Gi: an interview says `close_contact`, 2 minutes, no distance: `close` at any length. Ha: the same, protected: `general`.
- Jo: 12:00-12:20 near at 0.9 m within 12:00-13:00 at 3 m: `close`, 20 minutes; 40 minutes farther off earn nothing.
Bo meets Ki at 09:02 for 20 minutes near: a contact of contact from Bo's first (09:00) on, and Li (near, 10 minutes) is not.
Encounters stand in the trajectory at a place of the two people's own, and in nobody's `at`.
"""

from tests.stories.story import feed, story

STORY = story(
    feed(
        "encounters",
        """
        person_a | person_b | t_start     | t_end       | distance_m | setting       | protected
        bo       | al       | 09-20 09:00 | 09-20 09:10 | 0.8        |               |
        al       | bo       | 09-20 09:05 | 09-20 09:15 | 0.8        |               |
        al       | cy       | 09-20 10:00 | 09-20 10:14 | 0.8        |               |
        al       | di       | 09-20 10:30 | 09-20 11:00 | 1.5        |               |
        al       | ed       | 09-20 10:30 | 09-20 11:00 |            |               |
        fa       | al       | 09-20 10:30 | 09-20 11:00 | 0.5        |               | true
        al       | gi       | 09-20 11:00 | 09-20 11:02 |            | close_contact |
        al       | ha       | 09-20 11:00 | 09-20 11:02 |            | close_contact | true
        al       | jo       | 09-20 12:00 | 09-20 12:20 | 0.9        |               |
        al       | jo       | 09-20 12:00 | 09-20 13:00 | 3          |               |
        bo       | ki       | 09-20 08:52 | 09-20 09:22 | 1          |               |
        bo       | li       | 09-20 15:00 | 09-20 15:10 | 1          |               |
        """,
    ),
    feed("cases", "case_id | person_id | onset\n C1 | al | 09-20 18:00"),
    asks={
        "trace C1": {
            "trace": "ring1 | ring2 | classes\n 8 | 1 | close=3,contact_of_contact=1,general=5",
            "contact": """
            ring | person | class              | first       | last        | minutes | channels
            1    | bo     | close              | 09-20 09:00 | 09-20 09:15 | 15.00   | encounter
            1    | gi     | close              | 09-20 11:00 | 09-20 11:02 | 2.00    | encounter
            1    | jo     | close              | 09-20 12:00 | 09-20 12:20 | 20.00   | encounter
            1    | cy     | general            | 09-20 10:00 | 09-20 10:14 | 14.00   | encounter
            1    | di     | general            | 09-20 10:30 | 09-20 11:00 | 30.00   | encounter
            1    | ed     | general            | 09-20 10:30 | 09-20 11:00 | 30.00   | encounter
            1    | fa     | general            | 09-20 10:30 | 09-20 11:00 | 30.00   | encounter
            1    | ha     | general            | 09-20 11:00 | 09-20 11:02 | 2.00    | encounter
            2    | ki     | contact_of_contact | 09-20 09:00 | 09-20 09:22 | 22.00   | encounter
            """,
            "via": "person | via | first\n ki | bo | 09-20 09:00",
        },
        "trace C1 --edition co-presence --from 09-20T00:00 --to 09-21T00:00": {
            "contact": """
            ring | person | first       | last        | minutes
            1    | bo     | 09-20 09:00 | 09-20 09:15 | 15.00
            1    | cy     | 09-20 10:00 | 09-20 10:14 | 14.00
            1    | di     | 09-20 10:30 | 09-20 11:00 | 30.00
            1    | ed     | 09-20 10:30 | 09-20 11:00 | 30.00
            1    | fa     | 09-20 10:30 | 09-20 11:00 | 30.00
            1    | gi     | 09-20 11:00 | 09-20 11:02 | 2.00
            1    | ha     | 09-20 11:00 | 09-20 11:02 | 2.00
            1    | jo     | 09-20 12:00 | 09-20 13:00 | 60.00
            2    | ki     | 09-20 09:00 | 09-20 09:22 | 22.00
            2    | li     | 09-20 15:00 | 09-20 15:10 | 10.00
            """,
        },
        "trajectory C1": {
            "stay": """
            place_kind | t_start     | t_end
            encounter  | 09-20 09:00 | 09-20 09:15
            encounter  | 09-20 10:00 | 09-20 10:14
            encounter  | 09-20 10:30 | 09-20 11:00
            encounter  | 09-20 10:30 | 09-20 11:00
            encounter  | 09-20 10:30 | 09-20 11:00
            encounter  | 09-20 11:00 | 09-20 11:02
            encounter  | 09-20 11:00 | 09-20 11:02
            encounter  | 09-20 12:00 | 09-20 13:00
            """,
        },
        "shared C1 --with bo": {"shared": "channel | t_start | t_end\n encounter | 09-20 09:00 | 09-20 09:15"},
    },
)
