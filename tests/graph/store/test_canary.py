"""Names and numbers are in the vault and nowhere else."""

import sqlite3
from pathlib import Path

from graph.intake.byhand import add_fact
from tests.graph.store.made import deployment, feed

CANARIES = [
    "CANARYNAME",
    "CANARYROAD",
    "CANARYNOTE",
    "CANARYREFUSED",
    "CANARYREASON",
    "13812345678",
    "430702199001010015",
    "CANARYID",
    "CANARYDEVICE",
    "CANARYFILE",
]


def test_nothing_personal_stands_outside_the_vault(tmp_path: Path) -> None:
    """After files with everything personal, their bytes are in no file but store.db, and there in no table but vault."""
    dep, into = deployment(tmp_path / "d"), tmp_path / "in"
    people = "person_id,name,address,phone,id_type,id_number,device,pet\n"
    feed(
        dep,
        into,
        "people.csv",
        people + "CANARYID,CANARYNAME,CANARYROAD,13812345678,,,CANARYDEVICE,CANARYNOTE\n,CANARYREFUSED,,,,,,\n",
    )
    feed(dep, into, "cases.csv", "case_id,person_id,infector\nC1,CANARYID,CANARYID\n")
    feed(dep, into, "stays.csv", "person_id,place_id,t_start\nCANARYID,v9,2021-07-29 18:00\n")
    feed(dep, into, "encounters.csv", "CANARYFILE\n1\n")
    add_fact(
        dep, "people", {"person_id": "CANARYID", "name": "CANARYNAME"}, case="C1", by="desk", reason="CANARYREASON"
    )
    dep.db.dispose()
    for path in (tmp_path / "d").rglob("*"):
        if path.is_file() and not path.name.startswith("store.db"):
            assert not [c for c in CANARIES if c.encode() in path.read_bytes()], path
    with sqlite3.connect(tmp_path / "d" / "store.db") as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in set(tables) - {"vault"}:
            told = repr(database.execute(f"SELECT * FROM {table}").fetchall())
            assert not [c for c in CANARIES if c in told], table
        kept = repr(database.execute("SELECT value FROM vault").fetchall())
    assert all(c in kept for c in ("CANARYNAME", "CANARYROAD", "13812345678", "CANARYID", "CANARYREASON"))
