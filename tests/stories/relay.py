"""A relay: one instant through several people (semantics.md 8). Amy is the case, onset 10 August 00:00.

Passing on takes no time: Amy leaves the porch at 12:00, when nobody new can be reached; but at 11:59:59 she is with Bea, who is in the hall with
Cal, who is in the yard with Dan: all three have it at 11:00, when Amy comes, in 1, 2 and 3 hops.
- Eve is with Cal and with Bea2 in the hall at 13:00. Bea2 got it at 11:00 too, at the porch, 1 hop; so Eve has it in 2 hops, from Bea2.
- Fay could have it from Cal (2 hops, 14:00) or from Dan and Eve (14:00): fewest hops: from Cal, 3.
- Gil is with Fay until 14:00 exactly: touching is too late for him. Ida's stay has no end, Jim's no clock: neither takes part.
- Kit is reached by Dan at 15:00, when Dan is in isolation: Dan's passing on ended at 14:30, Kit is not reached. Lea can still be
  isolated and be reached: she is, at 16:00, from Cal.
With --max-hops 1 it is those at the porch; with 2 Cal and Eve come in, not Dan, and Lea by Cal.
Chains to Fay: by Bea and Cal, who have it at 11:00, or Bea2, who meets Cal at 13:00: 3 hops, both at 14:00, so by people. Then 4 hops, all at
14:00 again: Bea2 by Bea, and Dan by Cal (at once, in the yard) come first of five. In 2 hops nobody; to Kit none, since Dan is isolated by then.
Backward from 10 August 00:00: Amy could have been reached by whoever was at the porch before 12:00, in time order.
"""

from tests.stories.story import feed, story

STORY = story(
    feed("places", "place_id | kind\n porch | venue\n hall | venue\n yard | venue\n pond | venue\n lane | venue"),
    feed(
        "stays",
        """
        person_id | place_id | t_start     | t_end
        amy       | porch    | 08-09 11:00 | 08-09 12:00
        bea       | porch    | 08-09 10:00 | 08-09 12:00
        bea2      | porch    | 08-09 10:30 | 08-09 11:30
        bea       | hall     | 08-09 10:00 | 08-09 11:30
        cal       | hall     | 08-09 10:30 | 08-09 11:30
        cal       | yard     | 08-09 09:00 | 08-09 12:00
        dan       | yard     | 08-09 10:00 | 08-09 12:00
        bea2      | hall     | 08-09 13:00 | 08-09 13:30
        cal       | hall     | 08-09 13:00 | 08-09 13:30
        eve       | hall     | 08-09 12:30 | 08-09 14:00
        cal       | pond     | 08-09 14:00 | 08-09 14:10
        dan       | pond     | 08-09 14:00 | 08-09 14:10
        fay       | pond     | 08-09 13:00 | 08-09 14:10
        gil       | pond     | 08-09 13:00 | 08-09 14:00
        ida       | porch    | 08-09 11:10 |
        jim       | porch    | 08-09       |
        dan       | lane     | 08-09 15:00 | 08-09 16:00
        kit       | lane     | 08-09 15:00 | 08-09 16:00
        cal       | lane     | 08-09 16:00 | 08-09 17:00
        lea       | lane     | 08-09 16:00 | 08-09 17:00
        """,
    ),
    feed(
        "cases",
        """
        case_id | person_id | onset       | isolated_at
        C1      | amy       | 08-10 00:00 |
        C2      | dan       |             | 08-09 14:30
        C3      | lea       |             | 08-09 08:00
        """,
    ),
    asks={
        "reach C1": {
            "reach": "from | to | reached\n 08-08 00:00 | 08-10 00:00 | 7",
            "reached": """
            person | arrival     | hops | from | place
            bea    | 08-09 11:00 | 1    | amy  | porch
            bea2   | 08-09 11:00 | 1    | amy  | porch
            cal    | 08-09 11:00 | 2    | bea  | hall
            dan    | 08-09 11:00 | 3    | cal  | yard
            eve    | 08-09 13:00 | 2    | bea2 | hall
            fay    | 08-09 14:00 | 3    | cal  | pond
            lea    | 08-09 16:00 | 3    | cal  | lane
            """,
        },
        "reach C1 --max-hops 1": {
            "reached": "person | arrival | hops | from\n bea | 08-09 11:00 | 1 | amy\n bea2 | 08-09 11:00 | 1 | amy",
        },
        "reach C1 --max-hops 2": {
            "reached": """
            person | arrival     | hops | from | place
            bea    | 08-09 11:00 | 1    | amy  | porch
            bea2   | 08-09 11:00 | 1    | amy  | porch
            cal    | 08-09 11:00 | 2    | bea  | hall
            eve    | 08-09 13:00 | 2    | bea2 | hall
            """,
        },
        "reach C1 --backward": {
            "reach": "from | to | reached\n 07-27 00:00 | 08-10 00:00 | 4",
            "reached": """
            person | latest         | hops | to   | place
            bea    | 08-09 11:59:59 | 1    | amy  | porch
            bea2   | 08-09 11:29:59 | 1    | amy  | porch
            cal    | 08-09 11:29:59 | 2    | bea  | hall
            dan    | 08-09 11:29:59 | 3    | cal  | yard
            """,
        },
        "chains C1 --to fay --k 4": {
            "chain": """
            people                | times                                           | places
            amy,bea,cal,fay       | 08-09 11:00,08-09 11:00,08-09 14:00             | porch,hall,pond
            amy,bea2,cal,fay      | 08-09 11:00,08-09 13:00,08-09 14:00             | porch,hall,pond
            amy,bea,bea2,cal,fay  | 08-09 11:00,08-09 11:00,08-09 13:00,08-09 14:00 | porch,porch,hall,pond
            amy,bea,cal,dan,fay   | 08-09 11:00,08-09 11:00,08-09 11:00,08-09 14:00 | porch,hall,yard,pond
            """,
        },
        "chains C1 --to fay --max-hops 2": {"chain": "people | times"},
        "chains C1 --to kit": {"chain": "people | times"},
    },
)
