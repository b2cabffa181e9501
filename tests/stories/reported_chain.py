"""Chains as the cases' infectors record them (semantics.md 9). As of 20 February.

- A infected B and C, both infected D; B says so by A's person id; C's infectors are parted by a Chinese comma; X9 is nobody: reported, no link.
  One root, generations 1, 2, 1; four cases, four edges; dates are the reports, D's is its onset. Active: D is dated within 14 days of 20 Feb.
- E names himself: reported and dropped; with no other link he is no chain.
- F and G name each other: a cycle, no root, no generations. G's report is before F's, whose infector he is; and the other way round
  F is reported after G though he is given as G's infector. Their reports are 22 days apart: LONG_GAP both ways. Not active on 20 Feb.
- H infected I on the same day by onset: equal dates are no problem, though H was reported after I. Active: H is dated 6 Feb 00:00, 14 days
  before; a minute later it is not.
- K, dated 21 February, is left out; and L's link to K with it.
"""

from tests.stories.story import feed, story

STORY = story(
    feed(
        "cases",
        """
        case_id | person_id | onset | report | infector
        A       | pa        |       | 01-20  |
        B       | pb        |       | 01-25  | pa
        C       | pc        |       | 01-26  | A，X9
        D       | pd        | 02-10 |        | B;C
        E       | pe        |       | 01-10  | E
        F       | pf        |       | 01-31  | G
        G       | pg        |       | 01-09  | F
        H       | ph        | 01-30 | 02-06  |
        I       | pi        | 01-30 | 02-01  | H
        K       | pk        |       | 02-21  |
        L       | pl        |       | 02-01  | K
        """,
    ),
    asks={
        "chains --recorded --as-of 02-20T00:00": {
            "recorded_chain": """
            roots | cases | edges | generations | first       | last        | active
            A     | 4     | 4     | 1,2,1       | 01-20 00:00 | 02-10 00:00 | yes
                  | 2     | 2     |             | 01-09 00:00 | 01-31 00:00 |
            H     | 2     | 1     | 1,1         | 02-01 00:00 | 02-06 00:00 | yes
            """,
            "chain_problem": """
            code                | case | infector | cases
            INFECTOR_UNKNOWN    | C    |          |
            SELF                | E    | E        |
            CYCLE               |      |          | F,G
            INFECTOR_AFTER_CASE | G    | F        |
            LONG_GAP            | F    | G        |
            LONG_GAP            | G    | F        |
            """,
        },
        "chains I --recorded --as-of 02-20T00:00": {
            "recorded_chain": "roots | cases | generations\n H | 2 | 1,1",
            "chain_problem": "code | case",
        },
        "chains --recorded --as-of 02-20T00:01": {
            "recorded_chain": "roots | active\n A | yes\n | \n H |",
        },
    },
)
