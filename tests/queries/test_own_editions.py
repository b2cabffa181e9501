"""An authority's own editions: files of a folder, found by name beside the shipped ones, or refused with a sentence."""

from pathlib import Path

import pytest

from graph.errors import ContactgraphError
from queries.rules import Editions, edition

LOCAL = """
name = "city"
title = "A city that looks back longer"
like = "cn-8"
[numbers]
window_days = { value = 5, unit = "days", mark = "source", source = "3 more than national" }
"""


def folder(path: Path, **files: str | bytes) -> Editions:
    """Return the editions of a folder with these files (`city` is city.toml)."""
    for name, text in files.items():
        (path / f"{name}.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return Editions(path)


def refusal(known: Editions, name: str) -> tuple[str, int, str]:
    """Return code, exit code and sentence with which an edition is refused."""
    with pytest.raises(ContactgraphError) as refused:
        known.edition(name)
    return refused.value.code, refused.value.exit_code, refused.value.message


def test_a_file_is_an_edition_by_its_name(tmp_path: Path) -> None:
    """Its window is five days; of a shipped one all is as it is without the folder."""
    known = folder(tmp_path, city=LOCAL)
    assert (known.edition("city").name, known.edition("city").numbers["window_days"].whole) == ("city", 5)
    assert known.edition("cn-8") == edition("cn-8")
    assert (known.own(), known.problems("city"), known.problems("cn-8")) == (("city",), [], [])


def test_a_missing_folder_has_none(tmp_path: Path) -> None:
    """The shipped ones are there all the same, and the sentence about others names all that there are."""
    known = Editions(tmp_path / "editions")
    assert (known.own(), known.edition("who-2021").name) == ((), "who-2021")
    assert refusal(folder(tmp_path, city=LOCAL), "town") == (
        "EDITION_UNKNOWN", 2,
        "there is no edition 'town': use one of cdc-2020, city, cn-8, cn-9, co-presence, ecdc-2020, who-2021",
    )  # fmt: skip


def test_a_name_is_no_path(tmp_path: Path) -> None:
    """Nothing outside the folder can be named."""
    (tmp_path / "inside").mkdir()
    folder(tmp_path, city=LOCAL)
    assert refusal(Editions(tmp_path / "inside"), "../city")[0] == "EDITION_UNKNOWN"


@pytest.mark.parametrize(
    ("name", "text", "code", "said"),
    [
        ("city", LOCAL.replace("window_days", "window"), "EDITION_UNUSABLE", "numbers that none of its rows reads: window"),
        ("city", "name = ", "EDITION_UNUSABLE", "this is no TOML"),
        ("city", LOCAL.replace('like = "cn-8"', 'like = "town"'), "EDITION_UNUSABLE", "like: there is no edition 'town'"),
        ("town", LOCAL, "EDITION_UNUSABLE", "it says 'city' and its file says 'town': call both alike"),
        ("city", LOCAL.replace('"city"', '"../city"'), "EDITION_UNUSABLE", "'../city' is no file name"),
        ("city", LOCAL.replace('"city"', '"c' + 64 * "i" + '"'), "EDITION_UNUSABLE", "64 at most"),
        ("city", b"\xff\xfe\x00", "ENCODING", "is no UTF-8 text"),
        ("cn-8", LOCAL.replace('"city"', '"cn-8"'), "EDITION_NAME_TAKEN", "has the name of the shipped edition cn-8"),
        ("cn-8", LOCAL, "EDITION_NAME_TAKEN", "has the name of the shipped edition cn-8"),
        ("city", LOCAL.replace('"city"', '"cn-8"'), "EDITION_NAME_TAKEN", "has the name of the shipped edition cn-8"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused(tmp_path: Path, name: str, text: str | bytes, code: str, said: str) -> None:
    """With its file and what is wrong with it, exit 1; the other editions can be used all the same."""
    known = folder(tmp_path, **{name: text, "other": LOCAL.replace('"city"', '"other"')})
    told = refusal(known, name)
    assert (told[:2], said in told[2], f"{name}.toml" in told[2]) == ((code, 1), True, True), told
    assert len(known.problems(name)) == 1
    assert known.edition("other").name == "other"


def test_all_faults_of_a_file_are_told(tmp_path: Path) -> None:
    """Two of them are two sentences in the list, and one refusal."""
    known = folder(tmp_path, city=LOCAL.replace("title =", "heading =") + "mood = 1\n")
    assert known.problems("city") == ["numbers.mood: Input should be a valid dictionary or instance of Number",
                                      "heading: nobody knows this word"]  # fmt: skip
    assert "; heading: nobody knows this word" in refusal(known, "city")[2]


def test_a_file_is_known_by_its_bytes(tmp_path: Path) -> None:
    """An altered file has another SHA-256, a shipped edition none; hidden files and other files are no editions."""
    known = folder(tmp_path, city=LOCAL)
    before = known.sha256("city")
    folder(tmp_path, city=LOCAL + "# altered\n")
    (tmp_path / ".city.toml.new").touch()
    (tmp_path / ".hidden.toml").touch()
    (tmp_path / "notes.txt").touch()
    assert (len(before or ""), known.sha256("city") != before, known.sha256("cn-8"), known.own()) == (
        64,
        True,
        None,
        ("city",),
    )


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    """Some editors write one."""
    assert folder(tmp_path, city=b"\xef\xbb\xbf" + LOCAL.encode()).edition("city").name == "city"
