"""One night in a hotel, heard from two feeds (semantics.md 2, 3, 4; lodging of cn-8).

Both feeds write `lodging`, `Lakeside` and no place id: one hotel, shown by its key. The police feed says Qi, room 301, 20:00-08:00, the
hotel's own 20:05-08:10: one stay 20:00-08:10 with both sources. Both feeds give person ids, so everybody is written `source:id`;
Qi is linked by his ID card and goes by the smaller, `hotel:g1`.
- Room 301 with him: `hotel:g2`, 21:00-07:00, 600 minutes, `close`.
- Room 302, same floor: `police:k3`, `general`. Room 401 on floor 4: floors are known and different, no row.
- Room 303 without floor: rooms differ, floor unknown, no row. `police:k6` without room: `general`, a question ROOM_UNKNOWN.
- `police:k7`, room 301 by a night's date only (28-29 July): that night is Qi's too: `close`, though he has no clock. His stay runs to the
  end of 29 July; with Qi he was 20:00-08:10.
- `police:k8`, room 301 on 29-30 July by date: with Qi in the small hours of the 29th, but his night is the 29th's: `general`.
Ring 2 takes neither day-only stay.
"""

from tests.stories.story import feed, story

STORY = story(
    feed(
        "stays",
        """
        person_id | id_type | id_number          | place_kind | place_name | t_start     | t_end       | room | floor
        k1        | id_card | 430102197707072025 | lodging    | Lakeside   | 07-28 20:00 | 07-29 08:00 | 301  | 3
        k3        |         |                    | lodging    | Lakeside   | 07-28 22:00 | 07-29 06:00 | 302  | 3
        k4        |         |                    | lodging    | Lakeside   | 07-28 22:00 | 07-29 06:00 | 401  | 4
        k5        |         |                    | lodging    | Lakeside   | 07-28 22:00 | 07-29 06:00 | 303  |
        k6        |         |                    | lodging    | Lakeside   | 07-28 23:00 | 07-29 06:00 |      |
        k7        |         |                    | lodging    | Lakeside   | 07-28       | 07-29       | 301  |
        k8        |         |                    | lodging    | Lakeside   | 07-29       | 07-30       | 301  |
        """,
        source="police",
    ),
    feed(
        "stays",
        """
        person_id | id_type | id_number          | place_kind | place_name | t_start     | t_end       | room | floor
        g1        | id_card | 430102197707072025 | lodging    | Lakeside   | 07-28 20:05 | 07-29 08:10 | 301  | 3
        g2        |         |                    | lodging    | Lakeside   | 07-28 21:00 | 07-29 07:00 | 301  | 3
        """,
        source="hotel",
    ),
    feed("cases", "case_id | id_type | id_number | sample\n C1 | id_card | 430102197707072025 | 07-30 08:00"),
    asks={
        "trajectory C1": {
            "stay": """
            person   | place            | place_kind | zone | t_start     | t_end       | flags | sources
            hotel:g1 | lodging:Lakeside | lodging    | 301  | 07-28 20:00 | 07-29 08:10 |       | hotel,police
            """,
        },
        "trace C1": {
            "trace": "person | anchor | from | to | ring1 | ring2 | classes\n hotel:g1 | sample | 07-28 00:00 | 07-31 00:00 | 5 | 0 | close=2,general=3",
            "question": "code | place\n ROOM_UNKNOWN | lodging:Lakeside",
            "contact": """
            person    | class   | first       | last        | minutes | channels
            hotel:g2  | close   | 07-28 21:00 | 07-29 07:00 | 600.00  | lodging
            police:k7 | close   | 07-28 20:00 | 07-29 08:10 | 730.00  | lodging
            police:k3 | general | 07-28 22:00 | 07-29 06:00 | 480.00  | lodging
            police:k6 | general | 07-28 23:00 | 07-29 06:00 | 420.00  | lodging
            police:k8 | general | 07-29 00:00 | 07-29 08:10 | 490.00  | lodging
            """,
            "exposure": """
            person    | with     | zone | flags    | sources      | rule
            hotel:g2  | hotel:g1 | 301  |          | hotel,police | yes
            police:k7 | hotel:g1 | 301  | day_only | hotel,police | yes
            police:k3 | hotel:g1 |      |          | hotel,police | yes
            police:k6 | hotel:g1 |      |          | hotel,police | yes
            police:k8 | hotel:g1 | 301  | day_only | hotel,police | yes
            """,
        },
        "shared C1 --channel lodging --with hotel:g2": {
            "shared": "person | t_start | t_end | sources\n hotel:g2 | 07-28 21:00 | 07-29 07:00 | hotel,police",
        },
    },
)
