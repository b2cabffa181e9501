"""Where a row says that somebody was: the tree of places, zones and floors (semantics.md, 4)."""

import unicodedata
from dataclasses import dataclass

from tests.oracle.rows import Row, yes


@dataclass(frozen=True)
class Spot:
    """Where a stay was: the topmost place, the place itself, its zone and floor."""

    top: str
    node: str
    zone: str | None
    floor: str | None


class Places:
    """The registered places, and those that only stays name."""

    def __init__(self, rows: list[Row]) -> None:
        self.registered = {(r.source, r.values["place_id"]): r.values for r in rows if r.feed == "places"}
        self.sources = {source for source, _ in self.registered}
        self.registers = {r.source for r in rows if r.feed == "households"}
        self.kinds: dict[str, str] = {}
        self.zoned: set[str] = set()
        self.open_air = {"/".join(k) for k, v in self.registered.items() if "enclosed" in v and not yes(v["enclosed"])}
        for at in self.registered:
            top = self.chain(at)[-1]
            self.kinds["/".join(top)] = self.registered[top]["kind"]
            if top != at:
                self.zoned.add("/".join(top))

    def find(self, source: str, place_id: str) -> tuple[str, str] | None:
        """Return the place of an id: of the row's own source, else of the only other source that names it."""
        if (source, place_id) in self.registered:
            return source, place_id
        others = [at for at in self.registered if at[1] == place_id]
        return others[0] if len(others) == 1 else None

    def chain(self, at: tuple[str, str]) -> list[tuple[str, str]]:
        """Return a place and what it lies in, the topmost last."""
        chain = [at]
        while parent := self.registered[chain[-1]].get("parent_place_id"):
            above = self.find(chain[-1][0], parent)
            if above is None or above in chain or len(chain) == 3:
                break
            chain.append(above)
        return chain

    def spot(self, row: Row) -> Spot | None:
        """Return where a row of the feed of stays was, None while its place is not known."""
        v = row.values
        if "place_id" in v:
            at = self.find(row.source, v["place_id"])
            if at is None:
                return None
        else:
            name = unicodedata.normalize("NFKC", v["place_name"]).strip()
            fits = [k for k, p in self.registered.items() if (p["kind"], p.get("name")) == (v["place_kind"], name)]
            if len(fits) != 1:
                key = f"{v['place_kind']}:{name}"
                self.kinds[key] = v["place_kind"]
                return self._noted(Spot(key, key, v.get("room") or v.get("zone"), v.get("floor")))
            at = fits[0]
        chain = self.chain(at)
        child = at[1] if len(chain) > 1 else None
        floor = chain[1][1] if len(chain) == 3 else v.get("floor")
        return self._noted(Spot("/".join(chain[-1]), "/".join(at), child or v.get("room") or v.get("zone"), floor))

    def _noted(self, spot: Spot) -> Spot:
        if spot.zone is not None:
            self.zoned.add(spot.top)
        return spot

    def related(self, a: str, b: str) -> bool:
        """Return whether one of two different places lies in the other."""
        chains = {
            x: ["/".join(c) for c in self.chain(self._at(x))] if self._at(x) in self.registered else [x] for x in (a, b)
        }
        return a != b and (a in chains[b] or b in chains[a])

    def depth(self, key: str) -> int:
        """Return how many places a place lies in."""
        return len(self.chain(self._at(key))) if self._at(key) in self.registered else 0

    def _at(self, key: str) -> tuple[str, str]:
        source, _, place_id = key.partition("/")
        return source, place_id

    def shown(self, key: str) -> str:
        """Return how answers name a place: its place_id, with its source where several give place ids; else its key.

        Checkpoints are named by their plain ids, households by theirs, with the source where several give such ids.
        """
        if "\t" in key:
            *_, source, plain = key.split("\t")
            return f"{source}:{plain}" if key.startswith("household") and len(self.registers) > 1 else plain
        at = self._at(key)
        if at not in self.registered:
            return key
        return f"{at[0]}:{at[1]}" if len(self.sources) > 1 else at[1]

    def known(self, text: str) -> str:
        """Return the key of the place that a question names by id or key (names of worlds are unique)."""
        for at in self.registered:
            if text in {at[1], ":".join(at), "/".join(at), self.registered[at].get("name")}:
                return "/".join(at)
        return text
