"""A ward, a shared car, a school class (semantics.md 7: hospital, vehicle, school of cn-8). Una is the case, onset 14 April 12:00.

- In the hospital she lies in room 5. Vera visits the same room for 3 minutes: `close`, no minutes asked. Will lies in room 6: `general`. Xan's room is
  not known: `general`, and the hospital is asked. The clinic has no rooms: being there together is `general` at any length.
- Yara rides in her car for 4 minutes: `close`. Zack is told in the car with no end: `general`.
- In class 3b she sits with Abe for 15 minutes: `close`, and with Bea for 14: `general`; Cleo sits in 3c.
Ring 2 under the same rules: Vera shares her room 7 with Dan afterwards: contact of contact; she rides with Ed: contact of contact.
"""

from tests.stories.story import feed, story

STORY = story(
    feed(
        "places",
        "place_id | kind\n hospital | hospital\n clinic | hospital\n car | vehicle\n taxi | vehicle\n school | school",
    ),
    feed(
        "stays",
        """
        person_id | place_id | t_start     | t_end       | room | zone
        una       | hospital | 04-13 08:00 | 04-13 10:00 | 5    |
        vera      | hospital | 04-13 09:00 | 04-13 09:03 | 5    |
        will      | hospital | 04-13 08:00 | 04-13 10:00 | 6    |
        xan       | hospital | 04-13 08:00 | 04-13 10:00 |      |
        vera      | hospital | 04-13 09:10 | 04-13 09:30 | 7    |
        dan       | hospital | 04-13 09:20 | 04-13 09:21 | 7    |
        una       | clinic   | 04-13 11:00 | 04-13 12:00 |      |
        gwen      | clinic   | 04-13 11:00 | 04-13 12:00 |      |
        una       | car      | 04-13 12:00 | 04-13 12:30 |      |
        yara      | car      | 04-13 12:10 | 04-13 12:14 |      |
        zack      | car      | 04-13 12:20 |             |      |
        una       | school   | 04-13 13:00 | 04-13 14:00 |      | 3b
        abe       | school   | 04-13 13:45 | 04-13 14:00 |      | 3b
        bea       | school   | 04-13 13:46 | 04-13 14:00 |      | 3b
        cleo      | school   | 04-13 13:00 | 04-13 14:00 |      | 3c
        vera      | taxi     | 04-13 15:00 | 04-13 15:05 |      |
        ed        | taxi     | 04-13 15:04 | 04-13 15:10 |      |
        """,
    ),
    feed("cases", "case_id | person_id | onset\n C1 | una | 04-14 12:00"),
    asks={
        "trace C1": {
            "trace": "ring1 | ring2 | classes\n 9 | 2 | close=3,contact_of_contact=2,general=6",
            "question": "code | place\n ZONE_UNKNOWN | hospital",
            "contact": """
            ring | person | class              | first       | last        | minutes | channels
            1    | abe    | close              | 04-13 13:45 | 04-13 14:00 | 15.00   | school
            1    | vera   | close              | 04-13 09:00 | 04-13 09:03 | 3.00    | hospital
            1    | yara   | close              | 04-13 12:10 | 04-13 12:14 | 4.00    | vehicle
            1    | bea    | general            | 04-13 13:46 | 04-13 14:00 | 14.00   | school
            1    | cleo   | general            | 04-13 13:00 | 04-13 14:00 | 60.00   | school
            1    | gwen   | general            | 04-13 11:00 | 04-13 12:00 | 60.00   | hospital
            1    | will   | general            | 04-13 08:00 | 04-13 10:00 | 120.00  | hospital
            1    | xan    | general            | 04-13 08:00 | 04-13 10:00 | 120.00  | hospital
            1    | zack   | general            | 04-13 12:20 | 04-13 12:30 | 10.00   | vehicle
            2    | dan    | contact_of_contact | 04-13 09:20 | 04-13 09:21 | 1.00    | hospital
            2    | ed     | contact_of_contact | 04-13 15:04 | 04-13 15:05 | 1.00    | vehicle
            """,
        },
    },
)
