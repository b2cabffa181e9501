"""A noodle shop, three tables, one evening (semantics.md 1, 4, 5, 6, 7, 8; times fed in Shanghai, shown in UTC).

Li (onset 30 July) sits at table t1 from 18:00 to 19:00. His window is 28 July 00:00 local (16:00 UTC the day before) to now:
the end of the day of onset, the last moment that the facts know.
- Wang is at t1 for 20 minutes: `close`, 18:10-18:30.
- Chen shares t1 for 10 minutes: under 15, so `general`. Zhou sits at t2 all the time: another table, `general`.
- Zhao's table is not known: `general`, and the shop is asked for its tables (`ZONE_UNKNOWN`).
- Sun comes at 19:00, when Li leaves: touching is not together.
In the tea house, which has no zones, Wang (first 18:10) later meets Wu for 30 minutes: contact of contact. Xu's 10 minutes are
too short. Zhou sits with Wang for 20 minutes there, so he moves up: one row in ring 2, over the tea house alone; his time with
Li, and with Wang at another table, is listed and earns nothing.
Reach knows no tables: Chen (18:50) passes it to Sun at 19:00; Xu has it from Wang (2 hops), not through Wu (3 hops).
"""

from tests.stories.story import feed, story

STORY = story(
    feed("places", "place_id | kind  | name\n noodles | venue | Noodles\n tea | venue | Tea house"),
    feed(
        "stays",
        """
        person_id | place_id | t_start     | t_end       | zone
        li        | noodles  | 07-29 18:00 | 07-29 19:00 | t1
        wang      | noodles  | 07-29 18:10 | 07-29 18:30 | t1
        chen      | noodles  | 07-29 18:50 | 07-29 19:20 | t1
        zhou      | noodles  | 07-29 18:00 | 07-29 19:00 | t2
        zhao      | noodles  | 07-29 18:30 | 07-29 19:00 |
        sun       | noodles  | 07-29 19:00 | 07-29 20:00 | t1
        wang      | tea      | 07-29 20:00 | 07-29 21:00 |
        zhou      | tea      | 07-29 20:00 | 07-29 20:20 |
        wu        | tea      | 07-29 20:30 | 07-29 21:00 |
        xu        | tea      | 07-29 20:50 | 07-29 21:00 |
        """,
    ),
    feed("cases", "case_id | person_id | onset\n C1 | li | 07-30"),
    timezone="Asia/Shanghai",
    asks={
        "trace C1": {
            "trace": """
            case | person | edition | anchor | from        | to          | rings | ring1 | ring2 | classes
            C1   | li     | cn-8    | onset  | 07-27 16:00 | 07-30 16:00 | 2     | 3     | 2     | close=1,contact_of_contact=2,general=2
            """,
            "question": "code | place\n ZONE_UNKNOWN | noodles",
            "contact": """
            ring | person | class              | case | first       | last        | minutes | channels
            1    | wang   | close              |      | 07-29 10:10 | 07-29 10:30 | 20.00   | venue
            1    | chen   | general            |      | 07-29 10:50 | 07-29 11:00 | 10.00   | venue
            1    | zhao   | general            |      | 07-29 10:30 | 07-29 11:00 | 30.00   | venue
            2    | wu     | contact_of_contact |      | 07-29 12:30 | 07-29 13:00 | 30.00   | venue
            2    | zhou   | contact_of_contact |      | 07-29 12:00 | 07-29 12:20 | 20.00   | venue
            """,
            "exposure": """
            ring | person | with | place   | place_kind | channel | zone | t_start     | t_end       | rule | flags | sources
            1    | wang   | li   | noodles | venue      | venue   | t1   | 07-29 10:10 | 07-29 10:30 | yes  |       | default
            1    | chen   | li   | noodles | venue      | venue   | t1   | 07-29 10:50 | 07-29 11:00 | yes  |       | default
            1    | zhao   | li   | noodles | venue      | venue   |      | 07-29 10:30 | 07-29 11:00 | yes  |       | default
            2    | wu     | wang | tea     | venue      | venue   |      | 07-29 12:30 | 07-29 13:00 | yes  |       | default
            2    | zhou   | li   | noodles | venue      | venue   |      | 07-29 10:00 | 07-29 11:00 |      |       | default
            2    | zhou   | wang | noodles | venue      | venue   |      | 07-29 10:10 | 07-29 10:30 |      |       | default
            2    | zhou   | wang | tea     | venue      | venue   |      | 07-29 12:00 | 07-29 12:20 | yes  |       | default
            """,
            "via": "person | via | first\n wu | wang | 07-29 12:30\n zhou | wang | 07-29 12:00",
        },
        "trace C1 --rings 1": {
            "trace": "rings | ring1 | ring2 | classes\n 1 | 4 | 0 | close=1,general=3",
            "contact": "person | class\n wang | close\n chen | general\n zhao | general\n zhou | general",
        },
        "reach C1": {
            "reach": "case | person | from | to | reached\n C1 | li | 07-27 16:00 | 07-30 16:00 | 7",
            "reached": """
            person | arrival     | hops | from | place
            zhou   | 07-29 10:00 | 1    | li   | noodles
            wang   | 07-29 10:10 | 1    | li   | noodles
            zhao   | 07-29 10:30 | 1    | li   | noodles
            chen   | 07-29 10:50 | 1    | li   | noodles
            sun    | 07-29 11:00 | 2    | chen | noodles
            wu     | 07-29 12:30 | 2    | wang | tea
            xu     | 07-29 12:50 | 2    | wang | tea
            """,
        },
        "trajectory C1": {
            "stay": """
            person | place   | place_kind | channel | zone | t_start     | t_end       | flags | sources
            li     | noodles | venue      | venue   | t1   | 07-29 10:00 | 07-29 11:00 |       | default
            """,
        },
        "shared C1 --with wang": {
            "shared": """
            person | place   | place_kind | channel | flags | t_start     | t_end       | sources
            wang   | noodles | venue      | venue   |       | 07-29 10:10 | 07-29 10:30 | default
            """,
        },
        "at noodles --from 07-29T10:45 --to 07-29T11:00 --reason outbreak": {
            "present": """
            person | t_start     | t_end       | flags
            li     | 07-29 10:00 | 07-29 11:00 |
            chen   | 07-29 10:50 | 07-29 11:20 |
            zhou   | 07-29 10:00 | 07-29 11:00 |
            zhao   | 07-29 10:30 | 07-29 11:00 |
            """,
        },
    },
)
