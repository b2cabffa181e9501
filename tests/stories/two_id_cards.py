"""A person id with two ID cards (semantics.md 3: identity conflicts). Kim is the case, onset 2 July 12:00.

The gym's person id `m1` comes with ID card 430102197707072025 and, in another row, with 430102199109113033: both rows, and every other row that
bears `m1` with another strong identifier, are held. Rows that bear `m1` alone stand, and so do those with one card alone: three people.
The passport E1 with `m2` names one person: everything of both is his; he is written by his person id.
"""

from tests.oracle.fed import code
from tests.stories.story import feed, story

FIRST, SECOND = code("id_card:430102197707072025"), code("id_card:430102199109113033")

STORY = story(
    feed("places", "place_id | kind\n gym | venue"),
    feed(
        "stays",
        """
        person_id | id_type  | id_number          | place_id | t_start     | t_end
        kim       |          |                    | gym      | 07-01 08:00 | 07-01 12:00
        m1        | id_card  | 430102197707072025 | gym      | 07-01 08:00 | 07-01 08:30
        m1        | id_card  | 430102199109113033 | gym      | 07-01 09:00 | 07-01 09:30
        m1        | passport | E12345678          | gym      | 07-01 09:40 | 07-01 09:50
        m1        |          |                    | gym      | 07-01 10:00 | 07-01 10:30
                  | id_card  | 430102197707072025 | gym      | 07-01 10:30 | 07-01 10:40
                  | id_card  | 430102199109113033 | gym      | 07-01 11:00 | 07-01 11:20
        m2        | passport | E87654321          | gym      | 07-01 11:20 | 07-01 11:30
                  | passport | E87654321          | gym      | 07-01 11:30 | 07-01 11:40
        """,
    ),
    feed("cases", "case_id | person_id | onset\n C1 | kim | 07-02 12:00"),
    asks={
        "shared C1": {
            "shared": f"""
            person   | t_start     | t_end
            m1       | 07-01 10:00 | 07-01 10:30
            {FIRST}  | 07-01 10:30 | 07-01 10:40
            {SECOND} | 07-01 11:00 | 07-01 11:20
            m2       | 07-01 11:20 | 07-01 11:40
            """,
        },
        "feeds": {
            "feed": """
            feed   | rows | accepted | duplicate | superseded | quarantined | rejected
            cases  | 1    | 1        | 0         | 0          | 0           | 0
            places | 1    | 1        | 0         | 0          | 0           | 0
            stays  | 9    | 6        | 0         | 0          | 3           | 0
            """,
        },
    },
)
