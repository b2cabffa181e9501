"""A mall with two shops as places of their own (semantics.md 4, 5: trees; eight hours in a mall, ten minutes in a shop).

Ivy (case) is in the mall 10:00-18:00 and, within that, in the shoe shop 14:00-14:30 and the tea shop 15:00-15:30. Her record without zone gives
way to those with one, for the time they share: together, the mall is the place and the shop the zone.
- Jon is in the mall 10:00-18:00, told without a shop, and 14:20-14:30 in the shoe shop: ten minutes in one zone: no class by them; all
  eight hours are `general`: his other time is of unknown zone. The mall is asked for its zones.
- Kai is in the tea shop 15:00-15:20: 20 minutes, `close`. Lou is in the tea shop 14:00-14:30, while Ivy is in the other: `general`.
- Max is in the mall by his own feed's word `mall`, from a source that names no places: the only other source that knows `mall` is meant.
"""

from tests.stories.story import feed, story

STORY = story(
    feed(
        "places",
        "place_id | kind | name | parent_place_id\n mall | venue | The mall |\n shoes | venue | Shoes | mall\n tea | venue | Tea | mall",
    ),
    feed(
        "stays",
        """
        person_id | place_id | t_start     | t_end
        ivy       | mall     | 05-10 10:00 | 05-10 18:00
        ivy       | shoes    | 05-10 14:00 | 05-10 14:30
        ivy       | tea      | 05-10 15:00 | 05-10 15:30
        jon       | mall     | 05-10 10:00 | 05-10 18:00
        jon       | shoes    | 05-10 14:20 | 05-10 14:30
        kai       | tea      | 05-10 15:00 | 05-10 15:20
        lou       | tea      | 05-10 14:00 | 05-10 14:30
        """,
    ),
    feed("stays", "phone | place_id | t_start | t_end\n 13800000001 | mall | 05-10 17:00 | 05-10 17:05", source="gate"),
    feed("people", "person_id | phone\n max | 13800000001"),
    feed("cases", "case_id | person_id | onset\n C1 | ivy | 05-11 08:00"),
    asks={
        "trajectory C1": {
            "stay": """
            place | zone  | t_start     | t_end
            mall  |       | 05-10 10:00 | 05-10 14:00
            mall  | shoes | 05-10 14:00 | 05-10 14:30
            mall  |       | 05-10 14:30 | 05-10 15:00
            mall  | tea   | 05-10 15:00 | 05-10 15:30
            mall  |       | 05-10 15:30 | 05-10 18:00
            """,
        },
        "trace C1 --rings 1": {
            "question": "code | place\n ZONE_UNKNOWN | mall",
            "contact": """
            person | class   | first       | last        | minutes
            kai    | close   | 05-10 15:00 | 05-10 15:20 | 20.00
            jon    | general | 05-10 10:00 | 05-10 18:00 | 480.00
            lou    | general | 05-10 14:00 | 05-10 14:30 | 30.00
            max    | general | 05-10 17:00 | 05-10 17:05 | 5.00
            """,
            "exposure": """
            person | place | zone  | t_start     | t_end       | rule | sources
            kai    | mall  | tea   | 05-10 15:00 | 05-10 15:20 | yes  | default
            jon    | mall  |       | 05-10 10:00 | 05-10 14:20 | yes  | default
            jon    | mall  | shoes | 05-10 14:20 | 05-10 14:30 | yes  | default
            jon    | mall  |       | 05-10 14:30 | 05-10 18:00 | yes  | default
            lou    | mall  |       | 05-10 14:00 | 05-10 14:30 | yes  | default
            max    | mall  |       | 05-10 17:00 | 05-10 17:05 | yes  | default,gate
            """,
        },
        "trace C1 --edition co-presence --from 05-10T00:00 --to 05-11T00:00 --rings 1": {
            "contact": """
            person | first       | last        | minutes
            jon    | 05-10 10:00 | 05-10 18:00 | 480.00
            kai    | 05-10 15:00 | 05-10 15:20 | 20.00
            lou    | 05-10 14:00 | 05-10 14:30 | 30.00
            max    | 05-10 17:00 | 05-10 17:05 | 5.00
            """,
            "exposure": """
            person | place | zone | t_start     | t_end
            jon    | mall  |      | 05-10 10:00 | 05-10 18:00
            kai    | mall  | tea  | 05-10 15:00 | 05-10 15:20
            lou    | mall  |      | 05-10 14:00 | 05-10 14:30
            max    | mall  |      | 05-10 17:00 | 05-10 17:05
            """,
        },
        "shared C1 --at tea": {"shared": "person | place | t_start | t_end\n kai | mall | 05-10 15:00 | 05-10 15:20"},
        "at tea --from 05-10T14:00 --to 05-10T16:00 --reason risk": {
            "present": "person | t_start | t_end\n ivy | 05-10 15:00 | 05-10 15:30\n kai | 05-10 15:00 | 05-10 15:20\n lou | 05-10 14:00 | 05-10 14:30",
        },
        "at mall --from 05-10T17:50 --to 05-10T18:00 --reason risk": {
            "present": "person | t_start | t_end\n ivy | 05-10 10:00 | 05-10 18:00\n jon | 05-10 10:00 | 05-10 18:00",
        },
    },
)
