"""Whom a row speaks of (semantics.md 3; docs, Identifiers and people). An is the case, all day at home on 28 July; who was with him there is close."""

from tests.oracle.fed import Fed, code
from tests.stories.golden import filled, told
from tests.stories.story import Story, feed, story

CASE = feed("cases", "case_id | person_id | onset\n C1 | an | 07-29")
BO, CY = "430102199001010024", "430102197707072025"
HOME = {"place_kind": "home", "place_name": "x"}


def _home(text: str, *, source: str = "default") -> Fed:
    made = filled("stays", text, **HOME)
    return Fed("stays", made.rows, source)


CASE_AT_HOME = _home("person_id | t_start | t_end\n an | 07-28 08:00 | 07-28 20:00")


@told
def a_number_that_changes_hands_names_its_holder_at_the_start_of_the_stay() -> Story:
    """3: a phone names its "holder within valid_from/valid_to": by the subscribers bo's until 28 July 12:00, cy's from then on.

    The stay that starts at 11:59:59 is bo's to its end, 12:30; that of 12:00:00 is cy's. After cy's time, from 18:00, the number is nobody's but its own.
    """
    people = feed("people", f"person_id | id_type | id_number\n bo | id_card | {BO}\n cy | id_card | {CY}")
    held = filled("subscribers", f"""
        id_number | valid_from  | valid_to
        {BO}      |             | 07-28 12:00
        {CY}      | 07-28 12:00 | 07-28 18:00
    """, id_type="id_card", phone="13800000001")  # fmt: skip
    stays = _home("phone | t_start | t_end\n 13800000001 | 07-28 11:59:59 | 07-28 12:30\n 13800000001 | 07-28 12:00:00 | 07-28 12:10\n"
                  " 13800000001 | 07-28 18:00 | 07-28 18:20")  # fmt: skip
    return story(people, held, CASE_AT_HOME, stays, CASE, asks={"trace C1": {"contact": f"""
        person                      | class | first          | minutes
        bo                          | close | 07-28 11:59:59 | 30.02
        cy                          | close | 07-28 12:00    | 10.00
        {code("phone:13800000001")} | close | 07-28 18:00    | 20.00
    """}})  # fmt: skip


@told
def what_the_register_says_of_a_number_beats_other_rows() -> Story:
    """Docs: "if any identities link covers the moment, only such links count": a stay by bo's registered number alone is bo's, though di gave it too.

    Di's own row goes by the strongest, his person id, and is flagged: "a weak identifier of a row that somebody else holds".
    """
    held = feed("identities", "person_id | phone | valid_from\n bo | 13800000001 | 07-01")
    stays = _home(
        "person_id | phone | t_start | t_end\n di | 13800000001 | 07-28 10:00 | 07-28 10:30\n | 13800000001 | 07-28 11:00 | 07-28 11:30"
    )
    return story(held, CASE_AT_HOME, stays, CASE, asks={"shared C1": {"shared": """
        person | t_start     | flags
        di     | 07-28 10:00 | shared_identifier
        bo     | 07-28 11:00 |
    """}})  # fmt: skip


@told
def a_conflict_that_comes_later_holds_the_row_that_came_first() -> Story:
    """3: "every row of that conflict is held": m came with one ID card and stood; the second file gives him another: both rows are held, in whatever order.

    Only the row of m alone makes a contact.
    """
    row = "person_id | id_type | id_number | t_start | t_end\n m | id_card | {} | 07-28 {}:00 | 07-28 {}:30"
    alone = _home("person_id | t_start | t_end\n m | 07-28 12:00 | 07-28 12:30")
    return story(CASE_AT_HOME, _home(row.format(BO, 10, 10)), alone, _home(row.format(CY, 11, 11)), CASE, asks={
        "trace C1": {"contact": "person | class | first | minutes\n m | close | 07-28 12:00 | 30.00"},
        "feeds": {"feed": "feed | rows | accepted | quarantined\n cases | 1 | 1 | 0\n stays | 4 | 2 | 2"},
    })  # fmt: skip


@told
def a_permit_and_a_passport_of_one_number_are_two_people() -> Story:
    """3 and docs: a document's "type is part of the identifier": passport and hkmo_permit H12345678 are two people, each known by his code."""
    stays = _home(
        "id_type | t_start | t_end\n passport | 07-28 10:00 | 07-28 10:30\n hkmo_permit | 07-28 10:00 | 07-28 10:10"
    )
    numbered = Fed("stays", tuple({**row, "id_number": "H12345678"} for row in stays.rows))
    return story(CASE_AT_HOME, numbered, CASE, asks={"shared C1": {"shared": f"""
        person                         | t_end
        {code("passport:H12345678")}    | 07-28 10:30
        {code("hkmo_permit:H12345678")} | 07-28 10:10
    """}})  # fmt: skip


@told
def one_name_links_nobody() -> Story:
    """3: "Names never link": two rows of one name are two people, by their person ids."""
    stays = _home(
        "person_id | name | t_start | t_end\n bo | Li Ming | 07-28 10:00 | 07-28 10:30\n cy | Li Ming | 07-28 10:10 | 07-28 10:40"
    )
    return story(
        CASE_AT_HOME, stays, CASE, asks={"trace C1": {"contact": "person | minutes\n bo | 30.00\n cy | 30.00"}}
    )


@told
def one_document_makes_two_sources_one_person() -> Story:
    """3: an id_card identifies for ever: `gym:g7` and `inn:k1` with one card are one person, shown by the smaller (source, person_id); his times unite.

    Feeds of more than one source give person ids, so the case is `default:an`.
    """
    row = "person_id | id_type | id_number | t_start | t_end\n {} | id_card | {} | 07-28 {} | 07-28 {}"
    inn = _home(row.format("k1", BO, "10:00", "10:20"), source="inn")
    gym = _home(row.format("g7", BO, "10:10", "10:30"), source="gym")
    return story(CASE_AT_HOME, inn, gym, CASE, asks={"trace C1": {
        "contact": "person | first | last | minutes\n gym:g7 | 07-28 10:00 | 07-28 10:30 | 30.00",
        "exposure": "person | with | sources\n gym:g7 | default:an | default,gym,inn",
    }})  # fmt: skip
