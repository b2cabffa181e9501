"""Values of one cell: text without stray marks, words of a fixed list, yes or no, numbers.

Everything works on the distinct values of a column (`Distinct`) and is spread over its rows afterwards; only values
that look odd are mended one by one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Bools = NDArray[np.bool_]

#: Marks without width that copying leaves behind: zero-width space and joiners, direction marks, word joiner, BOM.
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_QUOTES = "'\"`‘’“”"
_FULL_WIDTH = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20, 0x00A0: 0x20}
_NARROW = _FULL_WIDTH | dict.fromkeys(map(ord, _INVISIBLE))
_VISIBLE = {0x3000: 0x20, 0x00A0: 0x20} | dict.fromkeys(map(ord, _INVISIBLE))

#: What people and programs write where they have no identifier, in lower case.
NO_IDENTIFIER = (
    "未知",
    "不详",
    "无",
    "没有",
    "空",
    "暂无",
    "测试",
    "test",
    "null",
    "none",
    "nan",
    "nil",
    "n/a",
    "#n/a",
    "na",
    "unknown",
    "undefined",
    "-",
    "--",
    "/",
    "\\n",
    "#value!",
    "#ref!",
    "#name?",
)
#: The same for names; `Null` is a surname, `NULL` a database's word.
NO_NAME = (
    "NULL",
    "null",
    "None",
    "N/A",
    "n/a",
    "#N/A",
    "未知",
    "不详",
    "无",
    "暂无",
    "test",
    "测试",
    "-",
    "--",
    "/",
    "先生",
    "女士",
)

#: What timetables write where a run begins or ends.
NO_CLOCK = ("-", "--", "---", "----", "--:--", "始发", "始发站", "起点", "终到", "终到站", "终点", "终点站")

#: Text read as UTF-8 after it had been read as Latin-1, and what GBK shows for lost bytes.
_MOJIBAKE = (
    r"[\x{C2}-\x{DF}][\x{80}-\x{BF}]"
    r"|[\x{E0}-\x{EF}][\x{80}-\x{BF}\x{152}-\x{178}\x{192}\x{2C6}-\x{2DC}\x{2013}-\x{203A}\x{20AC}\x{2122}]{2}"
    r"|锟斤拷|烫烫|屯屯|\x{FFFD}"
)
#: Marks that turn the direction of writing, so that what is shown is not what is stored.
BIDI = r"[\x{202A}-\x{202E}\x{2066}-\x{2069}]"
_PRIVATE = r"[\x{E000}-\x{F8FF}\x{F0000}-\x{10FFFD}]"
_PLACE_DAMAGE = f"{_MOJIBAKE}|{BIDI}|{_PRIVATE}"
_PERSON_DAMAGE = rf"{_PLACE_DAMAGE}|\?|^[0-9]{{15}}$|^[0-9]{{17}}[0-9Xx]$"

_ODD_TEXT = rf"^$|^\s|\s$|\s\s|[\t-\r{_INVISIBLE}\x{{A0}}\x{{3000}}]"
_ODD_IDENTIFIER = rf"^$|[^!-~]|^[{_QUOTES}]|[{_QUOTES}]$"
_NUMBER = r"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?$"


@dataclass(frozen=True, slots=True)
class Distinct:
    """A column as its distinct values and, per row, which of them it holds (null where empty)."""

    values: pa.Array
    rows: pa.Array

    @classmethod
    def of(cls, column: pa.Array) -> "Distinct":
        """Return the distinct values of a string column."""
        whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
        encoded = whole.cast(pa.string()).dictionary_encode()
        return cls(encoded.dictionary, encoded.indices)

    @property
    def index(self) -> NDArray[np.int32]:
        """Position of each row's value; -1 where empty."""
        index: NDArray[np.int32] = self.rows.fill_null(-1).to_numpy()
        return index

    def spread(self, per_value: pa.Array) -> pa.Array:
        """Return what holds for each value as a column of rows."""
        return per_value.take(self.rows)

    def where(self, per_value: Bools) -> Bools:
        """Return the rows whose value is marked."""
        marked: Bools = np.append(per_value, False)[self.index]
        return marked

    def with_values(self, values: pa.Array) -> "Distinct":
        """Return the same rows with each value replaced by another (or by null)."""
        return Distinct(values, self.rows)


def mended(values: pa.Array, odd: str, mend: Callable[[str], str | None]) -> pa.Array:
    """Return the values with those that match the pattern `odd` put through `mend`."""
    mask = pc.match_substring_regex(values, odd).fill_null(False)
    if not pc.any(mask).as_py():
        return values
    replaced = pa.array([mend(text) for text in values.filter(mask).to_pylist()], pa.string())
    return pc.replace_with_mask(values, mask, replaced)


def text(values: pa.Array) -> pa.Array:
    """Return texts without marks that cannot be seen and with single spaces; null where nothing is left."""
    return mended(values, _ODD_TEXT, lambda value: " ".join(value.translate(_VISIBLE).split()) or None)


def narrow(value: str) -> str:
    """Return a text in half-width letters and digits, without invisible marks, outer spaces and quotes.

    >>> narrow(" '４３０Ｘ' ")
    '430X'
    """
    return value.translate(_NARROW).strip(" \t\r\n\f\v" + _QUOTES)


def identifiers(values: pa.Array) -> pa.Array:
    """Return identifiers as `narrow` writes them; null where the value says that there is none, like 未知 or NULL."""
    clean = mended(values, _ODD_IDENTIFIER, lambda value: narrow(value) or None)
    return without(clean, NO_IDENTIFIER, any_case=True)


def without(values: pa.Array, words: Sequence[str], *, any_case: bool = False) -> pa.Array:
    """Return the values with those words left out (null)."""
    compared = pc.utf8_lower(values) if any_case else values
    return pc.if_else(pc.is_in(compared, pa.array(words)), pa.scalar(None, pa.string()), values)


def person_name_damaged(values: pa.Array) -> Bools:
    """Return which names of people were damaged on their way, or hold an ID number in their place."""
    return matches(values, _PERSON_DAMAGE)


def place_name_damaged(values: pa.Array) -> Bools:
    """Return which names of places were damaged on their way; a question mark may belong to one."""
    return matches(values, _PLACE_DAMAGE)


def matches(values: pa.Array, pattern: str) -> Bools:
    """Return which values match the regular expression somewhere; nulls do not."""
    mask: Bools = pc.match_substring_regex(values, pattern).fill_null(False).to_numpy(zero_copy_only=False)
    return mask


def numbers(values: pa.Array) -> pa.Array:
    """Return float64 numbers; null where the text is no finite decimal number.

    >>> numbers(pa.array(["1.5", "１２", "inf", "0x10", "1e999"])).to_pylist()
    [1.5, 12.0, None, None, None]
    """
    clean = mended(values, _ODD_IDENTIFIER, narrow)
    readable = pc.match_substring_regex(clean, _NUMBER)
    read = pc.if_else(readable, clean, pa.scalar(None, pa.string())).cast(pa.float64())
    return pc.if_else(pc.is_finite(read), read, pa.scalar(None, pa.float64()))


def truths(values: pa.Array) -> pa.Array:
    """Return booleans of true/false, 1/0, yes/no and 是/否; null where the text is none of these."""
    return pa.array([_TRUTHS.get(_word(value)) for value in values.to_pylist()], pa.bool_())


def clocks(values: pa.Array) -> pa.Array:
    """Return seconds since midnight of HH:MM or HH:MM:SS, up to 99:59:59; null where the text is none.

    >>> clocks(pa.array(["7:05", "25:30", "7.05"])).to_pylist()
    [25500, 91800, None]
    """
    parts = pc.extract_regex(values, r"^(?P<h>[0-9]{1,2}):(?P<m>[0-5][0-9])(?P<s>:[0-5][0-9])?$")
    read = [pc.struct_field(parts, name) for name in "hms"]
    read[2] = pc.utf8_slice_codeunits(pc.binary_join_element_wise(read[2], ":00", ""), 1, 3)
    hours, minutes, seconds = (column.cast(pa.int64()) for column in read)
    return pc.add(pc.add(pc.multiply(hours, 3600), pc.multiply(minutes, 60)), seconds)


def choices(values: pa.Array, allowed: Sequence[str]) -> pa.Array:
    """Return each value as the word of `allowed` that it means, in English or Chinese; null where it is none.

    >>> choices(pa.array(["男", "Female", "网吧"]), ("male", "female")).to_pylist()
    ['male', 'female', None]
    """
    return pa.array([choice(value, allowed) for value in values.to_pylist()], pa.string())


def choice(value: str | None, allowed: Sequence[str]) -> str | None:
    """Return the word of `allowed` that one text means; None where it is none."""
    word = _word(value)
    return word if word in allowed else next((w for w in _MEANINGS.get(word, ()) if w in allowed), None)


def _word(value: str | None) -> str:
    return "" if value is None else "_".join(narrow(value).lower().replace("-", " ").replace("_", " ").split())


_TRUTHS = {
    **dict.fromkeys(("true", "1", "1.0", "yes", "y", "t", "是", "有", "真"), True),
    **dict.fromkeys(("false", "0", "0.0", "no", "n", "f", "否", "无", "假"), False),
}

_WORDS = {
    "male": "男 男性 m",
    "female": "女 女性 f",
    "unknown": "未知 未说明 未说明的性别 不详",
    "other": "其他 其它 其他证件 其他有效证件",
    "id_card": "身份证 居民身份证 二代身份证 第二代身份证 中华人民共和国居民身份证 idcard resident_id",
    "passport": "护照 普通护照 外国护照 中国护照",
    "hkmo_permit": "港澳居民来往内地通行证 港澳居民通行证 港澳通行证 往来港澳通行证 回乡证 港澳居民居住证",
    "tw_permit": "台湾居民来往大陆通行证 台湾居民通行证 台胞证 台湾居民居住证",
    "foreigner_card": "外国人永久居留身份证 外国人永久居留证 永久居留证 外国人居留证",
    "military": "军官证 士兵证 军人证 军人身份证件 军人身份证 警官证 武警证",
    "venue": "场所 公共场所 场馆 餐馆 餐厅 商场 超市 商店 剧院 影院 电影院 景区 景点 市场 restaurant shop mall theatre",
    "net_cafe": "网吧 网咖 上网服务场所 互联网上网服务营业场所 internet_cafe netcafe",
    "lodging": "宾馆 酒店 住宿 旅馆 旅店 旅业 民宿 招待所 hotel",
    "home": "家 住宅 家庭 住所 住址 居住地",
    "work": "单位 工作单位 工作场所 公司 工厂 办公室 workplace office",
    "school": "学校 校园 幼儿园 大学 中学 小学",
    "hospital": "医院 医疗机构 诊所 卫生院 住院 住院隔离 隔离治疗 住院治疗 定点医院 医院隔离",
    "flight": "飞机 航班 民航 航空 客机 plane aircraft",
    "train": "火车 列车 高铁 动车 城际 铁路 railway",
    "coach": "大巴 客车 长途客车 长途汽车 大客车 班车 长途大巴 公路客运 bus",
    "ship": "船 轮船 客轮 渡轮 轮渡 邮轮 游轮 船舶 boat ferry",
    "vehicle": "车辆 汽车 私家车 小汽车 轿车 出租车 网约车 car taxi",
    "cell": "基站 网格 手机网格",
    "checkpoint": "卡口 检查站 检查点",
    "guest": "顾客 客人 旅客 住客 访客 来访者 上网人员",
    "staff": "员工 工作人员 服务员 职工 从业人员 店员",
    "confirmed": "确诊 确诊病例 confirmed_case",
    "asymptomatic": "无症状 无症状感染者 asymptomatic_case",
    "suspected": "疑似 疑似病例 suspected_case",
    "upsert": "新增 更新 修改 新增或更新 insert update add",
    "cancel": "撤销 取消 删除 作废 注销 delete remove",
    "wgs84": "wgs_84 大地坐标",
    "gcj02": "gcj_02 火星坐标 国测局坐标",
    "bd09": "bd_09 百度坐标",
    "positive": "阳性 阳 + (+) 阳性(+) 核酸阳性 检出 pos detected",
    "negative": "阴性 阴 阴性(-) 核酸阴性 未检出 neg not_detected",
    "unclear": "可疑 灰区 待复检 复检 待复核 不确定 inconclusive indeterminate",
    "in": "进 驶入 进入 入 进城 入城 入境 入市 入省",
    "out": "出 驶出 离开 出城 出境 出市 出省",
    "passenger": "乘客 旅客",
    "crew": "机组 机组人员 乘务 乘务员 乘务组 列车员 空乘 安全员 乘警 司机 驾驶员 船员",
    "isolation": "隔离 医学隔离",
    "central_quarantine": "集中隔离 集中医学观察 集中隔离医学观察",
    "home_quarantine": "居家隔离 居家医学观察 居家隔离医学观察",
    "home_monitoring": "居家健康监测 居家监测 健康监测",
    "released": "解除 解除隔离 解除管控 解除医学观察 解除集中隔离 解除居家隔离",
    "camera": "摄像头 电子警察 抓拍 视频 视频监控",
    "phone": "手机 手机信令 信令",
    "soft_sleeper": "软卧 高级软卧",
    "hard_sleeper": "硬卧",
    "hard_seat": "硬座",
    "soft_seat": "软座",
    "first_class": "一等座 一等",
    "second_class": "二等座 二等",
    "business_class": "商务座 商务",
    "close": "密接 密切接触者",
    "general": "一般接触者 一般接触",
    "ruled_out": "排除",
}
_MEANINGS: dict[str, list[str]] = {}
for _meaning, _words in _WORDS.items():
    for _said in _words.split():
        _MEANINGS.setdefault(_word(_said), []).append(_meaning)
