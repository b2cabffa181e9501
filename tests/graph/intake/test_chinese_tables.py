"""Tables as offices of a province write them: Chinese headers and words, in the encodings of their programs."""

from collections.abc import Callable
from pathlib import Path

import pytest

from graph.codes import Codes
from graph.intake.clean import Cleaned, clean
from graph.intake.tables import open_source
from tests.graph.store.made import deployment, feed, rows

CARD = "43070219900101102X"
#: 29 July 2021 in Shanghai, and the same day as if it were UTC.
MIDNIGHT, DATE = 1_627_488_000, 1_627_516_800
TABLES = {
    "购票.csv": "身份证号,旅客姓名,交通方式,车次,乘车日期,上车站,下车站,开车时间,车厢号,席别,铺位号,订单号,备注\n"
    f"{CARD},李四,火车,Z0001次,2021-07-29,长沙,北京西,2021-07-29 10:00,05,软卧,012号下铺,E123,\n"
    "330106198807150015,王五,飞机,CZ 3101,2021-07-29,长沙黄花,北京大兴,,,经济舱,12A,E124,\n",
    "信令.csv": "手机号,采集时间,经度,纬度,坐标系,基站编号,精度\n"
    "13800138000,2021-07-29 10:00:05,112.97,28.2,GCJ-02,,35\n"
    "13800138001,2021-07-29 10:01:00,,,,460-00-17,\n",
    "家庭.csv": "户号,身份证号,姓名,住址,区县,迁入日期\n"
    f"h1,{CARD},李四,岳麓区1号,430104,2001-05-01\n"
    "h1,330106198807150015,王五,岳麓区1号,430104,\n",
    "核酸检测.csv": "姓名,身份证号,样本编号,采样时间,检测结果,采样点\n"
    f"李四,{CARD},S-0001,2021-07-29 10:00,阴性（-）,一号亭\n"
    "王五,330106198807150015,S-0002,2021-07-29,阳性,一号亭\n",
    "通行.csv": "车牌号,卡口名称,通过时间,方向,来源\n湘A·12345,星沙收费站,2021-07-29 10:00,驶入,摄像头\n",
    "管控.csv": f"身份证号,管控措施,隔离开始时间,解除隔离时间,隔离点,经办人\n{CARD},集中隔离,2021-07-29,2021-08-11,一号点,赵六\n",
    "时刻表.csv": "交通方式,车次,始发日期,站序,站名,到达时间,发车时间\n"
    "铁路,G1234/5,2021-07-29,1,长沙南,----,09:00\n铁路,G1234/5,2021-07-29,2,武汉,10:20,10:23\n",
    "班次.csv": "交通方式,车次,始发日期,是否密闭,车厢类型\n铁路,Z1,2021-07-29,是,05：软卧；06：硬座\n",
    "机主.csv": f"手机号码,机主姓名,身份证号,入网日期\n13800138000,李四,{CARD},2015-03-01\n",
    "单位.csv": "统一社会信用代码,单位名称,行业,联系电话\n91430100MA4L00000X,面馆,餐饮,0731-88880000\n",
    "行政区划.csv": "行政区划代码,区划名称,上级代码,级别,常住人口\n430104,岳麓区,430100,县级,1526641\n",
}
NEW = (
    "rides",
    "positions",
    "households",
    "tests",
    "passages",
    "measures",
    "timetables",
    "runs",
    "subscribers",
    "orgs",
    "divisions",
)


@pytest.fixture
def cleaned(tmp_path: Path, codes: Codes) -> Callable[[str], Cleaned]:
    """Return a function that reads one of the tables and cleans it, in Shanghai in August 2021."""

    def of(name: str) -> Cleaned:
        path = tmp_path / name
        path.write_text(TABLES[name], encoding="utf-8")
        source = open_source(path)
        (block,) = source.blocks()
        return clean(block, feed=source.feed, source="office", zone="Asia/Shanghai", codes=codes, now=1_627_776_000)

    return of


def test_tickets(cleaned: Callable[[str], Cleaned], codes: Codes) -> None:
    """A berth on a train and a seat on a flight, each with its run, its stops and its class."""
    found = cleaned("购票.csv")
    train, flight = found.facts.to_pylist()
    told = ("mode", "number", "date", "from_stop", "to_stop", "carriage", "cabin", "seat")
    assert [train[n] for n in told] == ["train", "Z1", DATE, "长沙", "北京西", "05", "软卧", "12-lower"]
    assert [flight[n] for n in told] == ["flight", "CZ3101", DATE, "长沙黄花", "北京大兴", None, "经济舱", "12A"]
    assert (train["t_depart"], flight["t_depart"]) == (MIDNIGHT + 36_000, None)
    assert train["document"] == codes.code(f"id_card:{CARD}")
    assert found.flags == {}


def test_signalling(cleaned: Callable[[str], Cleaned], codes: Codes) -> None:
    """A fix by coordinates in their datum, and one by the operator's cell."""
    here, there = cleaned("信令.csv").facts.to_pylist()
    assert (here["phone"], here["t"]) == (codes.code("phone:13800138000"), MIDNIGHT + 36_005)
    assert (here["lon"], here["lat"], here["datum"], here["accuracy_m"]) == (112.97, 28.2, "gcj02", 35.0)
    assert (there["cell_id"], there["lat"]) == ("460-00-17", None)


def test_a_register_of_households(cleaned: Callable[[str], Cleaned], codes: Codes) -> None:
    """Two members of one household, their address in the vault; a name that the feed does not take stays a note."""
    found = cleaned("家庭.csv")
    facts = found.facts.to_pylist()
    assert [f["household_id"] for f in facts] == ["h1", "h1"]
    assert [f["valid_from"] for f in facts] == [988_646_400, None]  # 1 May 2001 in Shanghai
    assert {v["value"] for v in found.vault.to_pylist() if v["field"] == "address"} == {"岳麓区1号"}
    assert facts[1]["document"] == codes.code("id_card:330106198807150015")


def test_samples(cleaned: Callable[[str], Cleaned]) -> None:
    """One negative with its time, one positive of that day, each known by the number of its sample."""
    facts = cleaned("核酸检测.csv").facts.to_pylist()
    assert [(f["sample_id"], f["result"], f["t"], f["t_day"], f["place"]) for f in facts] == [
        ("S-0001", "negative", MIDNIGHT + 36_000, False, "一号亭"),
        ("S-0002", "positive", MIDNIGHT, True, "一号亭"),
    ]
    assert facts[1]["record_text"] == "key:office:tests:S-0002"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("通行.csv", {"checkpoint_id": "星沙收费站", "t": MIDNIGHT + 36_000, "direction": "in", "seen_by": "camera"}),
        ("管控.csv", {"kind": "central_quarantine", "t_start": MIDNIGHT, "t_end": MIDNIGHT + 14 * 86_400}),
        ("时刻表.csv", {"number": "G1234/G1235", "seq": 1.0, "stop": "长沙南", "t_arrive": None, "t_depart": 32_400}),
        ("班次.csv", {"number": "Z1", "sealed": True, "coach_types": "5:soft_sleeper;6:hard_seat"}),
        ("机主.csv", {"valid_from": 1_425_139_200}),  # 1 March 2015 in Shanghai
        ("单位.csv", {"org_code": "91430100MA4L00000X", "name": "面馆", "industry": "餐饮"}),
        ("行政区划.csv", {"code": "430104", "name": "岳麓区", "parent": "430100", "population": 1_526_641.0}),
    ],
)
def test_other_tables(cleaned: Callable[[str], Cleaned], name: str, expected: dict[str, object]) -> None:
    """The first row of each says what it means."""
    found = cleaned(name)
    fact = found.facts.to_pylist()[0]
    assert {column: fact[column] for column in expected} == expected
    assert (found.refused.num_rows, found.flags) == (0, {})


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_encodings_of_their_programs(tmp_path: Path, encoding: str) -> None:
    """Every table comes in whole as GB18030 and as UTF-16: the same facts as in UTF-8."""
    stood = []
    for form in ("utf-8", encoding):
        dep = deployment(tmp_path / form)
        for name, text in TABLES.items():
            line = feed(dep, tmp_path / f"in-{form}", name, text.encode(form))
            assert (line.accepted, line.refused) == (text.count("\n") - 1, None), name
        stood.append({name: rows(dep, name, "*") for name in NEW})
    assert all(stood[0].values())
    assert stood[0] == stood[1]
