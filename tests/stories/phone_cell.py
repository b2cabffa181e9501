"""Two phones in one cell for eight hours, 20 minutes at one table (semantics.md 5, 7: cells).

Ola (case, onset 3 May 12:00) and Pat share cell g800:1:2 on 2 May 08:00-16:00 and a table of the canteen 12:00-12:20: `close`, first at the table,
20.00. Ruth shares only the cell: no row in a trace, under any edition; she is in `shared`, channel `lbs`. Reach knows no cells.
"""

from tests.stories.story import feed, story

STORY = story(
    feed("places", "place_id | kind\n cell12 | cell\n canteen | venue"),
    feed(
        "stays",
        """
        person_id | place_id | t_start     | t_end       | zone
        ola       | cell12   | 05-02 08:00 | 05-02 16:00 |
        pat       | cell12   | 05-02 08:00 | 05-02 16:00 |
        ruth      | cell12   | 05-02 09:00 | 05-02 16:00 |
        ola       | canteen  | 05-02 12:00 | 05-02 12:30 | table 4
        pat       | canteen  | 05-02 12:00 | 05-02 12:20 | table 4
        """,
    ),
    feed("cases", "case_id | person_id | onset\n C1 | ola | 05-03 12:00"),
    asks={
        "trace C1": {
            "contact": "person | class | first | last | minutes | channels\n pat | close | 05-02 12:00 | 05-02 12:20 | 20.00 | venue"
        },
        "trace C1 --edition co-presence --from 05-01T00:00 --to 05-03T00:00": {
            "contact": "person | class | minutes\n pat | co_present | 20.00",
        },
        "shared C1": {
            "shared": """
            person | place   | channel | t_start     | t_end
            pat    | cell12  | lbs     | 05-02 08:00 | 05-02 16:00
            ruth   | cell12  | lbs     | 05-02 09:00 | 05-02 16:00
            pat    | canteen | venue   | 05-02 12:00 | 05-02 12:20
            """,
        },
        "shared C1 --channel lbs --with ruth": {"shared": "person | place\n ruth | cell12"},
        "shared C1 --at canteen": {"shared": "person | place\n pat | canteen"},
        "reach C1": {"reached": "person | arrival | place\n pat | 05-02 12:00 | canteen"},
    },
)
