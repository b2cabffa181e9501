"""Cases whose windows differ (semantics.md 1 and 6; times fed in Shanghai, shown in UTC).

Five cases of five people, all at the depot 1-31 August, 00:00-24:00 local.
- A: onset 10 August (a date) and sample 9 August 15:00: the sample is earlier: from 7 August 00:00 local, 6 August 16:00 UTC. Isolated on 12 August by
  date: it ends with that day, 16:00 UTC.
- B: only a report, 10 August 09:00: from 8 August 00:00 local; no isolation: to now. Now is the end of the depot's last stay, 31 August 24:00.
- C: onset 10 August 23:30: still the 10th in Shanghai: from 8 August.
- D has no date: no window, unless both ends are given.
`--as-of` before the isolation ends A's window there. `--from` and `--to` each replace their side alone.
"""

from tests.stories.story import feed, story

STORY = story(
    feed("places", "place_id | kind\n depot | home"),
    feed(
        "stays",
        """
        person_id | place_id | t_start     | t_end
        a         | depot    | 08-01 00:00 | 09-01 00:00
        b         | depot    | 08-01 00:00 | 09-01 00:00
        """,
    ),
    feed(
        "cases",
        """
        case_id | person_id | onset       | sample      | report      | isolated_at
        A       | a         | 08-10       | 08-09 15:00 | 08-12       | 08-12
        B       | b         |             |             | 08-10 09:00 |
        C       | c         | 08-10 23:30 |             |             |
        D       | d         |             |             |             |
        """,
    ),
    timezone="Asia/Shanghai",
    asks={
        "trace A": {
            "trace": "anchor | from | to\n sample | 08-06 16:00 | 08-12 16:00",
            "contact": "person | case | first | last | minutes\n b | B | 08-06 16:00 | 08-12 16:00 | 8640.00",
            "exposure": "person | flags | t_start | t_end\n b | LONG | 08-06 16:00 | 08-12 16:00",
        },
        "trace B --rings 1": {
            "trace": "anchor | from | to\n report | 08-07 16:00 | 08-31 16:00",
            "contact": "person | case | minutes\n a | A | 34560.00",
        },
        "trace C": {"trace": "anchor | from | to | ring1\n onset | 08-07 16:00 | 08-31 16:00 | 0"},
        "trace D --from 08-01T00:00 --to 08-02T00:00": {"trace": "from | to | ring1\n 08-01 00:00 | 08-02 00:00 | 0"},
        "trace A --as-of 08-11T00:00": {
            "trace": "from | to\n 08-06 16:00 | 08-11 00:00",
            "contact": "person | last\n b | 08-11 00:00",
        },
        "trace A --to 08-08T00:00": {"trace": "from | to\n 08-06 16:00 | 08-08 00:00"},
        "trace A --from 08-08T00:00": {"trace": "from | to\n 08-08 00:00 | 08-12 16:00"},
        "shared A": {"shared": "person | t_start | t_end\n b | 07-31 16:00 | 08-12 16:00"},
        "shared A --from 08-11T00:00": {"shared": "person | t_start | t_end\n b | 08-11 00:00 | 08-12 16:00"},
        "trajectory A --days 1": {"stay": "t_start | t_end | flags\n 07-31 16:00 | 08-31 16:00 | LONG"},
    },
)
