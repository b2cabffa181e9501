"""A show in a theatre, and the boat before it (semantics.md 4, 5: zones; a place in the open air; everyone at a risk place).

The theatre has rows A and B. Mei (case, onset 24 July) sits in row A 18:00-19:00, then moves to row B 19:00-20:00.
- An, row A 18:00-20:00: an hour in one row: `close`; the hour in different rows is listed and earns nothing.
- Bo, row A 18:50-19:00 and row B 19:00-19:10: ten minutes in each row. Fifteen minutes are asked in one zone, so `general`, over all
  his time: the 20 minutes are two pieces, cut at the change of zone.
- Cui in the gallery: `general`.
The boat No. 3 is in the open air and has no zones: Dong's 20 minutes with Mei are `general`, never close; Er's 10 minutes give no row.
Under `co-presence` nothing is cut: An has one exposure of two hours whose zone is not one, Er is in.
"""

from tests.stories.story import feed, story

STORY = story(
    feed(
        "places",
        """
        place_id | kind  | name        | enclosed
        theatre  | venue | The theatre | true
        boat3    | venue | Boat No. 3  | false
        """,
    ),
    feed(
        "stays",
        """
        person_id | place_id | t_start     | t_end       | zone
        mei       | boat3    | 07-22 15:00 | 07-22 16:00 |
        dong      | boat3    | 07-22 15:40 | 07-22 16:00 |
        er        | boat3    | 07-22 15:00 | 07-22 15:10 |
        mei       | theatre  | 07-22 18:00 | 07-22 19:00 | A
        mei       | theatre  | 07-22 19:00 | 07-22 20:00 | B
        an        | theatre  | 07-22 18:00 | 07-22 20:00 | A
        bo        | theatre  | 07-22 18:50 | 07-22 19:00 | A
        bo        | theatre  | 07-22 19:00 | 07-22 19:10 | B
        cui       | theatre  | 07-22 18:00 | 07-22 20:00 | gallery
        """,
    ),
    feed("cases", "case_id | person_id | onset\n C7 | mei | 07-24 09:00"),
    asks={
        "trace C7 --rings 1": {
            "trace": "anchor | from | to | ring1 | classes\n onset | 07-22 00:00 | 07-24 09:00 | 4 | close=1,general=3",
            "question": "code | place",
            "contact": """
            person | class   | first       | last        | minutes
            an     | close   | 07-22 18:00 | 07-22 19:00 | 60.00
            bo     | general | 07-22 18:50 | 07-22 19:10 | 20.00
            cui    | general | 07-22 18:00 | 07-22 20:00 | 120.00
            dong   | general | 07-22 15:40 | 07-22 16:00 | 20.00
            """,
            "exposure": """
            person | place   | zone | t_start     | t_end       | rule
            an     | theatre | A    | 07-22 18:00 | 07-22 19:00 | yes
            an     | theatre |      | 07-22 19:00 | 07-22 20:00 |
            bo     | theatre | A    | 07-22 18:50 | 07-22 19:00 | yes
            bo     | theatre | B    | 07-22 19:00 | 07-22 19:10 | yes
            cui    | theatre |      | 07-22 18:00 | 07-22 20:00 | yes
            dong   | boat3   |      | 07-22 15:40 | 07-22 16:00 | yes
            """,
        },
        "trace C7 --edition co-presence --from 07-22T00:00 --to 07-24T00:00 --rings 1": {
            "contact": """
            person | class      | first       | last        | minutes
            an     | co_present | 07-22 18:00 | 07-22 20:00 | 120.00
            bo     | co_present | 07-22 18:50 | 07-22 19:10 | 20.00
            cui    | co_present | 07-22 18:00 | 07-22 20:00 | 120.00
            dong   | co_present | 07-22 15:40 | 07-22 16:00 | 20.00
            er     | co_present | 07-22 15:00 | 07-22 15:10 | 10.00
            """,
            "exposure": """
            person | place   | zone | t_start     | t_end       | rule
            an     | theatre |      | 07-22 18:00 | 07-22 20:00 | yes
            bo     | theatre |      | 07-22 18:50 | 07-22 19:10 | yes
            cui    | theatre |      | 07-22 18:00 | 07-22 20:00 | yes
            dong   | boat3   |      | 07-22 15:40 | 07-22 16:00 | yes
            er     | boat3   |      | 07-22 15:00 | 07-22 15:10 | yes
            """,
        },
        "at boat3 --from 07-22T15:30 --to 07-22T15:50 --reason risk": {
            "present": "person | t_start | t_end | flags\n mei | 07-22 15:00 | 07-22 16:00 |\n dong | 07-22 15:40 | 07-22 16:00 |",
        },
    },
)
