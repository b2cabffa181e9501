"""Rows that correct rows (semantics.md 2: versions, cancels, duplicates). Zoe is the case, onset 10 June 12:00.

- r1 is sent three times: version 1 (10:00-11:00), version 3 (10:00-10:30), version 2 (10:00-12:00): the greatest counts, 10:00-10:30; two are superseded.
- r2 is cancelled before it comes: the cancel is accepted, the row superseded. r3 is cancelled at the same version: the cancel wins.
- r4 is sent again unchanged, first with the greater version 9: one duplicate; version 8 with other content comes too late and is superseded.
- r5 by its batches' export times: the file exported later (12:00) is fed first and wins over that of 11:00.
- r6 without version: what arrives later wins; then the first form again equals an earlier row: a duplicate that changes nothing.
- Without record ids the row goes by its content: the same row twice is one, whatever form its times have.
- Yuri's stay ends before it starts: quarantined. Five people are told by the people feed, one of them twice, with another occupation: superseded.
"""

from tests.stories.story import feed, story

STORY = story(
    feed("places", "place_id | kind\n bar | venue\n pub | venue"),
    feed(
        "stays",
        """
        record_id | version | op     | person_id | place_id | t_start     | t_end
        r0        | 1       |        | zoe       | bar      | 06-09 09:00 | 06-09 20:00
        r1        | 1       |        | an        | bar      | 06-09 10:00 | 06-09 11:00
        r1        | 3       |        | an        | bar      | 06-09 10:00 | 06-09 10:30
        r1        | 2       |        | an        | bar      | 06-09 10:00 | 06-09 12:00
        r2        | 2       | cancel |           |          |             |
        r2        | 1       |        | bo        | bar      | 06-09 10:00 | 06-09 11:00
        r3        | 4       |        | cy        | bar      | 06-09 10:00 | 06-09 11:00
        r3        | 4       | cancel |           |          |             |
        r4        | 9       |        | di        | bar      | 06-09 13:00 | 06-09 14:00
        r4        | 1       |        | di        | bar      | 06-09 13:00 | 06-09 14:00
        r4        | 8       |        | di        | bar      | 06-09 13:00 | 06-09 15:00
        r7        | 10      |        | gus       | bar      | 06-09 10:00 | 06-09 10:50
        r7        | 9       |        | gus       | bar      | 06-09 10:00 | 06-09 10:40
        r8        | 1       |        | yuri      | bar      | 06-09 11:00 | 06-09 10:00
        """,
    ),
    feed(
        "stays",
        "record_id | person_id | place_id | t_start | t_end\n r5 | ed | bar | 06-09 15:00 | 06-09 15:20",
        exported_at="2021-06-09T12:00:00Z",
    ),
    feed(
        "stays",
        "record_id | person_id | place_id | t_start | t_end\n r5 | ed | bar | 06-09 15:00 | 06-09 16:00",
        exported_at="2021-06-09T11:00:00Z",
    ),
    feed("stays", "record_id | person_id | place_id | t_start | t_end\n r6 | fa | bar | 06-09 17:00 | 06-09 17:20"),
    feed("stays", "record_id | person_id | place_id | t_start | t_end\n r6 | fa | bar | 06-09 17:00 | 06-09 17:40"),
    feed("stays", "record_id | person_id | place_id | t_start | t_end\n r6 | fa | bar | 06-09 17:00 | 06-09 17:20"),
    feed("stays", "person_id | place_id | t_start | t_end\n hal | bar | 06-09 18:00 | 06-09 18:20"),
    feed(
        "stays", "person_id | place_id | t_start | t_end\n hal | bar | 2021-06-09T20:00:00+02:00 | 2021-06-09T18:20:00Z"
    ),
    feed("people", "person_id | occupation\n an | cook\n bo | cook\n cy | cook\n di | cook\n an | guard"),
    feed("cases", "case_id | person_id | onset\n C1 | zoe | 06-10 12:00"),
    asks={
        "shared C1": {
            "shared": """
            person | t_start     | t_end
            an     | 06-09 10:00 | 06-09 10:30
            gus    | 06-09 10:00 | 06-09 10:50
            di     | 06-09 13:00 | 06-09 14:00
            ed     | 06-09 15:00 | 06-09 15:20
            fa     | 06-09 17:00 | 06-09 17:40
            hal    | 06-09 18:00 | 06-09 18:20
            """,
        },
        "feeds": {
            "feed": """
            feed   | rows | accepted | duplicate | superseded | quarantined | rejected
            cases  | 1    | 1        | 0         | 0          | 0           | 0
            people | 5    | 4        | 0         | 1          | 0           | 0
            places | 2    | 2        | 0         | 0          | 0           | 0
            stays  | 21   | 9        | 3         | 8          | 1           | 0
            """,
        },
    },
)
