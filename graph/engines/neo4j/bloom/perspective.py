"""The perspective: categories, captions, colours by status, phrases and actions, in the shape of Bloom 2.21.0.

Made from graph.model.schema and from what pictures of traces add to the server, so that it says what is there. The same
name and time zone give the same bytes. Style rules are left out: no file of this shape that has any is known.
"""

import json
import uuid
from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from graph.engines.neo4j.bloom.phrases import Action, Parameter, Phrase, actions, phrases
from graph.engines.neo4j.writes import KINDS, kind_label
from graph.errors import UsageError
from graph.model.schema import EDGES, NODES, Edge, Property, PropertyKind

Json = dict[str, object]

NAME = "Contact tracing"
VERSION = "2.21.0"
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "contactgraph:bloom")
_TYPES: dict[PropertyKind, str] = {
    "string": "string",
    "integer": "bigint",
    "float": "number",
    "boolean": "boolean",
    "strings": "array",
    "datetime": "DateTime",
}
#: Bloom numbers phrases by the millisecond in which they were made.
_FIRST_TEMPLATE = 1_700_000_000_000
PALETTE = (
    "#FFE081", "#C990C0", "#F79767", "#57C7E3", "#F16667", "#D9C8AE", "#8DCC93", "#ECB5C9", "#4C8EDA", "#FFC454",
    "#DA7194", "#569480", "#959AA1", "#D9D9D9",
)  # fmt: skip

#: Labels that a picture of a trace gives to people, highest first, each with its colour and size.
STATUSES = {
    "Case": ("#F16667", 2),
    "CloseContact": ("#F79767", 1),
    "ContactOfContact": ("#FFC454", 1),
    "Companion": ("#57C7E3", 1),
    "GeneralContact": ("#8DCC93", 1),
}
_COLOURS = {"CaseRecord": "#DA7194", "Household": "#ECB5C9", "Person": "#959AA1", "Place": "#D9C8AE"}
_KIND_COLOURS = {
    "flight": "#4C8EDA", "train": "#4C8EDA", "coach": "#4C8EDA", "ship": "#4C8EDA", "vehicle": "#4C8EDA",
    "hospital": "#569480", "lodging": "#C990C0", "home": "#ECB5C9",
}  # fmt: skip

#: What a picture adds to each of its people.
PICTURED = (
    Property("chain_x", "float", "days since 1970 of the first exposure; of the case, of its anchor"),
    Property("chain_y", "integer", "lane: the case in 0"),
    Property("exposed_at", "datetime", "first exposure"),
)
CONTACT = Edge(
    "CONTACT",
    "Person",
    "Person",
    (
        Property("run", "string", "the picture: case and edition"),
        Property("case", "string", "case id"),
        Property("ring", "integer", "1 from the case, 2 from a close contact"),
        Property("class", "string", "class of the contact"),
        Property("first", "integer", "UTC seconds"),
        Property("last", "integer", "UTC seconds"),
        Property("minutes", "float", "minutes together"),
        Property("channels", "strings", "channels"),
        Property("first_time", "datetime", "first, for the slicer"),
        Property("last_time", "datetime", "last, for the slicer"),
        Property("chain_x", "float", "as of the person at its end in this picture"),
        Property("chain_y", "integer", "as of the person at its end in this picture"),
    ),
    "A contact in a picture of a trace.",
)
#: What stands on a node; of a place its name, where it has one, above its key.
_CAPTIONS = {"name", "key", "code", "case_id"}
_RELATIONSHIP_COLOURS = {"CONTACT": "#F79767", "REPORTED": "#DA7194", "INFECTED": "#F16667"}


def perspective(name: str = NAME, *, timezone: str) -> Json:
    """Return the perspective; times typed into its phrases are local in that zone.

    Raises:
        UsageError: TIMEZONE_UNKNOWN.

    """
    try:
        zone = ZoneInfo(timezone).key
    except (ZoneInfoNotFoundError, ValueError) as e:
        raise UsageError(
            "TIMEZONE_UNKNOWN", f"there is no time zone {timezone!r}: write one such as Asia/Shanghai"
        ) from e
    labels = _labels()
    return {
        "name": name,
        "id": str(uuid.uuid5(_NAMESPACE, name)),
        "version": VERSION,
        "type": "STANDARD_PERSPECTIVE",
        "createdAt": 0,
        "lastEditedAt": 0,
        "parentPerspectiveId": None,
        "maxLimitToastMsgEnabled": True,
        "hideUncategorisedData": True,
        "categories": [_category(n, label, labels[label]) for n, label in enumerate(labels, 1)],
        "labels": {label: [_typed(p, label) for p in properties] for label, properties in labels.items()},
        "relationshipTypes": [_relationship(edge) for edge in (*EDGES, CONTACT)],
        "palette": {"colors": list(PALETTE), "currentIndex": 0},
        "templates": [_template(n, phrase) for n, phrase in enumerate(phrases(zone))],
        "sceneActions": [_action(action) for action in actions()],
        "hiddenRelationshipTypes": [],
        "metadata": {"pathSegments": list(_segments()), "indexes": [_index(node.label, node.key) for node in NODES]},
    }


def text(made: Json) -> str:
    """Return a perspective as the text of its file."""
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def _labels() -> dict[str, Sequence[Property]]:
    """Return the labels in the order of their categories, with properties: a node takes the style of its first one."""
    nodes = {node.label: node.properties for node in NODES}
    person = (*nodes["Person"], *PICTURED)
    places = [label for kind in KINDS if (label := kind_label(kind))]
    return {
        **dict.fromkeys(STATUSES, person),
        "CaseRecord": nodes["CaseRecord"],
        **dict.fromkeys(places, nodes["Place"]),
        "Place": nodes["Place"],
        "Household": nodes["Household"],
        "Person": person,
    }


def _style(label: str) -> tuple[str, int]:
    """Return colour and size of a label."""
    kinds = {kind_label(kind): kind for kind in KINDS}
    if label in STATUSES:
        return STATUSES[label]
    if label in kinds:
        return _KIND_COLOURS.get(kinds[label], _COLOURS["Place"]), 1
    return _COLOURS[label], 1


def _category(number: int, label: str, properties: Sequence[Property]) -> Json:
    colour, size = _style(label)
    ordered = sorted(properties, key=lambda p: p.name != "name")
    captions: list[Json] = [{"key": label, "type": "label", "isCaption": False, "inTooltip": True, "styles": []}]
    captions += [
        {
            "key": p.name,
            "type": "property",
            "isCaption": p.name in _CAPTIONS,
            "inTooltip": True,
            "styles": [],
            "isGdsData": False,
        }
        for p in ordered
    ]
    return {
        "id": number,
        "name": label,
        "labels": [label],
        "color": colour,
        "size": size,
        "icon": "no-icon",
        "textSize": 1,
        "textAlign": "top",
        "captionKeys": [],
        "captions": captions,
        "properties": [{"name": p.name, "exclude": False, "dataType": _TYPES[p.kind]} for p in properties],
        "styleRules": [],
        "createdAt": 0,
        "lastEditedAt": 0,
    }


def _typed(of: Property, owner: str) -> Json:
    return {"propertyKey": of.name, "type": owner, "dataType": _TYPES[of.kind]}


def _relationship(edge: Edge) -> Json:
    return {
        "id": edge.kind,
        "name": edge.kind,
        "color": _RELATIONSHIP_COLOURS.get(edge.kind, "#959AA1"),
        "size": 1,
        "textSize": 1,
        "textAlign": "top",
        "captionKeys": [],
        "captions": [
            {"key": edge.kind, "type": "relationship", "isCaption": True, "inTooltip": True, "styles": []},
        ],
        "properties": [_typed(p, edge.kind) for p in edge.properties],
        "styleRules": [],
    }


def _template(number: int, phrase: Phrase) -> Json:
    return {
        "name": phrase.says,
        "id": f"tmpl:{_FIRST_TEMPLATE + number}",
        "createdAt": 0,
        "text": phrase.text,
        "cypher": phrase.cypher,
        "isUpdateQuery": None,
        "isWriteTransactionChecked": None,
        "hasCypherErrors": False,
        "params": [_parameter(p) for p in phrase.parameters],
    }


def _parameter(parameter: Parameter) -> Json:
    return {
        "name": f"${parameter.name}",
        "dataType": parameter.kind,
        "collapsed": False,
        "suggestionLabel": parameter.label,
        "suggestionProp": parameter.key,
        "suggestionBoolean": False,
        "cypher": parameter.query,
    }


def _action(action: Action) -> Json:
    return {
        "name": action.name,
        "id": str(uuid.uuid5(_NAMESPACE, action.name)),
        "createdAt": 0,
        "cypher": action.cypher,
        "isUpdateQuery": None,
        "categories": None,
        "relationshipTypes": None,
        "hasCypherErrors": False,
    }


def _segments() -> Iterable[Json]:
    """Yield which label can lead to which over what, for search by pattern."""
    nodes = {
        "Person": (*STATUSES, "Person"),
        "Place": (*(label for kind in KINDS if (label := kind_label(kind))), "Place"),
    }
    for edge in (*EDGES, CONTACT):
        for source in nodes.get(edge.source, (edge.source,)):
            for target in nodes.get(edge.target, (edge.target,)):
                yield {"source": source, "relationshipType": edge.kind, "target": target}


def _index(label: str, key: str) -> Json:
    return {"label": label, "type": "native", "propertyKeys": [{"key": key, "metadataProp": False}]}
