"""A hotel books four guests on its front desk's phone (semantics.md 3: weak identifiers, holders, shared identifiers).

Phone 13900000001: a, b and c are booked with it, so it belongs to nobody: three people, their stays flagged `shared_identifier`. The stay at the
bar with that phone alone belongs to a fourth, "the phone", flagged too; he is shown by his code.
Phone 13900000002 was held by d until 3 May (valid_to, a date: to its end) and by e from 4 May: the bar stay of 2 May is d's, that of 5 May e's.
Phone 13900000003 is named by the people feed for f alone: a stay by it is f's, unflagged. Device `x9` was seen once with that phone: it is f's too.
Case c (onset 6 May 12:00): at the bar 2 May 20:00-21:00 and 5 May 20:00-21:00, told by person id alone: unflagged.
"""

from tests.oracle.fed import code
from tests.stories.story import feed, story

DESK = code("phone:13900000001")

STORY = story(
    feed("places", "place_id | kind\n bar | venue\n inn | lodging\n kiosk | venue"),
    feed("people", "person_id | phone\n f | 13900000003"),
    feed(
        "identities",
        """
        person_id | phone       | valid_from | valid_to
        d         | 13900000002 |            | 05-03
        e         | 13900000002 | 05-04      |
        """,
    ),
    feed(
        "stays",
        """
        person_id | phone       | device | place_id | t_start     | t_end       | room
        a         | 13900000001 |        | inn      | 05-01 18:00 | 05-02 08:00 | 1
        b         | 13900000001 |        | inn      | 05-01 18:00 | 05-02 08:00 | 2
        c         | 13900000001 |        | inn      | 05-01 18:00 | 05-02 08:00 | 1
        c         |             |        | bar      | 05-02 20:00 | 05-02 21:00 |
        c         |             |        | bar      | 05-05 20:00 | 05-05 21:00 |
                  | 13900000001 |        | bar      | 05-02 20:00 | 05-02 20:20 |
                  | 13900000002 |        | bar      | 05-02 20:00 | 05-02 20:30 |
                  | 13900000002 |        | bar      | 05-05 20:00 | 05-05 20:40 |
                  | 13900000003 | x9     | kiosk    | 05-04 10:00 | 05-04 10:01 |
                  |             | x9     | bar      | 05-05 20:10 | 05-05 21:00 |
        """,
    ),
    feed("cases", "case_id | person_id | onset\n C1 | c | 05-06 12:00"),
    asks={
        "shared C1": {
            "shared": f"""
            person | place | flags             | t_start     | t_end
            a      | inn   | shared_identifier | 05-01 18:00 | 05-02 08:00
            b      | inn   | shared_identifier | 05-01 18:00 | 05-02 08:00
            {DESK} | bar   | shared_identifier | 05-02 20:00 | 05-02 20:20
            d      | bar   |                   | 05-02 20:00 | 05-02 20:30
            e      | bar   |                   | 05-05 20:00 | 05-05 20:40
            f      | bar   |                   | 05-05 20:10 | 05-05 21:00
            """,
        },
        "trajectory C1": {
            "stay": """
            place | zone | t_start     | flags
            inn   | 1    | 05-01 18:00 | shared_identifier
            bar   |      | 05-02 20:00 |
            bar   |      | 05-05 20:00 |
            """,
        },
    },
)
