"""Cases and tests (interface.md 2, tests; docs, Cases and windows): a positive opens a case, fills a sample, and is undone by a corrected result.

Bo, tested or not, is at home with an, case C1, on 28 July: close, and marked by his own case if he has one.
"""

from tests.oracle.fed import Fed
from tests.stories.golden import filled, told
from tests.stories.story import Story, feed, story

CASE = feed("cases", "case_id | person_id | onset\n C1 | an | 07-29")
HOME = filled(
    "stays", "person_id\n an\n bo", place_kind="home", place_name="x", t_start="07-28 10:00", t_end="07-28 11:00"
)


def _tests(text: str) -> Fed:
    return feed("tests", "sample_id | version | person_id | t | result\n" + text)


@told
def a_positive_opens_a_case() -> Story:
    """Docs: `T-<sample_id>`, "dated by his earliest positive sample": of S2 (30 July 09:00) and S1 (29 July 20:00) that is T-S1: from 27 July on."""
    tests = _tests("S2 | | bo | 07-30 09:00 | positive\n S1 | | bo | 07-29 20:00 | positive")
    return story(HOME, CASE, tests, asks={
        "trace T-S1": {
            "trace": "case | person | anchor | from\n T-S1 | bo | sample | 07-27 00:00",
            "contact": "person | class | case\n an | close | C1",
        },
        "trace C1": {"contact": "person | class | case\n bo | close | T-S1"},
    })  # fmt: skip


@told
def a_corrected_result_closes_the_case_it_opened() -> Story:
    """Docs: "A corrected result undoes both": version 2 of S1 says negative: bo is no case, and an's window ends at 30 July 00:00, for the test is no *now* any more.

    Of an himself: S3, corrected from positive to unclear, was the only sample of C2: its anchor is the report.
    """
    first = _tests("S1 | 1 | bo | 08-05 09:00 | positive\n S3 | 1 | di | 07-20 09:00 | positive")
    second = _tests("S1 | 2 | bo | 08-05 09:00 | negative\n S3 | 2 | di | 07-20 09:00 | unclear")
    cases = feed("cases", "case_id | person_id | onset | report\n C1 | an | 07-29 |\n C2 | di | | 07-28")
    return story(HOME, cases, first, second, asks={
        "trace C1": {"trace": "to\n 07-30 00:00", "contact": "person | class | case\n bo | close |"},
        "trace C2": {"trace": "anchor | from\n report | 07-26 00:00"},
        "feeds": {"feed": "feed | accepted | superseded\n cases | 2 | 0\n stays | 2 | 0\n tests | 2 | 2"},
    })  # fmt: skip


@told
def a_positive_fills_the_sample_of_a_registered_case() -> Story:
    """Docs: a case without `sample` takes the earliest positive of its person: C1 (onset 29 July) of an, 25 July: from the 23rd. No case T-S1 beside it.

    C2 has a sample of its own, 29 July, which stays: from the 27th, though bo's positive is of the 25th.
    """
    cases = feed("cases", "case_id | person_id | onset | sample\n C1 | an | 07-29 |\n C2 | bo | | 07-29 08:00")
    tests = _tests("S1 | | an | 07-25 09:00 | positive\n S2 | | bo | 07-25 09:00 | positive")
    return story(HOME, cases, tests, asks={
        "trace C1": {"trace": "anchor | from\n sample | 07-23 00:00", "contact": "person | case\n bo | C2"},
        "trace C2": {"trace": "anchor | from\n sample | 07-27 00:00", "contact": "person | case\n an | C1"},
    })  # fmt: skip


@told
def negative_and_unclear_open_nothing() -> Story:
    """Interface 2: "a positive opens a case": bo's negative and unclear do not; nor are they *now*: an's window ends at 30 July 00:00, the end of his day of onset."""
    tests = _tests("S1 | | bo | 08-05 09:00 | negative\n S2 | | bo | 08-06 09:00 | unclear")
    return story(
        HOME,
        CASE,
        tests,
        asks={"trace C1": {"trace": "to\n 07-30 00:00", "contact": "person | class | case\n bo | close |"}},
    )


@told
def a_case_told_by_two_sources_is_one() -> Story:
    """Docs: "for each field the last row that fills it counts": the hospital, by phone, adds an isolation and no onset: 27 July to 28 July 10:30: 30 minutes."""
    people = feed("people", "person_id | phone\n an | 13800000001")
    hospital = feed("cases", "case_id | phone | isolated_at\n C1 | 13800000001 | 07-28 10:30", source="hospital")
    return story(people, HOME, CASE, hospital, asks={"trace C1": {
        "trace": "person | anchor | from | to\n an | onset | 07-27 00:00 | 07-28 10:30",
        "contact": "person | class | minutes\n bo | close | 30.00",
    }})  # fmt: skip


@told
def a_case_named_by_a_phone_is_its_holder_at_the_case_s_date() -> Story:
    """Docs: "report, else sample, else onset": the number is an's to the end of 28 July, cy's from the 29th: reported on the 28th it is an, on the 29th cy."""
    held = feed(
        "identities",
        "person_id | phone | valid_from | valid_to\n an | 13800000001 | | 07-28\n cy | 13800000001 | 07-29 |",
    )
    cases = filled("cases", "case_id | onset | report\n C1 | | 07-28\n C2 | 07-28 | 07-29", phone="13800000001")
    return story(held, HOME, cases, asks={
        "trace C1": {"trace": "person | anchor | from\n an | report | 07-26 00:00", "contact": "person\n bo"},
        "trace C2": {"trace": "person | anchor | from\n cy | onset | 07-26 00:00", "contact": "person"},
    })  # fmt: skip
