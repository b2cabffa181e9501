"""No name, number, person id or refused row stands anywhere in a data directory but in the vault table."""

import contextlib
import gzip
import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.api.conftest import call

#: Each stands in the fed files once or more and nowhere else in the world.
CANARIES = (
    "Zyzzyva", "欧阳琥珀", "13912345678", "13987654321", "pid-kestrel-77", "pid-heron-88", "pid-osprey-99",
    "11010519491231002X", "Marigold Mews", "note-quokka", "refused-axolotl", "E55512345", "judge-narwhal", "byhand-ibis",
    "case-name-lynx", "booking-marmot", "ride-name-gecko", "13711112222", "户口獬豸", "330106198807150015",
    "tester-name-okapi", "ordered-by-tapir", "073188889999", "holder-name-dingo",
)  # fmt: skip
FEEDS = {
    "people.csv": "person_id,name,id_type,id_number,phone,address,division,remark\n"
    "pid-kestrel-77,Zyzzyva,id_card,11010519491231002X,13912345678,1 Marigold Mews,110105,note-quokka\n"
    "pid-heron-88,欧阳琥珀,passport,E55512345,13987654321,2 Marigold Mews,110105,note-quokka\n",
    "places.csv": "place_id,kind,name\nhall,venue,Town Hall\n",
    "stays.csv": "person_id,name,place_id,t_start,t_end,zone,whisper\n"
    "pid-kestrel-77,Zyzzyva,hall,2021-07-22 18:00,2021-07-22 19:00,A,note-quokka\n"
    "pid-heron-88,欧阳琥珀,hall,2021-07-22 18:00,2021-07-22 19:00,A,note-quokka\n"
    "pid-kestrel-77,Zyzzyva,hall,refused-axolotl,2021-07-22 19:00,A,note-quokka\n"
    "pid-kestrel-77,Zyzzyva,no-such-hall,2021-07-22 18:00,2021-07-22 19:00,A,\n",
    "encounters.csv": "person_a,person_b,t_start,t_end,distance_m\n"
    "pid-kestrel-77,pid-osprey-99,2021-07-22 20:00,2021-07-22 20:30,1\n",
    "rides.csv": "person_id,name,phone,mode,number,date,seat,booking\n"
    "pid-kestrel-77,ride-name-gecko,13711112222,train,G1,2021-07-22,05车12A号,booking-marmot\n"
    "pid-heron-88,,,train,G1,soon,,booking-marmot\n",
    "households.csv": "household_id,person_id,name,address\nh1,pid-kestrel-77,Zyzzyva,户口獬豸1号\nh1,pid-heron-88,,户口獬豸1号\n",
    "tests.csv": "sample_id,id_type,id_number,name,t,result\n"
    "s1,id_card,330106198807150015,tester-name-okapi,2021-07-23 08:00,negative\n",
    "measures.csv": "person_id,kind,t_start,by\npid-kestrel-77,isolation,2021-07-25,ordered-by-tapir\n",
    "orgs.csv": "org_code,name,contact_phone\nX1,Noodles,073188889999\n",
    "subscribers.csv": "phone,name,valid_from\n13711112222,holder-name-dingo,2015-03-01\n",
    "cases.csv": "case_id,person_id,name,onset,infector\nC1,pid-kestrel-77,case-name-lynx,2021-07-24,pid-heron-88\n",
}
#: Tables of store.db in which nobody's values may stand.
VAULT = {"vault"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return a data directory after every command was used on it, and all that they said on stderr."""
    folder = tmp_path_factory.mktemp("canary")
    data, feeds = folder / "data", folder / "feeds"
    feeds.mkdir()
    for name, text in FEEDS.items():
        (feeds / name).write_text(text, encoding="utf-8")
    (feeds / "identities.csv").write_text('person_id,phone\n"pid-heron-88,13987654321\n', encoding="utf-8")
    window = ("--from", "2021-07-22", "--to", "2021-07-23")
    why = ("--case", "C1", "--reason", "an interview", "--by", "tracer")
    calls = (
        ("init", data), ("ingest", data, feeds), ("ingest", data, feeds / "stays.csv"), ("feeds", data), ("rejects", data),
        ("case", data, "add", "--person", "pid-osprey-99", "--name", "byhand-ibis", "--onset", "2021-07-25", "--infector",
         "pid-kestrel-77"),
        ("case", data, "list"),
        ("trace", data, "C1"), ("trace", data, "C1", "--edition", "co-presence", *window), ("trajectory", data, "C1"),
        ("shared", data, "C1", "--with", "phone:13987654321"), ("reach", data, "C1"), ("reach", data, "C1", "--backward"),
        ("at", data, "hall", *window, "--reason", "a show"), ("chains", data, "--recorded"), ("list", data),
        ("fact", data, "add", "judgement", "--person", "pid-heron-88", "--class", "general", *why),
        ("fact", data, "add", "person", "--person", "pid-heron-88", "--name", "judge-narwhal", *why),
        ("list", data), ("list", data, "--format", "csv"), ("shared", data, "C1", "--with", "pid-nobody"),
    )  # fmt: skip
    said = ""
    for arguments in calls:
        done = call(*arguments)
        assert done.code in {0, 3} or arguments[-1] == "pid-nobody", (arguments, done.err)
        said += done.err
    return data, said


def found(content: bytes) -> list[str]:
    """Return the canaries in some bytes, in any of the usual encodings."""
    return [c for c in CANARIES if any(c.encode(e) in content for e in ("utf-8", "utf-16-le", "gb18030", "utf-32-le"))]


def decoded(file: Path) -> bytes:
    """Return what a file of the data directory says once it is unpacked."""
    if file.suffix == ".parquet":
        return repr(pq.ParquetFile(file).read().to_pydict()).encode()
    return gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else b""


def tables(data: Path) -> Iterator[tuple[str, bytes]]:
    """Yield each table of store.db with its values, packed ones unpacked."""
    with sqlite3.connect(data / "store.db") as db:
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for name in names:
            parts = []
            for value in (v for row in db.execute(f'SELECT * FROM "{name}"') for v in row):
                content = value if isinstance(value, bytes) else str(value).encode()
                with contextlib.suppress(zlib.error):
                    content += zlib.decompress(content)
                parts.append(content)
            yield name, b"\n".join(parts)
    db.close()


def test_search_can_find(world: tuple[Path, str]) -> None:
    """The search finds every canary in the vault, so that finding none elsewhere means something."""
    vault = b"".join(content for name, content in tables(world[0]) if name in VAULT)
    gone = [c for c in CANARIES if c not in found(vault)]
    assert gone == []


def test_no_file_holds_a_canary(world: tuple[Path, str]) -> None:
    """No byte of any file but store.db holds one, neither as it lies nor unpacked."""
    files = [f for f in world[0].rglob("*") if f.is_file() and not f.name.startswith("store.db")]
    assert len(files) > 10
    assert {str(f): found(f.read_bytes() + decoded(f)) for f in files if found(f.read_bytes() + decoded(f))} == {}
    assert [str(f) for f in world[0].rglob("*") if found(str(f).encode())] == []


def test_no_other_table_holds_a_canary(world: tuple[Path, str]) -> None:
    """No table of store.db but the vault holds one."""
    read = dict(tables(world[0]))
    assert len(read) > 5
    assert {name: found(content) for name, content in read.items() if name not in VAULT and found(content)} == {}


def test_stderr_holds_no_canary(world: tuple[Path, str]) -> None:
    """Nothing that a command said on stderr holds one."""
    assert found(world[1].encode()) == []
