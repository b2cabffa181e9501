"""What is wrong with a perspective: its shape (Bloom 2.21.0), what must fit together in it, and what must not be in it.

Nothing that names a person is on the server, so a perspective that speaks of it is refused; so is a phrase that writes.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from graph.engines.neo4j.bloom.phrases import LIMIT

Colour = Annotated[str, Field(pattern=r"^#[0-9A-F]{6}$")]
Uuid = Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
Name = Annotated[str, Field(min_length=1)]
Milliseconds = Annotated[int, Field(ge=0)]
DataType = Literal[
    "string", "number", "bigint", "boolean", "array", "Date", "DateTime", "LocalDateTime", "Duration", "Point"
]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Caption(_Shape):
    key: Name
    type: Literal["label", "property", "relationship"]
    isCaption: bool  # noqa: N815  Bloom's names, here and below
    inTooltip: bool  # noqa: N815
    styles: list[str]
    isGdsData: bool | None = None  # noqa: N815


class _CategoryProperty(_Shape):
    name: Name
    exclude: bool
    dataType: DataType  # noqa: N815


class _Styled(_Shape):
    name: Name
    color: Colour
    size: Annotated[float, Field(ge=0.25, le=4)]
    textSize: int  # noqa: N815
    textAlign: Literal["top"]  # noqa: N815
    captionKeys: list[str]  # noqa: N815
    captions: list[_Caption]
    styleRules: list[dict[str, object]]  # noqa: N815


class _Category(_Styled):
    id: Annotated[int, Field(ge=1)]
    labels: Annotated[list[Name], Field(min_length=1)]
    icon: Annotated[str, Field(pattern=r"^(no-icon|[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12})$")]
    properties: list[_CategoryProperty]
    createdAt: Milliseconds  # noqa: N815
    lastEditedAt: Milliseconds  # noqa: N815


class _TypedProperty(_Shape):
    propertyKey: Name  # noqa: N815
    type: Name
    dataType: DataType  # noqa: N815


class _Relationship(_Styled):
    id: Name
    properties: list[_TypedProperty]


class _Parameter(_Shape):
    name: Annotated[str, Field(pattern=r"^\$[A-Za-z_]\w*$")]
    dataType: Literal["String", "Integer", "Date"]  # noqa: N815
    collapsed: bool
    suggestionLabel: str | None  # noqa: N815
    suggestionProp: str | None  # noqa: N815
    suggestionBoolean: bool  # noqa: N815
    cypher: str | None


class _Template(_Shape):
    name: Name
    id: Annotated[str, Field(pattern=r"^tmpl:\d+$")]
    createdAt: Milliseconds  # noqa: N815
    text: Name
    cypher: Name
    isUpdateQuery: None  # noqa: N815
    isWriteTransactionChecked: None  # noqa: N815
    hasCypherErrors: Literal[False]  # noqa: N815
    params: list[_Parameter]


class _Action(_Shape):
    name: Name
    id: Uuid
    createdAt: Milliseconds  # noqa: N815
    cypher: Name
    isUpdateQuery: None  # noqa: N815
    categories: list[Name] | None
    relationshipTypes: list[Name] | None  # noqa: N815
    hasCypherErrors: Literal[False]  # noqa: N815


class _Palette(_Shape):
    colors: Annotated[list[Colour], Field(min_length=14, max_length=14)]
    currentIndex: Annotated[int, Field(ge=0)]  # noqa: N815


class _Segment(_Shape):
    source: Name
    relationshipType: Name  # noqa: N815
    target: Name


class _Key(_Shape):
    key: Name
    metadataProp: bool  # noqa: N815


class _Index(_Shape):
    label: Name | None
    type: Literal["native", "full-text"]
    propertyKeys: Annotated[list[_Key], Field(min_length=1)]  # noqa: N815


class _Metadata(_Shape):
    pathSegments: list[_Segment]  # noqa: N815
    indexes: list[_Index]


class _Perspective(_Shape):
    name: Name
    id: Uuid
    version: Literal["2.21.0"]
    type: Literal["STANDARD_PERSPECTIVE"]
    createdAt: Milliseconds  # noqa: N815
    lastEditedAt: Milliseconds  # noqa: N815
    parentPerspectiveId: None  # noqa: N815
    maxLimitToastMsgEnabled: bool  # noqa: N815
    hideUncategorisedData: bool  # noqa: N815
    categories: Annotated[list[_Category], Field(min_length=1)]
    labels: dict[Name, list[_TypedProperty]]
    relationshipTypes: list[_Relationship]  # noqa: N815
    palette: _Palette
    templates: list[_Template]
    sceneActions: list[_Action]  # noqa: N815
    hiddenRelationshipTypes: list[Name]  # noqa: N815
    metadata: _Metadata


def problems(made: object) -> list[str]:
    """Return a sentence for everything that is wrong with a perspective (parsed JSON); none if it may be imported."""
    try:
        whole = _Perspective.model_validate(made)
    except ValidationError as e:
        return [f"{'.'.join(map(str, error['loc'])) or 'the file'}: {error['msg']}" for error in e.errors()]
    return [
        *_numbering(whole),
        *_names(whole),
        *_suggestions(whole),
        *_phrases(whole),
        *_actions(whole),
        *_personal(whole),
    ]


def _numbering(whole: _Perspective) -> Iterator[str]:
    if [c.id for c in whole.categories] != list(range(1, len(whole.categories) + 1)):
        yield "categories are not numbered from 1 without gaps"
    for what, names in (
        ("category", [c.name for c in whole.categories]),
        ("relationship type", [r.id for r in whole.relationshipTypes]),
        ("phrase id", [t.id for t in whole.templates]),
        ("phrase", [t.text for t in whole.templates]),
        ("action id", [a.id for a in whole.sceneActions]),
    ):
        yield from (f"{what} {name!r} is there {n} times" for name, n in Counter(names).items() if n > 1)


def _names(whole: _Perspective) -> Iterator[str]:
    """Yield where a label, relationship type or property is named that the file does not describe."""
    kinds = {r.id for r in whole.relationshipTypes}
    for r in whole.relationshipTypes:
        if r.id != r.name:
            yield f"relationship type {r.id!r} is called {r.name!r}: both must be the type"
        yield from _owned(r.properties, r.id)
    for label, properties in whole.labels.items():
        yield from _owned(properties, label)
    used = [(f"category {c.name!r}", label) for c in whole.categories for label in c.labels]
    used += [("a path segment", end) for s in whole.metadata.pathSegments for end in (s.source, s.target)]
    used += [("an index", i.label) for i in whole.metadata.indexes if i.label is not None]
    for where, label in used:
        if label not in whole.labels:
            yield f"{where} names the label {label!r}, which is not in labels"
    types = [("a path segment", s.relationshipType) for s in whole.metadata.pathSegments]
    types += [("hiddenRelationshipTypes", kind) for kind in whole.hiddenRelationshipTypes]
    for where, kind in types:
        if kind not in kinds:
            yield f"{where} names the relationship type {kind!r}, which is not in relationshipTypes"
    for c in whole.categories:
        known = {p.propertyKey for label in c.labels for p in whole.labels.get(label, ())}
        named = {p.name for p in c.properties} | {p.key for p in c.captions if p.type == "property"}
        yield from (
            f"category {c.name!r} names the property {p!r}, which its labels lack" for p in sorted(named - known)
        )
    for i in whole.metadata.indexes:
        lacking = {k.key for k in i.propertyKeys} - {p.propertyKey for p in whole.labels.get(i.label or "", ())}
        if i.label in whole.labels and lacking:
            yield f"an index of {i.label!r} names the property {min(lacking)!r}, which the label lacks"


def _owned(properties: Iterable[_TypedProperty], owner: str) -> Iterator[str]:
    for p in properties:
        if p.type != owner:
            yield f"property {p.propertyKey!r} of {owner!r} says that it belongs to {p.type!r}"


def _suggestions(whole: _Perspective) -> Iterator[str]:
    for t in whole.templates:
        for p in t.params:
            if (p.suggestionLabel is None) != (p.suggestionProp is None):
                yield f"phrase {t.text!r}: {p.name} has half a suggestion: give label and property, or none"
            elif p.suggestionLabel is not None:
                if p.suggestionProp not in {q.propertyKey for q in whole.labels.get(p.suggestionLabel, ())}:
                    yield f"phrase {t.text!r}: {p.name} is suggested from {p.suggestionLabel}.{p.suggestionProp}, which is not there"
                if p.cypher is not None:
                    yield f"phrase {t.text!r}: {p.name} has two suggestions: keep the property or the query"
            if p.cypher is not None and (found := _writes(p.cypher)):
                yield f"phrase {t.text!r}: the suggestions of {p.name} write ({found})"


def _phrases(whole: _Perspective) -> Iterator[str]:
    for t in whole.templates:
        where = f"phrase {t.text!r}"
        said, asked = set(re.findall(r"\$\w+", t.text)), set(re.findall(r"\$\w+", bare(t.cypher)))
        params = [p.name for p in t.params]
        if not sorted(said) == sorted(asked) == sorted(params):
            yield f"{where}: its words, its Cypher and its parameters name different $parameters"
        yield from _statement(where, t.cypher)


def _actions(whole: _Perspective) -> Iterator[str]:
    for a in whole.sceneActions:
        where = f"action {a.name!r}"
        if not set(re.findall(r"\$\w+", bare(a.cypher))) or set(re.findall(r"\$\w+", bare(a.cypher))) - {
            "$nodes",
            "$relationships",
        }:
            yield f"{where}: its Cypher must ask for $nodes or $relationships, and for nothing else"
        yield from _statement(where, a.cypher)


_WRITING = re.compile(
    r"\b(CREATE|INSERT|MERGE|SET|DELETE|DETACH|REMOVE|FOREACH|DROP|ALTER|GRANT|DENY|REVOKE|LOAD\s+CSV"
    r"|IN\s+(?:\d+\s+)?(?:CONCURRENT\s+)?TRANSACTIONS|CALL\s+(?![({\s]))",
    re.IGNORECASE,
)


def bare(cypher: str) -> str:
    """Return Cypher without what stands in quotes or comments.

    >>> bare("MATCH (n {a: 'SET it'}) // SET")
    "MATCH (n {a: ''}) "

    """
    return re.sub(
        r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|//[^\n]*|/\*.*?\*/",
        lambda m: "''" if m[0][0] in "'\"" else "",
        cypher,
        flags=re.DOTALL,
    )


def _writes(cypher: str) -> str | None:
    """Return the word by which a statement writes, or calls what might; None if it only reads."""
    found = _WRITING.search(bare(cypher))
    return found[0].strip() if found else None


def _statement(where: str, cypher: str) -> Iterator[str]:
    text = bare(cypher)
    if found := _writes(cypher):
        yield f"{where} writes ({found}): a phrase may only read"
    limit = re.search(r"\bLIMIT\s+(\d+)\s*$", text)
    if limit is None or not 0 < int(limit[1]) <= LIMIT:
        yield f"{where} does not end with a LIMIT of {LIMIT:,} or less"
    returned = re.split(r"\bRETURN\b", text)
    last = re.split(r"\b(?:ORDER BY|LIMIT)\b", returned[-1])[0]
    columns = [c.split(" AS ")[0].strip() for c in re.split(r",(?![^(]*\))", last)]
    if len(returned) == 1 or not any(_drawn(column, text) for column in columns):
        yield f"{where} returns no path and no node: relationships alone are not drawn"


def _drawn(column: str, text: str) -> bool:
    """Return whether a column of an answer is a path or a node, as far as the text shows."""
    if re.match(r"(DISTINCT\s+)?(startNode|endNode|nodes)\(", column):
        return True
    variable = re.escape(column.removeprefix("DISTINCT").strip())
    return bool(re.search(rf"\b{variable}\s*=\s*\(|(?<!\w)\(\s*{variable}\s*[:){{]", text))


_PERSONAL = {
    "id_number", "id_card", "id_type", "passport", "permit", "phone", "phone_number", "mobile", "device", "plate",
    "birth_date", "address", "email", "vault", "person_id",
}  # fmt: skip
_WORDS = re.compile(rf"\b({'|'.join(sorted(_PERSONAL))})\b", re.IGNORECASE)


def _personal(whole: _Perspective) -> Iterator[str]:
    """Yield where a file speaks of what names a person; `name` is a place's only."""
    places = {s.target for s in whole.metadata.pathSegments if s.relationshipType == "STAYED"}
    for owner, properties in [*whole.labels.items(), *((r.id, r.properties) for r in whole.relationshipTypes)]:
        for p in properties:
            if p.propertyKey.lower() in _PERSONAL or (p.propertyKey.lower() == "name" and owner not in places):
                yield f"{owner} has the property {p.propertyKey!r}: what names a person is never on the server"
    texts = [
        (f"phrase {t.text!r}", text)
        for t in whole.templates
        for text in (t.cypher, *(p.cypher or "" for p in t.params))
    ]
    for where, cypher in [*texts, *((f"action {a.name!r}", a.cypher) for a in whole.sceneActions)]:
        if found := _WORDS.search(cypher):
            yield f"{where} asks for {found[0]!r}: what names a person is never on the server"
        for variable in set(re.findall(r"\b(\w+)\.name\b", cypher)):
            if not re.search(rf"\({variable}:({'|'.join(map(re.escape, sorted(places)))})\b", cypher):
                yield f"{where} asks for {variable}.name, which is no place's: names of people are never on the server"
        for label in re.findall(r"\(\w*(?::(\w+))?[^(){}]*\{[^{}]*\bname\s*:", cypher):
            if label not in places:
                yield f"{where} asks for the name of {label or 'a node'}: only places have names on the server"
