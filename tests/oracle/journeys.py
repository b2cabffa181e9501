"""Random worlds of journeys, seeded: rides, phones, households and measures, over a small world of `worlds`.

Runs have timetables or not, loops, nights, aliases and two numbers; phones sleep in cells for nights; some rows are wrong.
"""

import math
import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tests.oracle.cells import METRES, SIDE, gcj02, grid_cell
from tests.oracle.fed import Fields
from tests.oracle.worlds import DAYS, FIRST_DAY, Flavour, Made, Somebody, _Maker

JOURNEYS = Flavour("journeys", people=(12, 20), stays=(15, 40), sources=("alpha", "beta"))
CELLS = ("460-00-1", "460-00-2")
#: Points in the middle of three cells of the grid.
POINTS = [((band + 0.5) * SIDE / METRES, (col + 0.5) * SIDE / METRES / math.cos(math.radians(band * SIDE / METRES)))
          for band, col in ((3900, 13_900), (3900, 13_901), (3901, 13_900))]  # fmt: skip


@dataclass(frozen=True)
class Service:
    """A flight, train, coach or ship: how rows write its number, its date, and its stops with minutes from 00:00."""

    mode: str
    numbers: tuple[str, ...]
    day: datetime
    stops: tuple[tuple[str, int], ...]


def made(seed: int) -> Made:
    """Return the world of a seed; about every fourth one has no stay after all other facts, so that *now* is one of theirs."""
    maker = _Journeys(seed, JOURNEYS)
    world = maker.made()
    keys = [f"{s.mode}:{s.numbers[0]}:{s.day:%Y-%m-%d}" for s in maker.services if "/" not in s.numbers[0]]
    more = [["same", "CASE"], ["same", "CASE", "--days", "3"], ["feeds"],
            *(["at", place, "--from", f"{FIRST_DAY:%Y-%m-%d}T00:00:00", "--to", f"{FIRST_DAY + timedelta(DAYS):%Y-%m-%d}T00:00:00", "--reason", "test"]
              for place in (maker.more.choice(keys), maker.more.choice((*CELLS, *map(grid_cell, POINTS)))))]  # fmt: skip
    return replace(world, more=more)


class _Journeys(_Maker):
    def __init__(self, seed: int, flavour: Flavour) -> None:
        super().__init__(seed, flavour)
        self.more, self.wide = random.Random(f"journeys {seed}"), random.Random(f"seats {seed}")
        self.services = self._services()

    def _cases(self) -> list[str]:
        """Add the journeys after everything else but the files; a test may open a case."""
        names = super()._cases()
        for service in self.services:
            self._schedule(service)
            for person in self.more.sample(self.people, self.more.randint(4, 9)):
                self._ride(service, person)
        self._phones()
        self._lent_phones()
        self._families()
        self._measures()
        if self.seed % 4:
            end = FIRST_DAY + timedelta(days=DAYS + 6)
            self._add("stays", "alpha", {"person_id": "nobody", "place_kind": "venue", "place_name": "The end", "t_start": f"{end:%Y-%m-%d %H:%M}",
                                         "t_end": f"{end:%Y-%m-%d} 23:00"})  # fmt: skip
        return [*names, "T-S0", "T-S1"]

    # rides ------------------------------------------------------------------------------------------------------------
    def _services(self) -> list[Service]:
        rng, found = self.more, []
        for mode, numbers, stops in (
            ("flight", ("CZ3101", "cz 3101", "CZ-03101"), (("CAN", 600), ("CSX", 690))),
            ("flight", ("BA27", "BA027"), (("LHR", 700), ("HKG", 1450), ("CSX", 1600))),
            (
                "train",
                ("G1234/5", "G1234", "G1235"),
                (("长沙南", 500), ("岳阳东", 530), ("武汉", 600), ("郑州东", 720)),
            ),
            ("train", ("K9", "k 9"), (("长沙", 1200), ("株洲", 1270), ("广州站", 1900))),
            ("train", ("L1",), (("A", 480), ("B", 490), ("C", 500), ("A", 540), ("B", 550))),
            ("coach", ("C77",), (("East", 480), ("West", 540))),
            ("ship", ("S3",), (("Pier 1", 600), ("Pier 2", 780))),
        ):
            days = rng.sample(range(DAYS - 1), rng.choice((1, 1, 2)))
            found += [Service(mode, numbers, FIRST_DAY + timedelta(day), stops) for day in days]
        return found

    def _schedule(self, s: Service) -> None:
        """Add a service's runs and timetable, each of them or not."""
        rng, day = self.more, f"{s.day:%Y-%m-%d}"
        about = {"mode": s.mode, "number": rng.choice(s.numbers)}
        if rng.random() < 0.8:
            run = {**about, "date": day} | (
                {"sealed": rng.choice(("true", "true", "false"))} if rng.random() < 0.8 else {}
            )
            if s.mode == "train" and rng.random() < 0.7:
                run["coach_types"] = f"05:{rng.choice(('soft_sleeper', 'soft_sleeper', 'hard_sleeper'))};06:hard_seat"
            self._add("runs", "alpha", run)
        if rng.random() < 0.25:
            return
        holds = [({"date": day}, 0)]
        if rng.random() < 0.4 and s is next(other for other in self.services if other.numbers == s.numbers):
            weekly = {
                "valid_from": "2021-07-01",
                "valid_to": "2021-08-31",
                "weekdays": rng.choice(("", "1,2,3,4,5,6,7")),
            }
            holds = [(weekly, 10), *(holds if rng.random() < 0.5 else [])]
        zones = [rng.choice(("", "", "Asia/Shanghai", "Europe/London"))] * len(s.stops)
        if rng.random() < 0.3:
            zones = [rng.choice(("", "Asia/Shanghai", "Asia/Tokyo")) for _ in s.stops]
        turns = rng.choice((1440, 10_000))  # minutes after which the clock begins anew, or not
        for (when, late), alias in ((h, a) for h in holds for a in (False, True)):
            if alias and (s.numbers[0] != "CZ3101" or self.seed % 2):
                continue
            for seq, ((stop, minute), zone) in enumerate(zip(s.stops, zones, strict=True), 1):
                row = {**about, **when, "seq": str(seq), "stop": stop, "zone": zone}
                if seq > 1:
                    row["t_arrive"] = _clock((minute + late) % turns)
                if seq < len(s.stops) and (seq == 1 or rng.random() < 0.8):
                    row["t_depart"] = _clock((minute + late + 3 * (seq > 1)) % turns)
                if alias:
                    row |= {"number": "MU5101", "alias_of": "CZ3101"}
                self._add("timetables", "alpha", {k: v for k, v in row.items() if v})

    def _ride(self, s: Service, person: Somebody) -> None:
        rng = self.more
        first = rng.randrange(len(s.stops) - 1)
        last = rng.randrange(first + 1, len(s.stops))
        source = next(iter(person.ids))
        row = {**self._named(person, source), "mode": s.mode, "number": rng.choice(s.numbers), "date": f"{s.day:%Y-%m-%d}",
               "from": s.stops[first][0], "to": s.stops[last][0]}  # fmt: skip
        roll = rng.random()
        if roll < 0.15:
            del row[rng.choice(("from", "to"))]
        elif roll < 0.2:
            row["to"] = rng.choice(("Nowhere", row["from"]))
        times = {name: s.day + timedelta(minutes=s.stops[at][1] + rng.choice((0, 0, 5, -5)))
                 for name, at in (("t_depart", first), ("t_arrive", last))}  # fmt: skip
        names = (
            (*times,)
            if rng.random() < 0.4
            else ()
            if s.numbers == ("L1",) or rng.random() < 0.8
            else (rng.choice((*times,)),)
        )
        row |= {name: f"{times[name]:%Y-%m-%d %H:%M}" for name in names}
        self._add("rides", source, row | self._seat(s.mode))
        if rng.random() < 0.3:  # told again, with more or less
            self._add(
                "rides",
                rng.choice((*person.ids,)),
                {**row, **self._named(person, source)} | (self._seat(s.mode) if rng.random() < 0.3 else {}),
            )

    def _seat(self, mode: str) -> Fields:
        rng = self.more
        found: Fields = {}
        if rng.random() < 0.15:
            return found
        if mode == "flight":
            found |= {
                "seat": f"{rng.randint(1, 9)}{rng.choice('ABC')}",
                "cabin": rng.choice("YYYC"),
                "booking": rng.choice(("b1", "b2")),
            }
            if self.wide.random() < 0.5:  # farther to the side, or no letter
                found["seat"] = found["seat"][:-1] + self.wide.choice(("", "D", "F", "H", "J", "K"))
        if mode == "train":
            found["carriage"] = rng.choice(("05", "5", "5", "06", "06", "07"))
            found["seat"] = rng.choice((str(rng.randint(1, 12)), f"{rng.randint(5, 6):02}-{rng.randint(1, 9)}-upper"))
            if rng.random() < 0.6:
                found["compartment"] = f"0{rng.randint(1, 2)}"
        if mode == "coach":
            found |= {"seat": str(rng.randint(1, 12))}
        if mode == "ship":
            found |= {"cabin": rng.choice(("1", "01", "2"))}
        found = {k: v for k, v in found.items() if rng.random() < 0.85}
        return found | ({"role": "crew"} if rng.random() < 0.1 else {})

    # phones -----------------------------------------------------------------------------------------------------------
    def _phones(self) -> None:
        rng = self.more
        for person in rng.sample(self.people, 4):  # the same cell night after night
            cell = rng.choice(({"cell_id": CELLS[0]}, self._point(0)))
            for night in range(rng.randint(2, 5)):
                start = FIRST_DAY + timedelta(days=night, hours=20, minutes=rng.choice((0, 10)))
                self._fix(person, cell, start, start + timedelta(hours=rng.choice((8, 12))))
        for person in rng.sample(self.people, 8):
            t = self._when()
            for _ in range(rng.randint(1, 12)):
                self._fix(
                    person, self._point(rng.randrange(3)) if rng.random() < 0.7 else {"cell_id": rng.choice(CELLS)}, t
                )
                t += timedelta(minutes=rng.choice((0, 5, 5, 10, 30, 60, 65)))
        for wrong in (
            {"lat": "0", "lon": "0", "datum": "wgs84"},
            {"lat": "95", "lon": "112", "datum": "wgs84"},
            {"lat": "28", "lon": "112"},
            {},
        ):
            if rng.random() < 0.5:
                self._fix(self.people[0], wrong, self._when())
        for person in rng.sample(self.people, 3):
            self._add(
                "passages",
                next(iter(person.ids)),
                {"checkpoint_id": "toll 1", "t": f"{self._when():%Y-%m-%d %H:%M}", "plate": person.plate},
            )
            self._add(
                "subscribers",
                "alpha",
                {
                    "phone": person.phone,
                    "id_type": "id_card",
                    "id_number": person.card,
                    "valid_from": f"{self._when():%Y-%m-%d}",
                },
            )

    def _fix(self, person: Somebody, where: Fields, t: datetime, end: datetime | None = None) -> None:
        source = next(iter(person.ids))
        row = {**self._named(person, source), **where, "t": f"{t:%Y-%m-%d %H:%M}"} | (
            {"t_end": f"{end:%Y-%m-%d %H:%M}"} if end else {}
        )
        self._add(
            "positions",
            source,
            row | ({"accuracy_m": self.more.choice(("900", "50", "-1"))} if self.more.random() < 0.15 else {}),
        )

    def _point(self, i: int) -> Fields:
        datum = self.more.choice(("wgs84", "wgs84", "gcj02"))
        lat, lon = POINTS[i] if datum == "wgs84" else gcj02(POINTS[i])
        return {"lat": f"{lat:.6f}", "lon": f"{lon:.6f}", "datum": datum}

    def _when(self) -> datetime:
        return FIRST_DAY + timedelta(minutes=5 * self.more.randrange(288 * DAYS))

    def _lent_phones(self) -> None:
        """Let some phones be seen 2,800 km away for a moment, as if somebody else had them."""
        for person in self.more.sample(self.people, 3):
            self._fix(person, {"lat": "43.8", "lon": "87.6", "datum": "wgs84"}, self._when())

    # households, measures, tests --------------------------------------------------------------------------------------
    def _families(self) -> None:
        rng = self.more
        for home in ("h1", "h2"):
            source = rng.choice(self.flavour.sources)
            for person in rng.sample([p for p in self.people if source in p.ids] or self.people, 3):
                row = {"household_id": home, "person_id": person.ids.get(source, "p0")}
                if rng.random() < 0.4:
                    row["valid_from"] = f"{self._when():%Y-%m-%d}"
                if rng.random() < 0.3:
                    row["valid_to"] = f"{self._when() + timedelta(days=3):%Y-%m-%d}"
                self._add("households", source, row)

    def _measures(self) -> None:
        rng = self.more
        for person in rng.sample(self.people, 6):
            source, start = next(iter(person.ids)), self._when()
            kind = rng.choice(("isolation", "central_quarantine", "home_quarantine", "hospital", "home_monitoring"))
            row = {"person_id": person.ids[source], "kind": kind, "t_start": f"{start:%Y-%m-%d %H:%M}"}
            if rng.random() < 0.5:
                row["t_end"] = f"{start + timedelta(hours=rng.choice((5, 30))):%Y-%m-%d %H:%M}"
            self._add("measures", source, row)
            if rng.random() < 0.4:
                self._add(
                    "measures",
                    source,
                    row
                    | {"kind": "released", "t_start": f"{start + timedelta(hours=rng.choice((2, 20))):%Y-%m-%d %H:%M}"},
                )
        for i, person in enumerate(rng.sample(self.people, 2)):
            source = next(iter(person.ids))
            row = {
                "sample_id": f"S{i}",
                "person_id": person.ids[source],
                "t": f"{self._when():%Y-%m-%d %H:%M}",
                "result": "positive",
            }
            self._add("tests", source, row)
            if rng.random() < 0.3:
                self._add("tests", source, row | {"result": "negative", "version": "9999999999"})


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
