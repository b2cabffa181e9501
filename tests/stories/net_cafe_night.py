"""A night in a net café whose system forgets to log people off (semantics.md 2: open ends).

Vic (case, onset 3 April 12:00) logs on at 1 April 20:00, no end; his next stay, at the diner, starts 2 April 01:00: the earlier of that and
20:00 + 12 h closes it: 20:00-01:00, `estimated_end`. At the diner (01:00-02:00, timed) he is seen with Wes from 01:30: `close`.
- Xia logs on at 21:00, no end, nothing later: her cap is 09:00. With Vic 21:00-01:00: `general`, an open end alone is never close.
- Yan logs on 22:00, has an encounter at 22:30 and a phone cell at 23:00 (neither ends a stay), and logs on again at 23:30: a new log-on ends
  the one before; both touch and are one stay, 22:00 to 23:30 + 12 h = 11:30.
- Zed is there 20:30-20:50, timed: with an estimated Vic he is `general`.
Under `co-presence` and in reach open stays take no part: only Wes. A cell is listed only with somebody who is listed,
and earns nothing.
"""

from tests.stories.story import feed, story

STORY = story(
    feed("places", "place_id | kind\n cafe | net_cafe\n diner | venue\n g1 | cell"),
    feed(
        "stays",
        """
        person_id | place_id | t_start     | t_end
        vic       | cafe     | 04-01 20:00 |
        vic       | diner    | 04-02 01:00 | 04-02 02:00
        wes       | diner    | 04-02 01:30 | 04-02 02:30
        xia       | cafe     | 04-01 21:00 |
        yan       | cafe     | 04-01 22:00 |
        yan       | g1       | 04-01 23:00 | 04-01 23:10
        yan       | cafe     | 04-01 23:30 |
        zed       | cafe     | 04-01 20:30 | 04-01 20:50
        vic       | g1       | 04-01 23:05 | 04-01 23:20
        """,
    ),
    feed(
        "encounters", "person_a | person_b | t_start | t_end | distance_m\n yan | zed | 04-01 22:30 | 04-01 22:35 | 3"
    ),
    feed("cases", "case_id | person_id | onset\n C1 | vic | 04-03 12:00"),
    asks={
        "trajectory C1": {
            "stay": """
            place | channel  | t_start     | t_end       | flags
            cafe  | net_cafe | 04-01 20:00 | 04-02 01:00 | estimated_end
            g1    | lbs      | 04-01 23:05 | 04-01 23:20 |
            diner | venue    | 04-02 01:00 | 04-02 02:00 |
            """,
        },
        "trace C1": {
            "trace": "ring1 | ring2 | classes\n 4 | 0 | close=1,general=3",
            "contact": """
            person | class   | first       | last        | minutes
            wes    | close   | 04-02 01:30 | 04-02 02:00 | 30.00
            xia    | general | 04-01 21:00 | 04-02 01:00 | 240.00
            yan    | general | 04-01 22:00 | 04-02 01:00 | 180.00
            zed    | general | 04-01 20:30 | 04-01 20:50 | 20.00
            """,
            "exposure": """
            person | flags         | rule
            wes    |               | yes
            xia    | estimated_end | yes
            yan    | estimated_end | yes
            yan    |               |
            zed    | estimated_end | yes
            """,
        },
        "trace C1 --edition co-presence --from 04-01T00:00 --to 04-03T00:00": {
            "trace": "from | to | ring1 | ring2 | classes\n 04-01 00:00 | 04-03 00:00 | 1 | 0 | co_present=1",
            "contact": "person | class | minutes\n wes | co_present | 30.00",
        },
        "reach C1": {"reached": "person | arrival | hops | from\n wes | 04-02 01:30 | 1 | vic"},
        "shared C1": {
            "shared": """
            person | channel  | t_start     | t_end       | flags
            xia    | net_cafe | 04-01 21:00 | 04-02 01:00 | estimated_end
            yan    | net_cafe | 04-01 22:00 | 04-02 01:00 | estimated_end
            zed    | net_cafe | 04-01 20:30 | 04-01 20:50 | estimated_end
            yan    | lbs      | 04-01 23:05 | 04-01 23:10 |
            wes    | venue    | 04-02 01:30 | 04-02 02:00 |
            """,
        },
        "at cafe --from 04-02T08:00 --to 04-02T10:00 --reason risk": {
            "present": "person | t_start | t_end | flags\n xia | 04-01 21:00 | 04-02 09:00 | estimated_end\n yan | 04-01 22:00 | 04-02 11:30 | estimated_end",
        },
    },
)
