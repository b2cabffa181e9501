"""The table of feeds: what a file may hold, column by column, and where each value is kept.

Everything about a column is said here once: its name, its Chinese headers, how it is read, and whether it stays in the
facts, goes to the vault, or becomes a keyed code. Parquet schemas, header recognition and the feeds page come from it.
"""

from dataclasses import dataclass
from typing import Literal

ColumnKind = Literal["text", "time", "number", "boolean", "choice", "identifier"]
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


def _person(suffix: str) -> tuple[Column, ...]:
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
            (f"证件号码{chinese}", f"身份证号{chinese}", f"身份证号码{chinese}", f"证件号{chinese}"),
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

_NAME = Column("name", aliases=("姓名", "名字"), keep="vault")
_DIVISION = Column("division", aliases=("行政区划", "区划代码", "行政区划代码", "区县"))

PEOPLE = Feed(
    "people",
    (
        *_person(""),
        _NAME,
        Column("birth_date", aliases=("出生日期", "生日")),
        Column("sex", "choice", ("性别",), choices=("male", "female", "other", "unknown")),
        _DIVISION,
        Column("address", aliases=("住址", "地址", "现住址", "家庭住址"), keep="vault"),
        Column("occupation", aliases=("职业",)),
        Column("industry", aliases=("行业",)),
        Column("employer", aliases=("工作单位", "单位")),
        Column("department", aliases=("部门", "科室")),
    ),
    key=("person",),
    aliases=("人员", "人口"),
)

IDENTITIES = Feed(
    "identities",
    (
        *_person(""),
        Column("valid_from", "time", ("生效时间", "有效期起", "开始日期")),
        Column("valid_to", "time", ("失效时间", "有效期止", "结束日期")),
    ),
    aliases=("身份", "身份关联"),
)

PLACES = Feed(
    "places",
    (
        Column("place_id", aliases=("场所编号", "地点编号", "场所ID"), required=True),
        Column("kind", "choice", ("场所类型", "类型", "地点类型"), required=True, choices=PLACE_KINDS),
        Column("name", aliases=("场所名称", "名称", "地点名称")),
        _DIVISION,
        Column("lat", "number", ("纬度",)),
        Column("lon", "number", ("经度",)),
        Column("datum", "choice", ("坐标系",), choices=("wgs84", "gcj02", "bd09")),
        Column("capacity", "number", ("容量", "容纳人数")),
        Column("parent_place_id", aliases=("上级场所编号", "所属场所编号")),
        Column("org_code", aliases=("统一社会信用代码", "单位代码", "机构代码")),
        Column("enclosed", "boolean", ("密闭", "是否密闭", "室内")),
        Column("ventilated", "boolean", ("通风", "是否通风")),
    ),
    persons=(),
    key=("place_id",),
    aliases=("场所", "地点"),
)

STAYS = Feed(
    "stays",
    (
        *_person(""),
        _NAME,
        Column("place_id", aliases=("场所编号", "地点编号", "场所ID")),
        Column("place_kind", "choice", ("场所类型", "地点类型"), choices=PLACE_KINDS),
        Column("place_name", aliases=("场所名称", "地点名称", "酒店名称", "网吧名称")),
        Column("t_start", "time", ("开始时间", "进入时间", "入住时间", "上网时间", "到达时间"), required=True),
        Column("t_end", "time", ("结束时间", "离开时间", "退房时间", "下网时间")),
        Column("zone", aliases=("区域", "分区")),
        Column("room", aliases=("房间", "房间号", "房号")),
        Column("floor", aliases=("楼层",)),
        Column("seat", aliases=("座位", "座位号", "机位号")),
        Column("role", "choice", ("角色", "身份"), choices=("guest", "staff")),
    ),
    event_time="t_start",
    aliases=("停留", "轨迹", "住宿", "上网记录", "扫码记录"),
)

ENCOUNTERS = Feed(
    "encounters",
    (
        *_person("_a"),
        *_person("_b"),
        Column("t_start", "time", ("开始时间",), required=True),
        Column("t_end", "time", ("结束时间",), required=True),
        Column("distance_m", "number", ("距离", "距离米")),
        Column("setting", aliases=("场合", "情形")),
        Column("protected", "boolean", ("防护", "是否防护", "有效防护")),
    ),
    persons=("a_", "b_"),
    event_time="t_start",
    aliases=("接触", "接触记录"),
)

CASES = Feed(
    "cases",
    (
        Column("case_id", aliases=("病例编号", "病例号"), required=True),
        *_person(""),
        _NAME,
        Column("kind", "choice", ("病例类型", "类型"), choices=("confirmed", "asymptomatic", "suspected")),
        Column("onset", "time", ("发病日期", "发病时间")),
        Column("sample", "time", ("采样日期", "采样时间", "阳性采样时间")),
        Column("report", "time", ("报告日期", "报告时间", "确诊日期")),
        Column("isolated_at", "time", ("隔离时间", "隔离日期")),
        Column("infector", keep="code", aliases=("传染源", "感染来源", "关联病例")),
        Column("exposure_place", aliases=("暴露地点", "感染地点")),
        Column("outcome", aliases=("转归",)),
        Column("closed", "time", ("结案日期", "结案时间")),
    ),
    key=("case_id",),
    aliases=("病例",),
)

JUDGEMENTS = Feed(
    "judgements",
    (
        *_person(""),
        Column("case", required=True),
        Column("class", "choice", required=True, choices=("close", "general", "ruled_out")),
        Column("reason", keep="vault"),
        Column("by", keep="vault"),
    ),
    internal=True,
)

FEEDS: dict[str, Feed] = {f.name: f for f in (PEOPLE, IDENTITIES, PLACES, STAYS, ENCOUNTERS, CASES, JUDGEMENTS)}

#: Feeds of interface.md that a later release reads; named so that a file of theirs is refused with a clear sentence.
LATER_FEEDS = (
    "orgs", "rides", "runs", "timetables", "positions", "households", "measures", "passages", "assists", "tests",
    "vaccinations", "divisions", "subscribers",
)  # fmt: skip
