"""Contacts of contacts (semantics.md 7), everybody told from one flat to the next, where any time together counts. Art is the case, onset 5 May 12:00.

Art meets Ben at 10:00-10:30 and Cyn at 12:00-12:10 on 4 May in his flat.
- Dov is with Ben 09:00-11:00: from Ben's first, 10:00, on: 60 minutes. He is with Cyn 11:30-12:20: from 12:00: 20 minutes. `via` both, by time;
  the flats' times add up to 80 minutes.
- Eli is with Ben 08:00-10:00: it ended as Ben met Art: nothing. Fin is with Cyn 12:05-12:10 and 12:00-12:07 by another source: ten minutes.
- Ben and Cyn are together as well: both are close and stay in ring 1. Art himself is with nobody in ring 2.
- Gwen, open end, and Hal, by date, are with Ben: never in ring 2.
Under `co-presence` ring 2 is the same; with `--to` at 11:00 Cyn is gone, and Dov ends there.
"""

from tests.stories.story import feed, story

STORY = story(
    feed("places", "place_id | kind\n a | home\n b | home\n c | home\n bc | home"),
    feed(
        "stays",
        """
        person_id | place_id | t_start     | t_end
        art       | a        | 05-04 08:00 | 05-04 20:00
        ben       | a        | 05-04 10:00 | 05-04 10:30
        cyn       | a        | 05-04 12:00 | 05-04 12:10
        ben       | b        | 05-04 08:00 | 05-04 20:00
        cyn       | c        | 05-04 08:00 | 05-04 20:00
        dov       | b        | 05-04 09:00 | 05-04 11:00
        dov       | c        | 05-04 11:30 | 05-04 12:20
        eli       | b        | 05-04 08:00 | 05-04 10:00
        fin       | c        | 05-04 12:05 | 05-04 12:10
        gwen      | b        | 05-04 11:00 |
        hal       | b        | 05-04       |
        ben       | bc       | 05-04 13:00 | 05-04 14:00
        cyn       | bc       | 05-04 13:00 | 05-04 14:00
        """,
    ),
    feed(
        "stays",
        "person_id | id_type | id_number | place_id | t_start | t_end\n"
        " f1 | passport | E55555555 | c | 05-04 12:00 | 05-04 12:07",
        source="other",
    ),
    feed("identities", "person_id | id_type | id_number\n fin | passport | E55555555"),
    feed("cases", "case_id | person_id | onset\n C1 | art | 05-05 12:00"),
    asks={
        "trace C1": {
            "trace": "ring1 | ring2 | classes\n 2 | 2 | close=2,contact_of_contact=2",
            "contact": """
            ring | person      | first       | last        | minutes
            1    | default:ben | 05-04 10:00 | 05-04 10:30 | 30.00
            1    | default:cyn | 05-04 12:00 | 05-04 12:10 | 10.00
            2    | default:dov | 05-04 10:00 | 05-04 12:20 | 80.00
            2    | default:fin | 05-04 12:00 | 05-04 12:10 | 10.00
            """,
            "via": """
            person      | via         | first
            default:dov | default:ben | 05-04 10:00
            default:dov | default:cyn | 05-04 12:00
            default:fin | default:cyn | 05-04 12:00
            """,
            "exposure": """
            ring | person      | with        | place | t_start     | t_end       | sources
            1    | default:ben | default:art | a     | 05-04 10:00 | 05-04 10:30 | default
            1    | default:cyn | default:art | a     | 05-04 12:00 | 05-04 12:10 | default
            2    | default:dov | default:ben | b     | 05-04 10:00 | 05-04 11:00 | default
            2    | default:dov | default:cyn | c     | 05-04 12:00 | 05-04 12:20 | default
            2    | default:fin | default:cyn | c     | 05-04 12:00 | 05-04 12:10 | default,other
            """,
        },
        "trace C1 --edition co-presence --from 05-04T00:00 --to 05-04T11:00": {
            "contact": """
            ring | person      | first       | last        | minutes
            1    | default:ben | 05-04 10:00 | 05-04 10:30 | 30.00
            2    | default:dov | 05-04 10:00 | 05-04 11:00 | 60.00
            """,
        },
    },
)
