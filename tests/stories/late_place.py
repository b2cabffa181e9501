"""Places that come late, or never, or twice (semantics.md 4; docs/reference/semantics.md, Places). Sal is the case, onset 2 July.

- `bar` is named by the stays before the feed of places brings it: the rows enter by themselves. `nowhere` never comes: Uta's row is held.
- `pub` is named by two sources that name places, `north` and `south`, and by the stays of `north`, which mean their own, and of a third, which
  could mean either: held. Two sources give place ids, so places are written `source:id`.
- Stays that name a place by kind and name mean the one registered place of that kind and name: Wim was in `north:bar`, `The bar`.
- `cellar` lies in `bar`, and that in itself: a parent that goes round is no parent.
"""

from tests.stories.story import feed, story

STORY = story(
    feed(
        "stays",
        """
        person_id | place_id | place_kind | place_name | t_start     | t_end
        sal       | bar      |            |            | 07-01 18:00 | 07-01 20:00
        tom       | cellar   |            |            | 07-01 18:00 | 07-01 18:20
        uta       | nowhere  |            |            | 07-01 18:00 | 07-01 20:00
        sal       | pub      |            |            | 07-01 21:00 | 07-01 22:00
        val       | pub      |            |            | 07-01 21:00 | 07-01 21:30
        wim       |          | venue      | The bar    | 07-01 19:00 | 07-01 19:30
        """,
        source="north",
    ),
    feed("stays", "phone | place_id | t_start | t_end\n 13800000009 | pub | 07-01 21:00 | 07-01 22:00", source="third"),
    feed("cases", "case_id | person_id | onset\n C1 | sal | 07-02 12:00", source="north"),
    feed(
        "places",
        """
        place_id | kind  | name    | parent_place_id
        bar      | venue | The bar | bar
        cellar   | venue | Cellar  | bar
        pub      | venue | Pub     |
        """,
        source="north",
    ),
    feed("places", "place_id | kind | name\n pub | venue | Another pub", source="south"),
    asks={
        "trajectory C1": {
            "stay": "place | t_start | t_end\n north:bar | 07-01 18:00 | 07-01 20:00\n north:pub | 07-01 21:00 | 07-01 22:00",
        },
        "shared C1": {
            "shared": """
            person | place     | t_start     | t_end
            tom    | north:bar | 07-01 18:00 | 07-01 18:20
            wim    | north:bar | 07-01 19:00 | 07-01 19:30
            val    | north:pub | 07-01 21:00 | 07-01 21:30
            """,
        },
        "feeds": {
            "feed": """
            feed   | rows | accepted | duplicate | superseded | quarantined | rejected
            cases  | 1    | 1        | 0         | 0          | 0           | 0
            places | 4    | 4        | 0         | 0          | 0           | 0
            stays  | 7    | 5        | 0         | 0          | 2           | 0
            """,
        },
    },
)
