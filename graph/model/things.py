"""Feeds of things: who and what there is, and what is known of them; a row replaces what was said under its key."""

from graph.model.columns import DIVISION, NAME, PLACE_KINDS, Column, Feed, mode_column, person_columns

_VALID = (
    Column(
        "valid_from",
        "time",
        ("生效时间", "生效日期", "有效期起", "开始日期", "迁入日期", "入户日期", "入网日期", "开户日期"),
    ),
    Column("valid_to", "time", ("失效时间", "失效日期", "有效期止", "结束日期", "迁出日期", "注销日期", "销户日期")),
)
_NUMBER = ("车次", "航班号", "班次", "航班", "车次/航班号", "航班号/车次")
COACH_TYPES = (
    "soft_sleeper", "hard_sleeper", "soft_seat", "hard_seat", "first_class", "second_class", "business_class",
)  # fmt: skip

PEOPLE = Feed(
    "people",
    (
        *person_columns(""),
        NAME,
        Column("birth_date", aliases=("出生日期", "生日")),
        Column("sex", "choice", ("性别",), choices=("male", "female", "other", "unknown")),
        DIVISION,
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
        *person_columns(""),
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
        DIVISION,
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

CASES = Feed(
    "cases",
    (
        Column("case_id", aliases=("病例编号", "病例号"), required=True),
        *person_columns(""),
        NAME,
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
        *person_columns(""),
        Column("case", required=True),
        Column("class", "choice", required=True, choices=("close", "general", "ruled_out")),
        Column("reason", keep="vault"),
        Column("by", keep="vault"),
    ),
    internal=True,
)

ORGS = Feed(
    "orgs",
    (
        Column("org_code", aliases=("统一社会信用代码", "社会信用代码", "单位代码", "机构代码"), required=True),
        Column("name", aliases=("单位名称", "企业名称", "机构名称", "名称")),
        Column("kind", aliases=("单位类型", "企业类型", "机构类型")),
        DIVISION,
        Column("address", aliases=("地址", "住所", "经营地址", "注册地址", "单位地址")),
        Column("industry", aliases=("行业", "所属行业", "行业类别")),
        Column("contact_phone", aliases=("联系电话", "电话", "单位电话"), keep="vault"),
    ),
    persons=(),
    key=("org_code",),
    aliases=("单位", "法人", "企业"),
)

HOUSEHOLDS = Feed(
    "households",
    (
        Column("household_id", aliases=("户号", "户编号", "家庭编号", "家庭户号", "户籍编号"), required=True),
        *person_columns(""),
        Column("address", aliases=("住址", "地址", "现住址", "家庭住址", "居住地址"), keep="vault"),
        DIVISION,
        *_VALID,
    ),
    key=("household_id", "person"),
    aliases=("家庭", "户籍"),
)

RUNS = Feed(
    "runs",
    (
        mode_column(),
        Column("number", aliases=_NUMBER, required=True),
        Column("date", "date", ("始发日期", "日期", "开行日期", "发车日期", "航班日期"), required=True),
        Column("sealed", "boolean", ("密闭", "是否密闭", "是否封闭", "封闭空调")),
        Column(
            "coach_types",
            aliases=("车厢类型", "车厢席别", "编组"),
            doc=f"carriage:type, several by ; (05:soft_sleeper;06:硬座); types: {', '.join(COACH_TYPES)}",
        ),
    ),
    persons=(),
    key=("mode", "number", "date"),
    aliases=("班次", "车次"),
)

TIMETABLES = Feed(
    "timetables",
    (
        mode_column(),
        Column("number", aliases=_NUMBER, required=True),
        Column("date", "date", ("始发日期", "日期", "开行日期", "发车日期", "航班日期")),
        Column("valid_from", "date", ("生效日期", "开始日期")),
        Column("valid_to", "date", ("失效日期", "结束日期")),
        Column("weekdays", aliases=("星期", "开行星期"), doc="digits 1 (Monday) to 7, or 周一、周三; empty: every day"),
        Column("seq", "number", ("站序", "停站序号", "序号"), required=True),
        Column("stop", aliases=("站名", "车站", "车站名称", "机场", "停靠站", "站点"), required=True),
        Column("t_arrive", "clock", ("到达时间", "到站时间", "到点"), doc="HH:MM local to the stop, may pass 24:00"),
        Column(
            "t_depart",
            "clock",
            ("发车时间", "开车时间", "出发时间", "起飞时间", "开点"),
            doc="HH:MM local to the stop, may pass 24:00",
        ),
        Column("zone", aliases=("时区",), doc="time zone of the stop, such as Asia/Urumqi"),
        Column("alias_of", aliases=("实际承运", "共享航班"), doc="the run that this number is another name of"),
    ),
    persons=(),
    key=("mode", "number", "date", "valid_from", "valid_to", "weekdays", "seq"),
    aliases=("时刻表", "列车时刻表", "航班时刻表"),
)

SUBSCRIBERS = Feed(
    "subscribers",
    (
        *(c for c in person_columns("") if c.name in {"id_type", "id_number"}),
        Column("phone", "identifier", ("手机号", "手机号码", "电话号码", "电话", "号码"), keep="code", required=True),
        NAME,
        *_VALID,
    ),
    aliases=("机主", "号码机主", "机主信息"),
)

DIVISIONS = Feed(
    "divisions",
    (
        Column("code", aliases=("区划代码", "行政区划代码", "代码"), required=True),
        Column("name", aliases=("名称", "区划名称", "行政区划名称")),
        Column("parent", aliases=("上级代码", "上级区划", "上级区划代码")),
        Column("level", aliases=("级别", "层级", "区划级别")),
        Column("population", "number", ("人口", "人口数", "常住人口")),
    ),
    persons=(),
    key=("code",),
    aliases=("行政区划", "区划"),
)
