"""Each row has just the fields of the interface, in its order."""

from pathlib import Path

import pytest

from tests.api.conftest import Call

STAY = "kind person place place_kind channel zone t_start t_end flags sources"
TRACE = "kind case person edition anchor from to rings ring1 ring2 classes ratio questions covers_to truncated"
CONTACT = "kind ring person class case judgement reasons first last minutes channels exposures via"
EXPOSURE = "with place place_kind channel zone t_start t_end seat_gap rule flags sources"
SHARED = "kind person place place_kind channel flags t_start t_end seat_gap sources"
REACH = "kind case person from to reached truncated"
CHAIN = "kind roots cases edges generations first last active"
FEED = "kind feed batches rows accepted duplicate superseded quarantined rejected first_event last_event"


@pytest.mark.parametrize(
    ("call", "keys"),
    [
        (("trajectory", "C1"), {"stay": STAY}),
        (("trace", "C1"), {"trace": TRACE, "contact": CONTACT}),
        (("shared", "C1"), {"shared": SHARED}),
        (("reach", "C1"), {"reach": REACH, "reached": "kind person arrival hops from place"}),
        (("reach", "C1", "--backward"), {"reach": f"{REACH} backward", "reached": "kind person latest hops to place"}),
        (("chains", "--recorded"), {"recorded_chain": CHAIN}),
        (("chains", "C1", "--to", "eve"), {"chain": "kind people times places"}),
        (("feeds",), {"feed": f"{FEED} silent_since"}),
    ],
)
def test_fields_and_their_order(cli: Call, kept_town: Path, call: tuple[str, ...], keys: dict[str, str]) -> None:
    """Every row of an answer has the fields of its kind, in order."""
    rows = cli(call[0], kept_town, *call[1:], "--json").rows
    assert {str(row["kind"]): " ".join(row) for row in rows} == keys
    assert all(" ".join(row) == keys[str(row["kind"])] for row in rows)


def test_exposures_and_ways(cli: Call, kept_town: Path) -> None:
    """Eve is in ring 2 through Dan at the shop, her exposure has the fields of one, and the header counts 4 and 1."""
    header, *contacts = cli("trace", kept_town, "C1", "--json").rows
    eve = contacts[-1]
    assert (header["ring1"], header["ring2"], eve["person"]) == (4, 1, "eve")
    assert eve["via"] == [{"person": "dan", "first": "2021-07-23T02:00:00Z"}]
    (exposure,) = eve["exposures"]  # type: ignore[misc]
    assert " ".join(exposure) == EXPOSURE
    one = cli("trace", kept_town, "C1", "--rings", "1", "--json").rows
    assert (one[0]["ring2"], len(one)) == (0, 5)


def test_shared_narrowed(cli: Call, kept_town: Path) -> None:
    """`--with`, `--at` and `--channel` each leave what was asked for."""
    for narrow, people in (
        (("--with", "dan"), ["dan"]),
        (("--with", "phone:13800000002"), ["an"]),
        (("--at", "theatre"), ["an", "bo"]),
        (("--at", "Grand Theatre"), ["an", "bo"]),
        (("--channel", "encounter"), ["fay"]),
    ):
        assert [row["person"] for row in cli("shared", kept_town, "C1", *narrow, "--json").rows] == people
