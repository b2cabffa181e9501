"""The report page is self-contained, shows what the rows say, and lets no text become markup."""

import re
from zoneinfo import ZoneInfo

from api.report import report_page

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
