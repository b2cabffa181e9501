"""Passages at checkpoints (semantics.md 2 and 4): points of a trajectory, never a contact. An is the case."""

from tests.stories.golden import filled, told
from tests.stories.story import Story, feed, story

CASE = feed("cases", "case_id | person_id | onset\n C1 | an | 07-29")


@told
def two_who_pass_at_one_second_are_no_contacts() -> Story:
    """4: "points in trajectories and cross-checks and make no contacts": an and bo pass the toll at one second, under every question."""
    toll = filled("passages", "person_id\n an\n bo", checkpoint_id="toll", t="07-28 08:00", direction="in")
    return story(toll, CASE, asks={
        "trajectory C1": {"stay": "place | place_kind | t_start | t_end\n toll | checkpoint | 07-28 08:00 | 07-28 08:00:01"},
        "trace C1": {"trace": "ring1 | ring2\n 0 | 0"},
        "trace C1 --edition co-presence --from 07-28T00:00 --to 07-29T00:00": {"trace": "ring1 | ring2\n 0 | 0"},
        "shared C1": {"shared": "person"},
        "same C1": {"same": "person"},
        "reach C1": {"reach": "reached\n 0"},
    })  # fmt: skip


@told
def a_plate_passes_for_its_holder_at_that_time() -> Story:
    """3: a plate names its holder within valid_from/valid_to: an's from 28 July 12:00: the passage of 12:00:00 is his, that of 11:59:59 bo's."""
    held = feed(
        "identities",
        "person_id | plate | valid_from | valid_to\n bo | A12345 | | 07-28 12:00\n an | A12345 | 07-28 12:00 |",
    )
    toll = filled(
        "passages", "t\n 07-28 11:59:59\n 07-28 12:00:00", plate="A12345", checkpoint_id="toll", direction="out"
    )
    return story(held, toll, CASE, asks={"trajectory C1": {
        "stay": "person | place | t_start | t_end\n an | toll | 07-28 12:00 | 07-28 12:00:01",
    }})  # fmt: skip


@told
def a_passage_does_not_end_an_open_stay() -> Story:
    """2: an open end is closed by the next stay at a place that excludes it, "not a cell, checkpoint, encounter": an's visit without end lasts the venue's four hours.

    The passage, the fix and the meeting within it leave it as it is.
    """
    visit = filled("stays", "person_id | t_start\n an | 07-28 10:00", place_kind="venue", place_name="x")
    toll = feed("passages", "person_id | checkpoint_id | t\n an | toll | 07-28 11:00")
    fix = feed("positions", "person_id | cell_id | t\n an | a | 07-28 11:30")
    met = feed("encounters", "person_a | person_b | t_start | t_end\n an | bo | 07-28 12:00 | 07-28 12:05")
    return story(visit, toll, fix, met, CASE, asks={"trajectory C1": {"stay": """
        channel    | t_start     | t_end          | flags
        venue      | 07-28 10:00 | 07-28 14:00    | estimated_end
        checkpoint | 07-28 11:00 | 07-28 11:00:01 |
        lbs        | 07-28 11:30 | 07-28 11:30:01 |
        encounter  | 07-28 12:00 | 07-28 12:05    |
    """}})  # fmt: skip
