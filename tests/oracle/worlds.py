"""Random worlds, seeded: everything that makes a trace hard, thrown together, small enough for the oracle.

Times lie on a grid of five minutes so that stays touch, coincide and nest; `plain` worlds are those that the SQL form of
the oracle understands (one source, person ids, closed stays, no versions), `hub` worlds have a place of over 5,000 stays.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.oracle.fed import Fed, Fields, World

FIRST_DAY = datetime(2021, 7, 20)  # noqa: DTZ001  local time of the deployment
DAYS = 6
ZONES = ("a", "b", "c")


@dataclass(frozen=True)
class Flavour:
    """How wild a world is."""

    name: str
    people: tuple[int, int] = (12, 30)
    stays: tuple[int, int] = (40, 160)
    sources: tuple[str, ...] = ("alpha", "beta", "gamma")
    identities: bool = True
    versions: bool = True
    vague: bool = True
    """Whether stays may be open or day-only."""
    trees: bool = True
    hub: int = 0


PLAIN = Flavour("plain", sources=("alpha",), identities=False, versions=False, vague=False, trees=False)
DAYLIGHT = Flavour("daylight", sources=("alpha",), identities=False, versions=False, trees=False)
RICH = Flavour("rich", sources=("alpha", "beta"))
CROWD = Flavour("crowd", people=(60, 90), stays=(300, 500))
HUB = Flavour(
    "hub", people=(1200, 1500), stays=(400, 600), sources=("alpha",), identities=False, versions=False, hub=5200
)
FLAVOURS = (PLAIN, RICH, DAYLIGHT, RICH, CROWD, RICH)


@dataclass
class Somebody:
    """A person of a world and the identifiers by which rows may name him."""

    ids: dict[str, str]
    card: str
    phone: str
    device: str
    plate: str


@dataclass
class Site:
    """A place of a world, and how rows name it."""

    values: Fields
    kind: str
    zones: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    source: str | None = None
    """The source that registers it; None for a place that only stays name."""


@dataclass
class Made:
    """A world with what the questions need to know of it."""

    seed: int
    flavour: Flavour
    world: World
    cases: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    more: list[list[str]] = field(default_factory=list)
    """Further questions about every case; `CASE` stands for it."""


def made(seed: int, flavour: Flavour | None = None) -> Made:
    """Return the world of a seed."""
    return _Maker(seed, flavour or FLAVOURS[seed % len(FLAVOURS)]).made()


def questions(world: Made, case: str, count: int = 14) -> list[list[str]]:
    """Return questions about one case of a world, the two traces always among them; the same for one seed and case."""
    rng = random.Random(f"{world.seed} {case}")
    start = FIRST_DAY + timedelta(days=rng.randrange(DAYS - 2), minutes=5 * rng.randrange(288))
    end = start + timedelta(days=rng.choice((1, 2, 4)), minutes=5 * rng.randrange(100))
    window = ["--from", f"{start:%Y-%m-%dT%H:%M:%S}", "--to", f"{end:%Y-%m-%dT%H:%M:%S}"]
    some = [
        ["trace", case, "--edition", "co-presence", *window],
        ["trace", case, "--edition", "cn-8"],
        ["reach", case],
        ["shared", case],
        ["trajectory", case],
        ["reach", case, "--backward"],
        ["reach", case, "--max-hops", str(rng.choice((1, 2, 3)))],
        ["trace", case, "--edition", "cn-8", *window],
        ["at", rng.choice(world.places), *window, "--reason", "test"],
        ["shared", case, *window],
        ["reach", case, *window],
        ["reach", case, "--backward", *window],
        ["trace", case, "--edition", "cn-8", "--as-of", f"{end:%Y-%m-%dT%H:%M:%S}"],
        ["chains", "--recorded"],
    ]
    more = [[case if word == "CASE" else word for word in words] for words in world.more]
    return some[:2] + rng.sample(some[2:], max(0, min(count, len(some)) - 2)) + more


class _Maker:
    def __init__(self, seed: int, flavour: Flavour) -> None:
        self.seed, self.flavour, self.rng = seed, flavour, random.Random(seed)
        self.apart = random.Random(f"editions {seed}")  # what came later draws from here, so that the rest stays
        self.rows: dict[tuple[str, str], list[Fields]] = {}
        self.people = [self._somebody(i) for i in range(self.rng.randint(*flavour.people))]
        self.sites = self._sites()
        self.record = 0

    def made(self) -> Made:
        rng, flavour = self.rng, self.flavour
        for _ in range(rng.randint(*flavour.stays)):
            self._stay()
        for _ in range(flavour.hub):
            self._visit(self.sites[0], 20)
        for _ in range(rng.randint(0, flavour.stays[0])):
            self._encounter()
        if flavour.identities:
            self._links()
        cases = self._cases()
        files = self._files()
        zone = (
            rng.choice(("Asia/Shanghai", "Asia/Shanghai", "UTC", "America/New_York"))
            if flavour is not PLAIN
            else "Asia/Shanghai"
        )
        ids = [s.values.get("place_id") or f"{s.kind}:{s.values['place_name']}" for s in self.sites]
        several = len({s.source for s in self.sites if s.source}) > 1
        places = [f"{s.source}:{i}" if several and s.source else i for s, i in zip(self.sites, ids, strict=True)]
        return Made(self.seed, flavour, World(tuple(files), zone), cases, places)

    # people -----------------------------------------------------------------------------------------------------------
    def _somebody(self, i: int) -> Somebody:
        ids = {s: f"{'pqr'[k]}{i}" for k, s in enumerate(self.flavour.sources) if self.rng.random() < 0.7}
        ids = ids or {self.flavour.sources[0]: f"p{i}"}
        born = datetime(1950, 1, 1) + timedelta(days=self.rng.randrange(20_000))  # noqa: DTZ001
        shared = self.rng.random() < 0.25
        number = 13_800_000_000 + (self.rng.randrange(4) if shared else 100 + i)
        return Somebody(
            ids,
            _card(f"430102{born:%Y%m%d}{i % 1000:03}"),
            str(number),
            f"device{i // 2 if shared else i}",
            f"湘A{10000 + i}",
        )

    def _named(self, person: Somebody, source: str) -> Fields:
        """Return identifiers of a person as a row of a source may write them."""
        if not self.flavour.identities:
            return {"person_id": person.ids[source]}
        found: Fields = {}
        roll = self.rng.random()
        if source in person.ids and roll < 0.6:
            found["person_id"] = person.ids[source]
        elif roll < 0.75:
            found |= {"id_type": "id_card", "id_number": person.card}
        elif roll < 0.9:
            found["phone"] = person.phone
        else:
            found["device"] = person.device
        if self.rng.random() < 0.15:
            found |= {"phone": person.phone} if self.rng.random() < 0.7 else {"device": person.device}
        return found

    def _links(self) -> None:
        for person in self.people:
            for source, value in person.ids.items():
                if self.rng.random() < 0.5:
                    self._add("people", source, {"person_id": value, "id_type": "id_card", "id_number": person.card})
            if self.rng.random() < 0.03:  # an identity conflict: the person id with somebody else's card
                source, other = self.rng.choice(list(person.ids)), self.rng.choice(self.people)
                row = {"person_id": person.ids[source], "id_type": "id_card", "id_number": other.card}
                self._add(self.rng.choice(("people", "identities")), source, row)
            if self.rng.random() < 0.4:
                source = self.rng.choice(list(person.ids))
                row = {"person_id": person.ids[source], "phone": person.phone}
                if self.rng.random() < 0.5:
                    row["valid_from"] = f"{self._moment():%Y-%m-%d}"
                if self.rng.random() < 0.5:
                    row["valid_to"] = f"{self._moment():%Y-%m-%d %H:%M}"
                if row.get("valid_from", "") <= row.get("valid_to", "9"):
                    self._add("identities", source, row)

    # places -----------------------------------------------------------------------------------------------------------
    def _sites(self) -> list[Site]:
        rng, sites = self.rng, []
        sources = self.flavour.sources
        kinds = (
            "venue",
            "venue",
            "work",
            "home",
            "net_cafe",
            "lodging",
            "school",
            "hospital",
            "vehicle",
            "venue",
            "cell",
        )
        for i, kind in enumerate(kinds):
            if i and rng.random() < 0.3:
                continue
            zones = ZONES if i and kind in {"venue", "work", "school", "net_cafe"} and rng.random() < 0.5 else ()
            rooms = ("101", "102", "201") if kind in {"lodging", "hospital"} and rng.random() < 0.8 else ()
            if self.flavour.trees and i and rng.random() < 0.15:
                sites.append(Site({"place_kind": kind, "place_name": f"The {kind} {i}"}, kind, zones, rooms))
                continue
            row = {"place_id": f"s{i}", "kind": kind, "name": f"Site {i}"}
            if kind == "venue" and rng.random() < 0.3:
                row["enclosed"] = rng.choice(("true", "false"))
            if kind in {"net_cafe", "work", "school", "hospital"} and self.apart.random() < 0.25:
                row["enclosed"] = self.apart.choice(("true", "false", "false"))
            source = rng.choice(sources)
            self._add("places", source, row)
            sites.append(Site({"place_id": f"s{i}"}, kind, zones, rooms, source))
            if self.flavour.trees and kind in {"venue", "lodging"} and rng.random() < 0.5:
                for child in ("x", "y"):
                    self._add("places", source, {"place_id": f"s{i}{child}", "kind": kind, "parent_place_id": f"s{i}"})
                    sites.append(Site({"place_id": f"s{i}{child}"}, kind, (), (), source))
                    if kind == "lodging":
                        self._add(
                            "places",
                            source,
                            {"place_id": f"s{i}{child}1", "kind": kind, "parent_place_id": f"s{i}{child}"},
                        )
                        sites.append(Site({"place_id": f"s{i}{child}1"}, kind, (), (), source))
        return sites

    # stays ------------------------------------------------------------------------------------------------------------
    def _moment(self) -> datetime:
        return FIRST_DAY + timedelta(minutes=5 * self.rng.randrange(288 * DAYS))

    def _time(self, t: datetime) -> str:
        """Return a local time; plain worlds write some in UTC, which needs the deployment's zone to be Shanghai's."""
        if self.flavour is PLAIN and self.rng.random() < 0.3:
            return f"{t - timedelta(hours=8):%Y-%m-%dT%H:%M:%SZ}"
        return f"{t:%Y-%m-%d %H:%M:%S}" if self.rng.random() < 0.5 else f"{t:%Y-%m-%d %H:%M}"

    def _stay(self) -> None:
        self._visit(self.rng.choice(self.sites), 600)

    def _visit(self, site: Site, longest: int) -> None:
        rng = self.rng
        source, person = self._who()
        start = self._moment()
        length = (
            rng.choice((0, 5, 10, 15, 20, 30, 60, 120, 300, longest)) if longest > 20 else rng.choice((0, 5, 5, 10, 20))
        )
        row = {**self._named(person, source), **site.values, "t_start": self._time(start),
               "t_end": self._time(start + timedelta(minutes=length))}  # fmt: skip
        if self.flavour.vague and longest > 20:
            roll = rng.random()
            if roll < 0.1:
                del row["t_end"]
            elif roll < 0.17:
                row["t_start"], row["t_end"] = (
                    f"{start:%Y-%m-%d}",
                    f"{start + timedelta(days=rng.randrange(2)):%Y-%m-%d}",
                )
            elif roll < 0.2:
                row["t_start"] = f"{start:%Y-%m-%d}"
        if site.zones and rng.random() < 0.8:
            row["zone"] = rng.choice(site.zones)
        if site.rooms and rng.random() < 0.8:
            row["room"] = rng.choice(site.rooms)
            if rng.random() < 0.7:
                row["floor"] = row["room"][0]
        if self.flavour.versions and (roll := rng.random()) < 0.02:
            row |= (
                {"t_start": row.get("t_end", row["t_start"]), "t_end": row["t_start"]}
                if roll < 0.01
                else {"place_id": "nowhere"}
            )
        self._versioned("stays", source, row)

    def _who(self) -> tuple[str, Somebody]:
        source = self.rng.choice(self.flavour.sources)
        return source, self.rng.choice([p for p in self.people if source in p.ids] or self.people)

    def _encounter(self) -> None:
        rng = self.rng
        source, a = self._who()
        b = rng.choice([p for p in self.people if source in p.ids] or self.people)
        if a is b or not (source in a.ids and source in b.ids):
            return
        start = self._moment()
        end = start + timedelta(minutes=rng.choice((1, 5, 10, 14, 15, 20, 60)))
        sides = [self._named(a, source), self._named(b, source)]
        if next(iter(sides[0].items())) == next(iter(sides[1].items())):
            return
        for shift in (0, rng.choice((0, 5, 10)))[: rng.choice((1, 1, 2))]:
            row = {**_side(sides[0], "_a"), **_side(sides[1], "_b"), "t_start": self._time(start + timedelta(minutes=shift)),
                   "t_end": self._time(end + timedelta(minutes=shift))}  # fmt: skip
            if rng.random() < 0.8:
                row["distance_m"] = rng.choice(("0.5", "0.8", "1", "1.5", "2"))
                if self.apart.random() < 0.2:
                    row["distance_m"] = self.apart.choice(("1.83", "1.84", "2.01"))
            if rng.random() < 0.2:
                row["protected"] = rng.choice(("true", "false"))
            if rng.random() < 0.2:
                row["setting"] = rng.choice(("close_contact", "work"))
            sides.reverse()
            self._versioned("encounters", source, row)

    # records ----------------------------------------------------------------------------------------------------------
    def _versioned(self, feed: str, source: str, row: Fields) -> None:
        """Add a row; sometimes as a record with other versions, cancels and repetitions."""
        rng = self.rng
        if not self.flavour.versions or rng.random() < 0.6:
            self._add(feed, source, row)
            if rng.random() < 0.1:
                self._add(feed, source, dict(row))
            return
        self.record += 1
        base = {"record_id": f"r{self.record}"}
        for _ in range(rng.choice((1, 1, 2, 3))):
            told = {**row, **base}
            if rng.random() < 0.7:
                told["version"] = str(rng.randrange(1, 4))
            if rng.random() < 0.5:
                told["t_start"] = self._time(FIRST_DAY + timedelta(minutes=5 * rng.randrange(288)))
                told["t_end"] = (
                    self._time(self._moment() + timedelta(days=1)) if rng.random() < 0.1 else told["t_start"]
                )
            self._add(feed, source, told)
        if rng.random() < 0.15:
            self._add(feed, source, {**base, "op": "cancel", "version": str(rng.randrange(1, 5))})

    def _add(self, feed: str, source: str, row: Fields) -> None:
        self.rows.setdefault((feed, source), []).append(row)

    def _cases(self) -> list[str]:
        rng, names = self.rng, []
        some = rng.sample(self.people, 10 if len(self.people) > 20 else rng.randint(8, 12))
        for i, person in enumerate(some):
            source = next(iter(person.ids))
            by_phone = self.flavour.identities and rng.random() < 0.1
            row = {"case_id": f"C{i}", **({"phone": person.phone} if by_phone else {"person_id": person.ids[source]})}
            day = self._moment() + timedelta(days=1)
            row[rng.choice(("onset", "sample", "report"))] = (
                f"{day:%Y-%m-%d}" if rng.random() < 0.6 else f"{day:%Y-%m-%d %H:%M}"
            )
            if rng.random() < 0.3:
                row["onset"] = f"{day - timedelta(days=1):%Y-%m-%d}"
            if rng.random() < 0.4:
                row["isolated_at"] = (
                    f"{day + timedelta(days=1):%Y-%m-%d}" if rng.random() < 0.5 else f"{day:%Y-%m-%d %H:%M}"
                )
            if i and rng.random() < 0.6:
                row["infector"] = rng.choice((";", "，")).join(
                    sorted({f"C{rng.randrange(len(some))}" for _ in range(rng.choice((1, 1, 2)))})
                )
            elif i and self.flavour.identities and rng.random() < 0.3:
                infector = rng.choice(some[:i])
                row["infector"] = rng.choice(
                    [*infector.ids.values(), *(f"{s}:{v}" for s, v in infector.ids.items()), "nobody"]
                )
            self._add("cases", source, row)
            names.append(row["case_id"])
        return names

    def _files(self) -> Iterable[Fed]:
        rng, files = self.rng, []
        for (feed, source), rows in self.rows.items():
            if self.flavour.versions and feed == "stays" and len(rows) > 10 and rng.random() < 0.6:
                rng.shuffle(rows)
                cut = rng.randrange(1, len(rows))
                files += [
                    Fed(feed, tuple(rows[:cut]), source),
                    Fed(feed, tuple(rows[cut:]), source, rng.choice((None, "2021-08-01T00:00:00Z"))),
                ]
            else:
                files.append(Fed(feed, tuple(rows), source))
        rng.shuffle(files)
        return files


def _side(named: Fields, suffix: str) -> Fields:
    """Return identifiers as a side of an encounter writes them."""
    return {("person" if name == "person_id" else name) + suffix: value for name, value in named.items()}


def _card(digits: str) -> str:
    """Return an invented ID card number with its check digit."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, weights, strict=True)) % 11]
