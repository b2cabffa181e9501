"""Words that foreign tables use: for columns in their headers, beyond the alias table, and for kinds of places.

The alias table of the feeds decides what ingest reads without being asked; these words only make proposals.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import pyarrow as pa

from graph.intake.headers import normal
from graph.intake.values import choices
from graph.model.columns import Column

#: By our column, whatever its feed. Words of up to three Latin letters must stand alone in a header.
HINTS: dict[str, str] = {
    "person_id": "人员 编号 会员 工号 学号 客户 用户 证号 guest member customer employee student user uid person badge id",
    "id_type": "证件类 证类 doctype idtype documenttype",
    "id_number": "身份证 证件号 证件 公民身份 护照号 idcard idno idnumber passport document nationalid cardno",
    "phone": "手机 电话 联系方式 移动电话 mobile phone tel cell msisdn contactnumber",
    "device": "设备 终端 imei mac deviceid",
    "plate": "车牌 号牌 licenseplate licenceplate plate",
    "name": "姓名 名字 客人 旅客 住客 顾客 患者姓名 fullname guestname personname patientname name",
    "birth_date": "出生 生日 birth dob birthday",
    "sex": "性别 sex gender",
    "division": "区划 县区 district county division",
    "address": "住址 地址 家庭地址 address",
    "occupation": "职业 occupation job profession",
    "industry": "行业 industry",
    "employer": "单位 公司 employer company",
    "department": "部门 科室 department dept",
    "place_id": "场所编码 场所代码 店号 placeid siteid venueid locationid hotelid",
    "place_name": "酒店 宾馆 旅馆 旅店 店名 网吧 场所 地点 门店 商户 hotel shop venue location site place",
    "place_kind": "场所类 业态 类别 placekind placetype venuetype category",
    "kind": "类型 类别 种类 分型 分类 type kind category class status",
    "lat": "纬度 latitude lat",
    "lon": "经度 longitude lon lng long",
    "t_start": "开始 进入 入住 到店 入店 进店 上机 签到 登记时间 到达 起始 start begin checkin arrival entry in from since t",
    "t_end": "结束 离开 退房 离店 下机 签退 离去 终止 end stop finish checkout departure leave exit out to until",
    "t": "时间 时刻 time timestamp datetime t ts",
    "t_depart": "发车 出发时 起飞 开车 depart departure takeoff",
    "t_arrive": "到达 到站 降落 arrive arrival landing",
    "date": "日期 乘车日 date day",
    "zone": "区域 分区 楼区 zone area section",
    "room": "房 房间 房号 客房 包间 病房 room ward",
    "floor": "楼层 层 floor storey",
    "seat": "座 座位 座号 席位 机位 台号 桌号 seat table",
    "role": "角色 人员类别 role",
    "distance_m": "距离 distance dist metres meters",
    "setting": "场合 情形 setting context",
    "protected": "防护 口罩 mask protected ppe",
    "case_id": "病例 病人 患者编号 case caseid patient patientid id",
    "onset": "发病 起病 症状 出现症状 onset symptom",
    "sample": "采样 标本 sample swab specimen",
    "report": "报告 确诊 通报 report confirm diagnos notified",
    "isolated_at": "隔离 入院 isolated isolation quarantined admitted",
    "infector": "传染源 感染来源 上代 上一代 关联 来源病例 infector infectedby source contactwith linkedto parent index",
    "exposure_place": "暴露 感染地 exposure",
    "outcome": "转归 结局 outcome",
    "closed": "结案 closed",
    "number": "车次 航班 班次 flightno trainno flight train number",
    "from": "上车站 出发地 始发 出发站 origin boarding from",
    "to": "下车站 到达地 目的 终到 destination alighting to",
    "carriage": "车厢 carriage coach wagon car",
    "compartment": "包厢 compartment",
    "cabin": "舱 cabin class",
    "booking": "订单 订座 booking pnr reservation order",
    "household_id": "户号 家庭号 household familyid hhid",
    "checkpoint_id": "卡口 检查站 卡点 checkpoint gate",
    "direction": "方向 direction",
    "result": "结果 result",
    "sample_id": "样本号 标本号 条码 barcode sampleid specimenid",
    "cell_id": "基站 小区 网格 cellid",
    "accuracy_m": "精度 accuracy acc",
    "place": "地点 采样点 隔离点 place site location",
    "by": "经办 责任人 登记人 officer by",
    "org_code": "信用代码 机构代码 orgcode",
    "contact_phone": "电话 联系方式 phone tel contact",
    "capacity": "容量 容纳 capacity",
    "parent_place_id": "上级 所属场所 parent",
    "enclosed": "密闭 室内 enclosed indoor",
    "ventilated": "通风 ventilated",
    "stop": "站名 车站 机场 stop station airport",
    "seq": "站序 顺序 sequence seq",
    "valid_from": "生效 起始 开户 validfrom since",
    "valid_to": "失效 截止 销户 validto until",
    "record_id": "流水 记录号 单号 recordid uuid rowid",
    "version": "版本 version updated",
    "code": "代码 code",
    "parent": "上级 parent",
    "population": "人口 population",
}
#: Endings of names and words of foreign lists, and the kind of place that they mean; the first that fits counts.
_PLACE_ENDINGS = (
    ("net_cafe", "网吧|网咖|电竞馆|上网服务"),
    ("lodging", "酒店|宾馆|旅馆|旅店|客栈|民宿|招待所|公寓酒店|旅社|hotel|hostel|inn|motel|guest ?house"),
    ("hospital", "医院|诊所|卫生院|卫生室|急诊|hospital|clinic"),
    ("school", "学校|小学|中学|大学|学院|幼儿园|培训班|school|university|college|kindergarten"),
    ("venue", "餐厅|餐馆|饭店|饭馆|面馆|茶楼|茶馆|酒吧|咖啡厅|咖啡馆|棋牌室|麻将馆|影院|剧院|剧场|商场|超市|商店|便利店|市场|"
              "KTV|歌厅|浴室|理发店|健身房|体育馆|景区|公园|博物馆|药店|restaurant|cafe|bar|shop|mall|store|market|theatre|"
              "theater|cinema|gym|museum|pub"),
    ("work", "公司|工厂|车间|办公楼|写字楼|工地|office|factory|company"),
    ("home", "小区|住宅|宿舍|家中|residence|apartment"),
)  # fmt: skip
_KINDS = {kind for kind, _ in _PLACE_ENDINGS}
_PLACES = [
    (kind, re.compile(rf"(\b|(?<=[^ -~]))({endings})s?($|[^a-z])", re.IGNORECASE)) for kind, endings in _PLACE_ENDINGS
]
_FIRST = re.compile(r"(1|甲|_?a|_?x|i|source|src|from|first|one)$")
_SECOND = re.compile(r"(2|乙|_?b|_?y|j|target|dst|to|second|two)$")
_NAMED = re.compile(rf"[\w·]{{2,}}?({'|'.join(endings for _, endings in _PLACE_ENDINGS[:5])})", re.IGNORECASE)


@lru_cache(maxsize=1 << 16)
def likeness(header: str, column: Column) -> float:
    """Return how much a header speaks for a column: 1 its name or alias, 0.6 one of its words, less for a part, else 0.

    >>> from graph.model.feeds import STAYS
    >>> likeness("Phone", STAYS.column("phone")), likeness("旅客姓名", STAYS.column("name")) > 0.3
    (1.0, True)
    """
    plain = normal(header).lstrip("#")
    if plain in {normal(name) for name in (column.name, *column.aliases)}:
        return 1.0
    if column.name.endswith(("_a", "_b")):
        return _of_pair(header, column)
    aliases = [normal(alias) for alias in column.aliases]
    return _words_in(header, plain, [*aliases, *HINTS.get(column.name, "").split()])


def _of_pair(header: str, column: Column) -> float:
    """Return the likeness to a column of one of two people: what is left without the mark of this one."""
    mark = _FIRST if column.name.endswith("_a") else _SECOND
    tail = header.strip().casefold()
    found = mark.search(tail)
    if found is None:
        return 0.0
    base = column.name[:-2].replace("person", "person_id")
    left = tail[: found.start()].strip(" _-.")
    if not left:
        return 0.4 if base == "person_id" else 0.0
    return min(0.6, _words_in(left, normal(left), [normal(base), *HINTS.get(base, "").split()]))


def _words_in(header: str, plain: str, words: Sequence[str]) -> float:
    """Return 0.6 if the header is one of the words, 0.3 to 0.5 if it holds one (more for a longer part), else 0."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", unicodedata.normalize("NFKC", header))
    tokens = set(re.split(r"[\W_]+", spaced.casefold()))
    best = 0.0
    for word in words:
        if word == plain:
            return 0.6
        short = word.isascii() and len(word) <= 3
        if (word in tokens) if short else (len(word) > 1 and word in plain):
            best = max(best, 0.3 + 0.2 * len(word) / max(len(plain), 1))
    return best


@lru_cache(maxsize=1 << 16)
def place_kind(text: str) -> str | None:
    """Return the kind of place that a name or a word means, None if it tells none.

    >>> place_kind("如意大酒店"), place_kind("飞鱼网咖"), place_kind("Corner Shop"), place_kind("甲")
    ('lodging', 'net_cafe', 'venue', None)
    """
    return next((kind for kind, pattern in _PLACES if pattern.search(text)), None)


def place_named(title: str) -> str | None:
    """Return the name of the place that a title above a table bears.

    >>> place_named("如意酒店 入住登记表")
    '如意酒店'
    """
    found = _NAMED.search(title)
    return found[0] if found else None


def meanings(words: Sequence[str], column: Column) -> list[str | None]:
    """Return the choice of a column that each foreign word means; None if none is known."""
    told = choices(pa.array(words, pa.string()), column.choices).to_pylist()
    if not _KINDS & set(column.choices):
        return list(told)
    kinds = [None if one else place_kind(word) for one, word in zip(told, words, strict=True)]
    return [one or (kind if kind in column.choices else None) for one, kind in zip(told, kinds, strict=True)]


def choice_told(texts: Sequence[str], column: Column) -> str | None:
    """Return the one choice of a column that words within these texts mean; None if none or several do.

    >>> from graph.model.feeds import STAYS
    >>> choice_told(["网吧上网记录.2021"], STAYS.column("place_kind"))
    'net_cafe'
    """
    for text in texts:
        pieces = [piece for piece in re.split(r"[\W_\d]+", text) if piece]
        parts = {p[a:b] for p in pieces for a in range(len(p)) for b in range(a + 2, min(a + 8, len(p)) + 1)
                 if not p.isascii()}  # fmt: skip
        words = [*pieces, *sorted(parts)]
        read = choices(pa.array(words, pa.string()), column.choices).to_pylist() if words else []
        told = {word for word in read if word} or {k for p in pieces if (k := place_kind(p)) in column.choices}
        if len(told) == 1:
            return str(told.pop())
    return None
