"""The perspective's file: its shape, what fits together in it, what is refused, and the links to it; no server is asked."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from api.cli.bloom import bloom_, bloom_url
from api.cli.output import Output
from api.cli.session import Session
from graph.engines.neo4j.bloom.perspective import NAME, STATUSES, perspective, text
from graph.engines.neo4j.bloom.phrases import actions, phrases
from graph.engines.neo4j.bloom.validator import problems
from graph.errors import DeploymentError, UsageError
from graph.model.picture import LABELS
from graph.model.schema import EDGES, NODES
from graph.model.timed_graph import Case

#: Key and type of every place of a 2.21.0 file, as real exports have them; lists by their items.
SHAPE = {
    "": "object",
    "name": "str", "id": "str", "version": "str", "type": "str", "createdAt": "int", "lastEditedAt": "int",
    "parentPerspectiveId": "null", "maxLimitToastMsgEnabled": "bool", "hideUncategorisedData": "bool",
    "categories[].id": "int", "categories[].name": "str", "categories[].color": "str", "categories[].icon": "str",
    "categories[].size": "int", "categories[].labels[]": "str", "categories[].textSize": "int", "categories[].textAlign": "str",
    "categories[].createdAt": "int", "categories[].lastEditedAt": "int",
    "categories[].captionKeys": "empty", "categories[].styleRules": "empty",
    "categories[].captions[].key": "str", "categories[].captions[].type": "str", "categories[].captions[].isCaption": "bool",
    "categories[].captions[].inTooltip": "bool", "categories[].captions[].styles": "empty",
    "categories[].captions[].isGdsData": "bool",
    "categories[].properties[].name": "str", "categories[].properties[].exclude": "bool",
    "categories[].properties[].dataType": "str",
    "labels.*[].propertyKey": "str", "labels.*[].type": "str", "labels.*[].dataType": "str",
    "relationshipTypes[].id": "str", "relationshipTypes[].name": "str", "relationshipTypes[].color": "str",
    "relationshipTypes[].size": "int", "relationshipTypes[].textSize": "int", "relationshipTypes[].textAlign": "str",
    "relationshipTypes[].captionKeys": "empty", "relationshipTypes[].styleRules": "empty",
    "relationshipTypes[].captions[].key": "str", "relationshipTypes[].captions[].type": "str",
    "relationshipTypes[].captions[].isCaption": "bool", "relationshipTypes[].captions[].inTooltip": "bool",
    "relationshipTypes[].captions[].styles": "empty", "relationshipTypes[].properties": "empty",
    "relationshipTypes[].properties[].propertyKey": "str", "relationshipTypes[].properties[].type": "str",
    "relationshipTypes[].properties[].dataType": "str",
    "palette.colors[]": "str", "palette.currentIndex": "int",
    "templates[].name": "str", "templates[].id": "str", "templates[].createdAt": "int", "templates[].text": "str",
    "templates[].cypher": "str", "templates[].isUpdateQuery": "null", "templates[].isWriteTransactionChecked": "null",
    "templates[].hasCypherErrors": "bool",
    "templates[].params[].name": "str", "templates[].params[].dataType": "str", "templates[].params[].collapsed": "bool",
    "templates[].params[].suggestionLabel": "null str", "templates[].params[].suggestionProp": "null str",
    "templates[].params[].suggestionBoolean": "bool", "templates[].params[].cypher": "null str",
    "sceneActions[].name": "str", "sceneActions[].id": "str", "sceneActions[].createdAt": "int", "sceneActions[].cypher": "str",
    "sceneActions[].isUpdateQuery": "null", "sceneActions[].categories": "null", "sceneActions[].relationshipTypes": "null",
    "sceneActions[].hasCypherErrors": "bool",
    "hiddenRelationshipTypes": "empty",
    "metadata.pathSegments[].source": "str", "metadata.pathSegments[].relationshipType": "str",
    "metadata.pathSegments[].target": "str",
    "metadata.indexes[].label": "str", "metadata.indexes[].type": "str", "metadata.indexes[].propertyKeys[].key": "str",
    "metadata.indexes[].propertyKeys[].metadataProp": "bool",
}  # fmt: skip


def shape(value: object, at: str = "") -> set[tuple[str, str]]:
    """Return where values of which type are; the keys of `labels` are names of the data and told as one."""
    if isinstance(value, dict):
        inside = [shape(v, f"{at}.*" if at == "labels" else f"{at}.{k}".lstrip(".")) for k, v in value.items()]
        return set().union(*inside) | ({("", "object")} if not at else set())
    if isinstance(value, list):
        return set().union(*(shape(v, f"{at}[]") for v in value)) if value else {(at, "empty")}
    return {(at, "null" if value is None else type(value).__name__)}


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    """Return the perspective as a reader of its file gets it."""
    return cast("dict[str, Any]", json.loads(text(perspective(timezone="Asia/Shanghai"))))


def test_the_shape_is_that_of_2_21(made: dict[str, Any]) -> None:
    """Every key that a file of that version has, with its type, and no other."""
    assert shape(made) == {(at, kind) for at, kinds in SHAPE.items() for kind in kinds.split()}
    assert (made["version"], made["type"], made["createdAt"]) == ("2.21.0", "STANDARD_PERSPECTIVE", 0)


def test_the_perspective_passes_its_own_rules(made: dict[str, Any]) -> None:
    """Nothing is wrong with what is written."""
    assert problems(made) == []


def test_the_same_input_gives_the_same_bytes(made: dict[str, Any]) -> None:
    """Twice is the same file; another name has another id, another time zone other phrases and the same id."""
    assert text(perspective(timezone="Asia/Shanghai")) == text(perspective(timezone="Asia/Shanghai"))
    assert made["id"] == "e2a67aa3-4fcf-53f8-83a6-4321c8298e30"
    other = perspective("Elsewhere", timezone="Asia/Shanghai")
    assert other["id"] != made["id"]
    urumqi = perspective(timezone="Asia/Urumqi")
    assert urumqi["id"] == made["id"]
    assert [a["text"] for a, b in zip(made["templates"], cast("Any", urumqi)["templates"], strict=True) if a != b] == [
        "Who was at $place between $from and $to"
    ]


@pytest.mark.parametrize("zone", ["Mars/Olympus", "x'}) DETACH DELETE n //", "", "../etc/passwd"])
def test_a_time_zone_that_is_none_is_refused(zone: str) -> None:
    """Only a name of the time zone database gets into a phrase."""
    with pytest.raises(UsageError, match="time zone") as refused:
        perspective(timezone=zone)
    assert refused.value.code == "TIMEZONE_UNKNOWN"


def test_a_status_comes_before_the_person_and_a_kind_before_the_place(made: dict[str, Any]) -> None:
    """A node is styled by its first category: a case as a case, a flight as a flight; each status has a colour of its own."""
    names = [c["name"] for c in made["categories"]]
    assert names[:6] == ["Case", "CloseContact", "ContactOfContact", "Companion", "GeneralContact", "CaseRecord"]
    assert names[-3:] == ["Place", "Household", "Person"]
    assert {"Flight", "Train", "NetCafe", "Encounter"} < set(names[6:-3])
    assert set(STATUSES) == {"Case", *LABELS.values()}
    people = [c["color"] for c in made["categories"] if c["name"] in {*STATUSES, "Person"}]
    assert len(set(people)) == 6
    assert made["categories"][0]["color"] == "#F16667"


def test_everything_of_the_graph_is_described(made: dict[str, Any]) -> None:
    """Every label and relationship type of the schema, with its properties, and the contacts of pictures."""
    for node in NODES:
        assert {p.name for p in node.properties} <= {p["propertyKey"] for p in made["labels"][node.label]}
    kinds = {r["id"]: {p["propertyKey"] for p in r["properties"]} for r in made["relationshipTypes"]}
    assert set(kinds) == {*(edge.kind for edge in EDGES), "CONTACT"}
    assert {"t_start", "t_end", "place"} < kinds["STAYED"]
    assert {"run", "case", "ring", "class", "first", "last"} < kinds["CONTACT"]
    types = {p["propertyKey"]: p["dataType"] for p in made["labels"]["Case"]}
    assert types == {"code": "string", "chain_x": "number", "chain_y": "bigint", "exposed_at": "DateTime"}
    segments = [tuple(s.values()) for s in made["metadata"]["pathSegments"]]
    assert ("CloseContact", "STAYED", "NetCafe") in segments
    assert len(segments) == len(set(segments))


def test_captions_are_what_people_know(made: dict[str, Any]) -> None:
    """A place is written with its name and its key, a person with the code, a case record with the case id."""
    captions = {c["name"]: [k["key"] for k in c["captions"] if k["isCaption"]] for c in made["categories"]}
    assert captions["Venue"] == captions["Place"] == ["name", "key"]
    assert captions["Case"] == captions["Person"] == ["code"]
    assert captions["CaseRecord"] == ["case_id"]


Change = Callable[[dict[str, Any]], object]


def put(path: str, value: object) -> Change:
    """Return the change that sets the value at a path such as `categories.0.id`."""

    def change(made: dict[str, Any]) -> None:
        *way, last = [int(step) if step.isdecimal() else step for step in path.split(".")]
        here: Any = made
        for step in way:
            here = here[step]
        here[last] = value

    return change


def drop(path: str) -> Change:
    """Return the change that takes away what is at a path."""

    def change(made: dict[str, Any]) -> None:
        *way, last = path.split(".")
        here: Any = made
        for step in way:
            here = here[int(step) if step.isdecimal() else step]
        del here[last]

    return change


def cypher(old: str, new: str, *, of: str = "templates.5") -> Change:
    """Return the change of a phrase's (default: of the sixth's) or an action's Cypher."""

    def change(made: dict[str, Any]) -> None:
        kind, number = of.split(".")
        item = made[kind][int(number)]
        assert old in item["cypher"]
        item["cypher"] = item["cypher"].replace(old, new)

    return change


NAMED = {"propertyKey": "name", "type": "Person", "dataType": "string"}
BROKEN: dict[str, tuple[Change, str]] = {
    "another version": (put("version", "2.7.0"), "version"),
    "a key of older files": (put("isAuto", True), "isAuto"),
    "no labels": (drop("labels"), "labels"),
    "no size of a relationship type": (drop("relationshipTypes.0.size"), "relationshipTypes.0.size"),
    "no path segments": (drop("metadata.pathSegments"), "pathSegments"),
    "no indexes": (drop("metadata.indexes"), "indexes"),
    "a number as text": (put("categories.0.size", "2"), "categories.0.size"),
    "a size that Bloom does not know": (put("categories.0.size", 5), "categories.0.size"),
    "a time as text": (put("createdAt", "Thu Apr 16 2020"), "createdAt"),
    "a time before all times": (put("templates.0.createdAt", -1), "createdAt"),
    "a colour by name": (put("categories.0.color", "red"), "color"),
    "an icon that is none": (put("categories.0.icon", "person.png"), "icon"),
    "a short palette": (put("palette.colors", ["#FFFFFF"]), "palette.colors"),
    "an id that is none": (put("id", "contact-tracing"), "id"),
    "a type of property that is none": (put("labels.Person.0.dataType", "text"), "labels.Person.0.dataType"),
    "a type of parameter that is none": (put("templates.0.params.0.dataType", "DateTime"), "dataType"),
    "a parameter without its sign": (put("templates.0.params.0.name", "channel"), "params.0.name"),
    "Cypher that is known to be wrong": (put("templates.0.hasCypherErrors", True), "hasCypherErrors"),
    "categories from 0": (put("categories.0.id", 2), "not numbered from 1"),
    "a category twice": (put("categories.1.name", "Case"), "category 'Case' is there 2 times"),
    "a phrase twice": (put("templates.1.id", "tmpl:1700000000000"), "is there 2 times"),
    "a label that is not described": (drop("labels.Train"), "names the label 'Train'"),
    "a relationship type under another name": (put("relationshipTypes.0.name", "STAY"), "both must be the type"),
    "a property of somebody else": (put("labels.Person.0.type", "Place"), "belongs to 'Place'"),
    "a property that the labels lack": (put("categories.0.properties.0.name", "age"), "names the property 'age'"),
    "a segment of an unknown type": (put("metadata.pathSegments.0.relationshipType", "VISITS"), "'VISITS'"),
    "an unknown type hidden": (put("hiddenRelationshipTypes", ["VISITS"]), "'VISITS'"),
    "an index of an unknown property": (put("metadata.indexes.0.propertyKeys.0.key", "age"), "'age'"),
    "half a suggestion": (put("templates.1.params.0.suggestionProp", None), "half a suggestion"),
    "two suggestions": (put("templates.1.params.0.cypher", "RETURN 'C1' AS id"), "two suggestions"),
    "a suggestion from nowhere": (put("templates.1.params.0.suggestionProp", "number"), "CaseRecord.number"),
    "a suggestion that writes": (put("templates.0.params.0.cypher", "CREATE (n) RETURN 'a' AS a"), "write (CREATE)"),
    "a parameter that nobody types": (put("templates.4.text", "Where was the case"), "different $parameters"),
    "a parameter that is not used": (cypher("$case", "'C1'", of="templates.4"), "different $parameters"),
    "a parameter that is not there": (put("templates.4.params", []), "different $parameters"),
    "a phrase that creates": (cypher("RETURN path", "CREATE (:Person) RETURN path"), "writes (CREATE)"),
    "a phrase that deletes": (cypher("RETURN path", "DETACH DELETE x RETURN path"), "writes (DETACH)"),
    "a phrase that sets in small letters": (cypher("RETURN path", "set x.seen = 1 RETURN path"), "writes (set)"),
    "a phrase that inserts": (cypher("RETURN path", "INSERT (:Person) RETURN path"), "writes (INSERT)"),
    "a phrase that hides it in a comment": (cypher("RETURN path", "/* ' */ REMOVE x:Place /* ' */ RETURN path"), "writes (REMOVE)"),
    "a phrase that calls a procedure": (cypher("RETURN path", "CALL db.labels() YIELD label RETURN path"), "writes (CALL)"),
    "a phrase that reads a file": (cypher("RETURN path", "LOAD CSV FROM 'x' AS row RETURN path"), "writes (LOAD CSV)"),
    "no limit": (cypher("LIMIT 10000", ""), "does not end with a LIMIT"),
    "a limit over Bloom's": (cypher("LIMIT 10000", "LIMIT 10001"), "does not end with a LIMIT"),
    "a limit that is a comment": (cypher("LIMIT 10000", "// LIMIT 10000"), "does not end with a LIMIT"),
    "relationships alone": (cypher("RETURN path", "RETURN r"), "relationships alone are not drawn"),
    "values alone": (cypher("RETURN path", "RETURN x.key AS key"), "relationships alone are not drawn"),
    "an action without a selection": (cypher("$nodes", "[]", of="sceneActions.0"), "must ask for $nodes"),
    "an action that asks for more": (cypher("$nodes", "$nodes + $more", of="sceneActions.0"), "nothing else"),
    "an action that writes": (cypher("RETURN path", "SET q.seen = 1 RETURN path", of="sceneActions.0"), "writes (SET)"),
    "the name of a person": (put("labels.Person.0", NAMED), "'name': what names a person"),
    "a phone number": (put("labels.Case.0.propertyKey", "phone"), "'phone': what names a person"),
    "an id number on a relationship": (put("relationshipTypes.0.properties.0.propertyKey", "id_number"), "'id_number'"),
    "a phrase that asks for a phone": (cypher("x.name = $place", "x.phone = $place"), "asks for 'phone'"),
    "a phrase that asks for a name": (cypher("q:Person", "q:Person {name: case}", of="sceneActions.0"), "only places have names"),
    "a phrase that asks for people's names": (cypher("<> c", "<> c AND q.name > ''", of="templates.0"), "q.name"),
    "a phrase that asks the vault": (cypher("x.name = $place", "x.vault = $place"), "asks for 'vault'"),
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_perspective_is_refused(made: dict[str, Any], what: str) -> None:
    """Each is told in a sentence that names the place or the word."""
    broken = copy.deepcopy(made)
    change, sentence = BROKEN[what]
    change(broken)
    assert any(sentence in problem for problem in problems(broken)), problems(broken)


@pytest.mark.parametrize("what", [None, [], "perspective", 7, {}])
def test_what_is_no_perspective_is_refused(what: object) -> None:
    """Any other JSON is told, and nothing is raised."""
    assert problems(what) != []


def test_words_in_quotes_are_no_clauses(made: dict[str, Any]) -> None:
    """A place called SET is a value: what stands in quotes, escaped quotes included, writes nothing."""
    fine = copy.deepcopy(made)
    cypher("x.key = $place", r"x.key = $place OR x.key = 'SET it\' DELETE'")(fine)
    assert problems(fine) == []


def test_every_phrase_of_the_plan_is_there() -> None:
    """The phrases and actions by their words, in the order in which a tracer asks."""
    assert [phrase.text for phrase in phrases("UTC")] == [
        "Who shared $channel with $case",
        "Close contacts of $case",
        "Contacts of contacts of $case",
        "Chain from $a to $b",
        "Where was $case",
        "Who was at $place between $from and $to",
        "Cases at $place",
    ]
    assert [action.name for action in actions()] == ["What they shared with the case", "Show the chain from the case"]


@pytest.mark.parametrize(
    ("base", "case_id", "expected"),
    [
        (
            "https://graph.example:7473/bloom/",
            "C1",
            "https://graph.example:7473/bloom/?search=Close%20contacts%20of%20C1&perspective=Contact%20tracing&run=true",
        ),
        (
            "https://bloom.example/index.html?connectURL=neo4j%2Bs%3A%2F%2Fhost",
            "湘/7&run=false#x",
            "https://bloom.example/index.html?connectURL=neo4j%2Bs%3A%2F%2Fhost&search=Close%20contacts%20of%20"
            "%E6%B9%98%2F7%26run%3Dfalse%23x&perspective=Contact%20tracing&run=true",
        ),
    ],
)
def test_a_link_opens_a_case(base: str, case_id: str, expected: str) -> None:
    """The case id is one value of the link, whatever stands in it; a base that has parameters keeps them."""
    assert bloom_url(base, case_id) == expected


def session(cases: tuple[Case, ...] = (), *, as_json: bool = True) -> Session:
    graph = SimpleNamespace(cases=cases)
    deployment = SimpleNamespace(timezone="Asia/Shanghai")
    return cast("Session", SimpleNamespace(out=Output(json=as_json), deployment=deployment, graph=lambda: graph))


def test_the_command_writes_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The file is the perspective, and one line says where it is."""
    out = tmp_path / "tracing.json"
    bloom_(session(), out)
    assert out.read_text(encoding="utf-8") == text(perspective(timezone="Asia/Shanghai"))
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == [
        {"kind": "neo4j", "action": "bloom", "file": str(out)}
    ]


@pytest.mark.parametrize("as_json", [True, False])
def test_the_file_goes_to_standard_output(capsys: pytest.CaptureFixture[str], *, as_json: bool) -> None:
    """For `-` the output is the file and nothing else, with `--json` in one line that says what it is."""
    bloom_(session(as_json=as_json), Path("-"), "https://graph.example/bloom/")
    said = capsys.readouterr().out
    if as_json:
        line = json.loads(said)
        assert (line["kind"], line["action"], line["file"]) == ("neo4j", "bloom", "-")
        assert problems(line["perspective"]) == []
    else:
        assert said == text(perspective(timezone="Asia/Shanghai"))


def test_every_open_case_has_a_link(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With Bloom's address known each case that is not closed gets a link; a person is in none of them."""
    cases = (Case("C1", "ann"), Case("C2", "bo", closed=7))
    bloom_(session(cases), tmp_path / "tracing.json", "https://graph.example/bloom/")
    _, line = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert line == {
        "kind": "neo4j",
        "action": "bloom",
        "case": "C1",
        "url": "https://graph.example/bloom/?search=Close%20contacts%20of%20C1&perspective=Contact%20tracing&run=true",
    }


def test_people_are_told_what_to_do_next(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where the file is, where to import it, and under which name it will be found."""
    out = tmp_path / "tracing.json"
    bloom_(session(as_json=False), out)
    said = capsys.readouterr().out
    assert str(out) in said
    assert "Import" in said
    assert NAME in said


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """A folder that is not there is named, and nothing is made."""
    with pytest.raises(DeploymentError, match="name a file in a folder that exists") as refused:
        bloom_(session(), tmp_path / "nowhere" / "tracing.json")
    assert refused.value.code == "OUT_UNWRITABLE"
    assert not (tmp_path / "nowhere").exists()
