"""The report page is self-contained, shows what the rows say, and lets no text become markup."""

import re
from zoneinfo import ZoneInfo

from api.report import report_page, trajectory_page

SHANGHAI = ZoneInfo("Asia/Shanghai")
HEADER: dict[str, object] = {
    "kind": "trace", "case": "C1", "person": "p17", "edition": "cn-8", "anchor": "onset",
    "from": "2021-07-27T16:00:00Z", "to": "2021-07-30T04:00:00Z", "rings": 2, "ring1": 1, "ring2": 1,
    "classes": {"close": 1, "contact_of_contact": 1}, "ratio": 1.0, "covers_to": "2021-08-03T00:00:00Z",
}  # fmt: skip


def contact(person: str, ring: int, klass: str, via: list[dict[str, str]]) -> dict[str, object]:
    exposure = {
        "with": "p17", "place": "V1", "place_kind": "venue", "channel": "venue", "zone": "table 3",
        "t_start": "2021-07-28T10:00:00Z", "t_end": "2021-07-28T10:40:00Z", "rule": "cn-8:C4", "flags": [],
        "sources": ["default"],
    }  # fmt: skip
    return {
        "kind": "contact", "ring": ring, "person": person, "class": klass, "case": None, "judgement": None,
        "reasons": ["SAME_ZONE_15_MIN"], "first": "2021-07-28T10:00:00Z", "last": "2021-07-28T10:40:00Z",
        "minutes": 40.0, "channels": ["venue"], "exposures": [exposure], "via": via,
    }  # fmt: skip


CONTACTS = [contact("p4", 1, "close", []), contact("p88", 2, "contact_of_contact", [{"person": "p4", "first": "x"}])]
ITEMS = [
    {"person": "p4", "class": "close", "score": 0.83, "minutes": 40.0, "first": "2021-07-28T10:00:00Z",
     "last": "2021-07-28T10:40:00Z", "quarantine_until": "2021-08-11", "why": "same table of <script>alert(1)</script>"}
]  # fmt: skip


def stay(person: str) -> dict[str, object]:
    return {"kind": "stay", "person": person, "place": "V1", "place_kind": "venue", "channel": "venue", "zone": "table 3",
            "t_start": "2021-07-28T10:00:00Z", "t_end": "2021-07-28T11:00:00Z", "flags": [], "sources": []}  # fmt: skip


def page() -> str:
    return report_page(
        title="A noodle shop", header=HEADER, contacts=CONTACTS, items=ITEMS,
        stays={"p17": [stay("p17")], "p4": [stay("p4")]}, zone=SHANGHAI, notes=["Look at p88 next."],
    )  # fmt: skip


def at(place: str, kind: str, channel: str, start: str, end: str, *flags: str) -> dict[str, object]:
    return {**stay("p17"), "place": place, "place_kind": kind, "channel": channel, "zone": None, "flags": list(flags),
            "t_start": f"2021-07-{start}:00Z", "t_end": f"2021-07-{end}:00Z"}  # fmt: skip


DAYS = [
    at("g800:3919:13830", "cell", "lbs", "26T10:00", "26T22:00"),
    at("train:G1234:2021-07-27", "train", "railway", "27T08:00", "27T09:30"),
    at("inn <b>", "lodging", "lodging", "27T20:00", "28T08:00", "estimated_end"),
]
SPOTS = {"g800:3919:13830": (28.2, 112.9), "inn <b>": (28.3, 113.0)}


def test_a_trajectory_has_a_lane_a_channel_and_a_map_of_what_has_a_position() -> None:
    """Three channels are three lanes; two of the three places are on the map, joined by a line; weak stays are pale."""
    text = trajectory_page("Fourteen days", DAYS, SPOTS, SHANGHAI)
    assert re.findall(r'class="who">(\w+)<', text) == ["lbs", "lodging", "railway"]
    timeline, small_map = text.split('aria-label="map of the places"')
    assert timeline.count("<rect") == 3
    assert timeline.count('opacity="0.45"') == 1
    assert small_map.split("</svg>")[0].count("<circle") == 2
    assert "inn &lt;b&gt;: 28 Jul 04:00 – 28 Jul 16:00" in text


def test_north_is_up_and_east_is_right_on_the_map() -> None:
    """The inn lies north-east of the cell: its dot is higher and further right."""
    circles = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', trajectory_page("x", DAYS, SPOTS, SHANGHAI))
    (cell_x, cell_y), (inn_x, inn_y) = [(float(x), float(y)) for x, y in circles]
    assert inn_x > cell_x
    assert inn_y < cell_y


def test_without_positions_there_is_no_map() -> None:
    """A trajectory whose places nobody can locate is a timeline and a table."""
    assert "map of the places" not in trajectory_page("x", DAYS, {}, SHANGHAI)


def test_the_page_asks_nobody_for_anything() -> None:
    """It holds no script, no link and no address but the name space of SVG."""
    text = page()
    assert "<script" not in text
    assert set(re.findall(r"https?://[^\"' ]+", text)) == {"http://www.w3.org/2000/svg"}
    assert "default-src 'none'" in text


def test_text_from_feeds_stays_text() -> None:
    """A place named like a script is shown, not run."""
    assert "same table of &lt;script&gt;alert(1)&lt;/script&gt;" in page()


def test_the_chain_has_a_lane_for_case_contact_and_contact_of_contact() -> None:
    """Three lanes: two links, three dots."""
    text = page()
    assert text.count('class="link"') == 2
    assert text.count("<circle") == 3


def test_the_time_together_is_shaded_over_both_people() -> None:
    """One exposure is one shaded band with its local time."""
    text = page()
    assert text.count('class="together"') == 1
    assert "V1, table 3: 28 Jul 18:00 – 28 Jul 18:40" in text
