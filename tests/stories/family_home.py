"""A family at home (semantics.md 6, 7: home of cn-8, isolation, ring 2 after each one's own first meeting; other cases).

Nora (case C1, sample 10 March 09:00, isolated 10 March 12:00) has her window from 8 March 00:00 to her isolation.
- Oli, at home 9 March 18:00-22:00: any time together is `close`, first 18:00. He is a case too (C2), isolated at 10 March 20:00.
- Pam, at home by date only, 9 March: `general`; a day without clock makes nobody close. She passes nothing on.
- Quin came home at 12:00 on 10 March, when Nora was gone: no row.
Oli meets Rex at a club: 9 March 17:00-17:30, before he met Nora: nothing; and 10 March 10:00-10:30: contact of contact.
Sam sat with Oli 17:45-18:30 in his second flat (told for the same hours): from Oli's first on that is 18:00-18:30.
Tia met Oli at the club on 10 March 19:50-20:10: ten minutes until his isolation, too short. Uma, after it: nothing.
By reach, Nora passes until her isolation, Oli until his: Quin, at home with Oli from 12:00, has it from him, and Tia at 19:50.
"""

from tests.stories.story import feed, story

STORY = story(
    feed("places", "place_id | kind\n home | home\n club | venue\n flat | home"),
    feed(
        "stays",
        """
        person_id | place_id | t_start     | t_end
        nora       | home     | 03-09 08:00 | 03-10 12:00
        oli       | home     | 03-09 18:00 | 03-09 22:00
        oli       | home     | 03-10 11:00 | 03-10 12:30
        pam       | home     | 03-09       |
        quin      | home     | 03-10 12:00 | 03-10 14:00
        oli       | club     | 03-09 17:00 | 03-09 17:30
        rex       | club     | 03-09 17:00 | 03-09 17:30
        oli       | club     | 03-10 10:00 | 03-10 10:30
        rex       | club     | 03-10 10:00 | 03-10 10:30
        oli       | flat     | 03-09 17:40 | 03-09 18:40
        sam       | flat     | 03-09 17:45 | 03-09 18:30
        oli       | club     | 03-10 19:00 | 03-10 21:00
        tia       | club     | 03-10 19:50 | 03-10 20:10
        uma       | club     | 03-10 20:00 | 03-10 21:00
        """,
    ),
    feed(
        "cases",
        """
        case_id | person_id | sample      | isolated_at
        C1      | nora       | 03-10 09:00 | 03-10 12:00
        C2      | oli       | 03-12 09:00 | 03-10 20:00
        """,
    ),
    asks={
        "trace C1": {
            "trace": "anchor | from | to | ring1 | ring2 | classes\n sample | 03-08 00:00 | 03-10 12:00 | 2 | 3 | close=1,contact_of_contact=3,general=1",
            "contact": """
            ring | person | class              | case | first       | last        | minutes
            1    | oli    | close              | C2   | 03-09 18:00 | 03-10 12:00 | 300.00
            1    | pam    | general            |      | 03-09 08:00 | 03-10 00:00 | 960.00
            2    | quin   | contact_of_contact |      | 03-10 12:00 | 03-10 12:30 | 30.00
            2    | rex    | contact_of_contact |      | 03-10 10:00 | 03-10 10:30 | 30.00
            2    | sam    | contact_of_contact |      | 03-09 18:00 | 03-09 18:30 | 30.00
            """,
            "via": "person | via | first\n quin | oli | 03-10 12:00\n rex | oli | 03-10 10:00\n sam | oli | 03-09 18:00",
        },
        "reach C1": {
            "reached": """
            person | arrival     | hops | from | place
            oli    | 03-09 18:00 | 1    | nora | home
            sam    | 03-09 18:00 | 2    | oli  | flat
            rex    | 03-10 10:00 | 2    | oli  | club
            quin   | 03-10 12:00 | 2    | oli  | home
            tia    | 03-10 19:50 | 2    | oli  | club
            uma    | 03-10 20:00 | 3    | tia  | club
            """,
        },
    },
)
