"""What can be said of a column and of a feed, and the columns that several feeds share."""

from dataclasses import dataclass
from typing import Literal

ColumnKind = Literal["text", "time", "date", "clock", "number", "boolean", "choice", "identifier"]
Keep = Literal["facts", "vault", "both", "code"]

#: Weakest last. `document` is id_type + id_number; document and person_id are strong, the rest are weak.
IDENTIFIERS = ("document", "person_id", "phone", "device", "plate")
STRONG = ("document", "person_id")
WEAK = ("phone", "device", "plate")
ID_TYPES = ("id_card", "passport", "hkmo_permit", "tw_permit", "foreigner_card", "military", "other")
PLACE_KINDS = (
    "venue",
    "net_cafe",
    "lodging",
    "home",
    "work",
    "school",
    "hospital",
    "flight",
    "train",
    "coach",
    "ship",
    "vehicle",
    "cell",
    "checkpoint",
)  # `encounter` is made from encounters and never fed as a place


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a feed; `keep` says where its value may be written."""

    name: str
    kind: ColumnKind = "text"
    aliases: tuple[str, ...] = ()
    required: bool = False
    keep: Keep = "facts"
    choices: tuple[str, ...] = ()
    doc: str = ""
    fact: str | None = None
    """The name in the facts where it is another: `source` of a passage is not the source of its row."""
    local: bool = False
    """True for a time whose zone may become known later: a local time is also kept as `<name>_local`."""

    @property
    def fact_name(self) -> str:
        """Return the column's name in the facts."""
        return self.fact or self.name


@dataclass(frozen=True, slots=True)
class Feed:
    """One kind of file: its columns, its people (prefixes), and its key when a row has no record_id."""

    name: str
    columns: tuple[Column, ...]
    persons: tuple[str, ...] = ("",)
    """Prefix of each person in a row: "" or "a_", "b_"; empty for feeds without people."""
    key: tuple[str, ...] = ()
    """Columns that name the thing a row is about; `person` stands for the strongest identifier; () = by content."""
    event_time: str | None = None
    """The column whose UTC day the facts are stored by; None for feeds of things."""
    aliases: tuple[str, ...] = ()
    internal: bool = False
    """True for what only `case` and `fact` write; such a feed cannot be ingested from a file."""

    def column(self, name: str) -> Column:
        """Return the column of that name; KeyError if the feed has none."""
        return next(c for c in self.columns if c.name == name)


def person_columns(suffix: str) -> tuple[Column, ...]:
    """Return the identifier columns of one person; encounters write them `person_a`, `phone_a` ..."""

    def name(base: str) -> str:
        return f"{base}{suffix}"

    chinese = {"": "", "_a": "甲", "_b": "乙"}[suffix]
    person = "person_id" if not suffix else f"person{suffix}"
    return (
        Column(person, "identifier", (f"人员编号{chinese}", f"人员ID{chinese}", f"person_id{suffix}"), keep="code"),
        Column(name("id_type"), "choice", (f"证件类型{chinese}", f"证件种类{chinese}"), choices=ID_TYPES, keep="code"),
        Column(
            name("id_number"),
            "identifier",
            (
                f"证件号码{chinese}",
                f"身份证号{chinese}",
                f"身份证号码{chinese}",
                f"证件号{chinese}",
                f"身份证{chinese}",
                f"公民身份号码{chinese}",
            ),
            keep="code",
        ),
        Column(
            name("phone"),
            "identifier",
            (f"手机号{chinese}", f"手机号码{chinese}", f"联系电话{chinese}", f"电话{chinese}"),
            keep="code",
        ),
        Column(name("device"), "identifier", (f"设备号{chinese}", f"设备{chinese}"), keep="code"),
        Column(name("plate"), "identifier", (f"车牌号{chinese}", f"车牌{chinese}"), keep="code"),
    )


#: Every feed may carry these.
COMMON = (
    Column("record_id", aliases=("记录编号", "记录号", "流水号"), keep="code"),
    Column("version", aliases=("版本", "版本号")),
    Column("op", "choice", ("操作",), choices=("upsert", "cancel")),
)

NAME = Column("name", aliases=("姓名", "名字", "旅客姓名", "乘客姓名", "机主姓名"), keep="vault")
DIVISION = Column("division", aliases=("行政区划", "区划代码", "行政区划代码", "区县"))


def mode_column() -> Column:
    """Return the column that says what kind of conveyance a run is."""
    words = ("交通方式", "方式", "交通工具", "交通工具类型")
    return Column("mode", "choice", words, required=True, choices=("flight", "train", "coach", "ship"))
