"""What a tracer judges stands above the table (semantics.md 7: judgements). Eva is the case, onset 8 May 12:00, window from 6 May 00:00.

- Flo sat two tables away for an hour: `general` by the table, judged `close`: over that hour, 19:00-20:00; what she does afterwards counts:
  Gil, 20 minutes at her table from 20:30, is a contact of contact.
- Hugo was at Eva's table: `close`, judged `ruled_out` (he wore full protection): he stays in the list under that word and passes nothing to Ian.
- Jane was never seen with Eva, and is judged `close`: no times; her ring 2 starts with the window, so Kai, with her on 6 May, is in it.
"""

from tests.stories.story import feed, story

STORY = story(
    feed("places", "place_id | kind\n inn | venue\n flat | venue"),
    feed(
        "stays",
        """
        person_id | place_id | t_start     | t_end       | zone
        eva       | inn      | 05-07 19:00 | 05-07 20:00 | 1
        flo       | inn      | 05-07 19:00 | 05-07 21:00 | 3
        gil       | inn      | 05-07 20:30 | 05-07 20:50 | 3
        hugo      | inn      | 05-07 19:00 | 05-07 19:30 | 1
        hugo      | flat     | 05-07 22:00 | 05-07 23:00 |
        ian       | flat     | 05-07 22:00 | 05-07 23:00 |
        jane      | flat     | 05-06 10:00 | 05-06 11:00 |
        kai       | flat     | 05-06 10:00 | 05-06 11:00 |
        """,
    ),
    feed("cases", "case_id | person_id | onset\n C1 | eva | 05-08 12:00"),
    judgements=(
        {"person": "flo", "case": "C1", "class": "close", "reason": "shared a dish", "by": "tracer A"},
        {"person": "hugo", "case": "C1", "class": "ruled_out", "reason": "full protection", "by": "tracer A"},
        {"person": "jane", "case": "C1", "class": "close", "reason": "says the case", "by": "tracer B"},
    ),
    asks={
        "trace C1": {
            "trace": "ring2 | classes\n 2 | close=2,contact_of_contact=2,ruled_out=1",
            "contact": """
            ring | person | class              | judgement | first       | last        | minutes
            1    | flo    | close              | close     | 05-07 19:00 | 05-07 20:00 | 60.00
            1    | hugo   | ruled_out          | ruled_out | 05-07 19:00 | 05-07 19:30 | 30.00
            1    | jane   | close              | close     |             |             |
            2    | gil    | contact_of_contact |           | 05-07 20:30 | 05-07 20:50 | 20.00
            2    | kai    | contact_of_contact |           | 05-06 10:00 | 05-06 11:00 | 60.00
            """,
            "via": "person | via | first\n gil | flo | 05-07 20:30\n kai | jane | 05-06 10:00",
        },
    },
)
