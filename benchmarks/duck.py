"""The same question in DuckDB, on a file with the stays sorted twice: the form that was fastest of those tried."""

from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from graph.model.timed_graph import Ints, Stays

TOGETHER = """
with own as materialized (select place, t_start, t_end from by_person where person = $person)
select s.person, s.place, greatest(s.t_start, o.t_start) as t_start, least(s.t_end, o.t_end) as t_end
from own o join by_place s on s.place = o.place and s.t_start < o.t_end and s.t_end > o.t_start
where s.person <> $person
"""

AFTER = f"""
with ring as materialized (select person, min(t_start) as first from ({TOGETHER}) group by person),
own as materialized (
    select p.place, greatest(p.t_start, r.first) as t_start, p.t_end from by_person p join ring r using (person)
    where p.t_end > r.first
)
select s.person, min(greatest(s.t_start, o.t_start)) as first
from own o join by_place s on s.place = o.place and s.t_start < o.t_end and s.t_end > o.t_start
where s.person <> $person and s.person not in (select person from ring)
group by s.person
"""


class Duck:
    """A DuckDB file that holds the stays by person, and by place and start; threads as asked."""

    def __init__(self, folder: Path, stays: Stays, threads: int = 1) -> None:
        self.con = duckdb.connect(folder / "stays.duckdb", config={"threads": threads})
        names = ("person", "place", "t_start", "t_end")
        self.con.register("fed", pa.table({name: getattr(stays, name) for name in names}))
        self.con.execute("create table by_person as select * from fed order by person, t_start")
        self.con.execute("create table by_place as select * from fed order by place, t_start")
        self.con.unregister("fed")

    def together(self, person: int) -> dict[str, Ints]:
        """Return person, place, start and end of every time together with a person, unordered."""
        found = self.con.execute(TOGETHER, {"person": person}).fetchnumpy()
        return {name: np.asarray(column) for name, column in found.items()}

    def met(self, person: int) -> tuple[Ints, Ints]:
        """Return whom a person was together with and when first, the case himself left out, unordered."""
        query = f"select person, min(t_start) as first from ({TOGETHER}) group by person"
        found = self.con.execute(query, {"person": person}).fetchnumpy()
        return np.asarray(found["person"]), np.asarray(found["first"])

    def met_after(self, person: int) -> tuple[Ints, Ints]:
        """Return who of the others was together with one of them after that one's first moment, and when first."""
        found = self.con.execute(AFTER, {"person": person}).fetchnumpy()
        return np.asarray(found["person"]), np.asarray(found["first"])
