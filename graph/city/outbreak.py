"""How the illness truly spread: day by day, from people who were near others for long enough.

The chance to pass it on grows with the minutes together and with closeness; it starts one to two and a half days before
onset, and ends with isolation after it. Two people bring it: the first case, who catches it from a stranger at the
theatre show and then travels, and a traveller from abroad, quarantined on landing, whose cabin is cleaned by people with
families.
"""

from dataclasses import dataclass

import numpy as np

from graph.city.closeness import RATE_A_MINUTE, closeness
from graph.city.days import DAY, FIRST_DAY, Ints
from graph.city.plan import KINDS, City
from graph.city.routines import THEATRE_DAY, TrueStays
from graph.city.tickets import CLEANER

CHANNELS = (
    "home", "work", "school", "venue", "net_cafe", "lodging", "flight", "railway", "coach", "ship", "encounter",
    "cabin_cleaning",
)  # fmt: skip
CABIN_CLEANING = CHANNELS.index("cabin_cleaning")
_LATENT = DAY
_INCUBATION_DAYS = (2.5, 5.0)
_BEFORE_ONSET_DAYS = (1.0, 2.6)
TO_ISOLATION = int(1.5 * DAY)
#: A cabin is cleaned within so many seconds after its passengers have left; what is on its tables does not fade so soon.
_LINGERS = 2 * 3600
_CLEANING_RATE = 2e-3
#: So many cleaners of the cabin from abroad always catch it: their cluster is part of every city.
_SURE = 3
_LONGEST = 26 * 3600
_NEVER = np.iinfo(np.int64).max
#: Room for the seconds of all days in one number with the place.
_SPAN = 1 << 26


@dataclass(frozen=True, slots=True)
class Outbreak:
    """The true chains: one row a person infected, by time; who brought it has infector -1. Times are UTC seconds."""

    person: Ints
    infector: Ints
    place: Ints
    at: Ints
    onset: Ints
    channel: Ints
    """Position in CHANNELS; -1 for who brought it."""
    isolated: Ints
    infector_stay: Ints
    """The two stays that it passed between, as rows of the true stays; -1 for who brought it."""
    stay: Ints
    index: int

    def positives(self, n: int) -> Ints:
        """Return the rows of n people whose illness is noticed.

        First the first case, then the cleaner of cabins who infected most, then by onset who infected three or more.
        """
        passed = np.array([int((self.infector == p).sum()) for p in self.person])
        by_onset = np.argsort(self.onset, kind="stable")
        cleaners = by_onset[(self.channel[by_onset] == CABIN_CLEANING) & (passed[by_onset] > 0)]
        most = cleaners[np.argsort(-passed[cleaners], kind="stable")][:1]
        wanted = [*np.flatnonzero(self.person == self.index), *most, *by_onset[passed[by_onset] >= 3]]
        return np.array(list(dict.fromkeys(int(row) for row in wanted))[:n], dtype=np.int64)


def outbreak(plan: City, stays: TrueStays) -> Outbreak:
    """Return the true spread over the city's days, from the first case and the traveller from abroad."""
    return _Spread(plan, stays).run()


class _Spread:
    """The state of an outbreak: from when to when each person passes it on, `_NEVER` for the well; the rows so far."""

    def __init__(self, plan: City, stays: TrueStays) -> None:
        self.plan, self.stays = plan, stays
        self.rng = np.random.default_rng(plan.seed + 2)
        self.infectious, self.isolated = np.full(plan.people, _NEVER), np.full(plan.people, _NEVER)
        self.rows: list[tuple[int, ...]] = []
        self.by_place = np.lexsort((stays.t_start, stays.place))
        self.key = stays.place[self.by_place] * _SPAN + stays.t_start[self.by_place] - FIRST_DAY + _SPAN // 2
        ride = stays.ticket >= 0
        cleans = np.zeros(len(stays), np.bool_)
        cleans[ride] = plan.journeys.tickets.role[stays.ticket[ride]] == CLEANER
        self.cleans = cleans

    def run(self) -> Outbreak:
        """Return the outbreak, drawn day by day."""
        show, landing = FIRST_DAY + THEATRE_DAY * DAY + 20 * 3600, self.plan.journeys.landing
        self._bring(self.plan.index, show, FIRST_DAY + int(6.4 * DAY), FIRST_DAY + int(6.4 * DAY) + TO_ISOLATION)
        self._bring(int(self.plan.journeys.imported[0]), landing - 3 * DAY, landing + DAY, landing)
        for day in range(self.plan.days):
            begin, end = FIRST_DAY + day * DAY, FIRST_DAY + (day + 1) * DAY
            sources = np.flatnonzero((self.infectious < end) & (self.isolated > begin))
            start = self.stays.t_start
            first, last = np.searchsorted(start, [begin, end])
            for row in first + np.flatnonzero(np.isin(self.stays.person[first:last], sources)):
                self._pass_on(int(row))
        table = np.array(sorted(self.rows, key=lambda r: (r[3], r[0])), dtype=np.int64)
        person, infector, place, at, onset, channel, isolated, source_stay, stay = table.T
        return Outbreak(person, infector, place, at, onset, channel, isolated, source_stay, stay, index=self.plan.index)

    def _bring(self, person: int, infected: int, onset: int, isolated: int) -> None:
        self._fall_ill(person, infected, onset, isolated, int(_BEFORE_ONSET_DAYS[1] * DAY))
        self.rows.append((person, -1, -1, infected, onset, -1, isolated, -1, -1))

    def _fall_ill(self, person: int, infected: int, onset: int, isolated: int, before: int) -> None:
        self.infectious[person], self.isolated[person] = max(infected + _LATENT, onset - before), isolated

    def _pass_on(self, row: int) -> None:
        """Draw who of those near this stay is infected by it, and who by cleaning up after it."""
        stays = self.stays
        source, place = int(stays.person[row]), int(stays.place[row])
        begin = max(int(stays.t_start[row]), int(self.infectious[source]))
        end = min(int(stays.t_end[row]), int(self.isolated[source]))
        if begin >= end:
            return
        base = place * _SPAN + _SPAN // 2 - FIRST_DAY
        low, high = np.searchsorted(self.key, [base + begin - _LONGEST, base + end + _LINGERS])
        near = self.by_place[low:high]
        near = near[(stays.person[near] != source) & (self.infectious[stays.person[near]] == _NEVER)]
        kind = self.plan.kind(place)
        since = np.maximum(stays.t_start[near], begin)
        together = np.minimum(stays.t_end[near], end) - since
        after = self.cleans[near] & (stays.t_start[near] >= int(stays.t_end[row])) & ~self.cleans[row]
        weight = RATE_A_MINUTE[kind] * closeness(self.plan, stays, row, near) * np.maximum(together, 0)
        cleaning = _CLEANING_RATE * (stays.t_end[near] - stays.t_start[near])
        chance = 1 - np.exp(-np.where(after, cleaning, weight) / 60)
        if source == self.plan.journeys.imported[0]:
            chance[np.flatnonzero(after)[:_SURE]] = 1.0
        for hit in np.flatnonzero(self.rng.random(len(near)) < chance):
            channel = CABIN_CLEANING if after[hit] else KINDS.index(kind)
            self._infect(int(near[hit]), row, int(since[hit]), channel)

    def _infect(self, stay: int, source_stay: int, since: int, channel: int) -> None:
        person, at = int(self.stays.person[stay]), since + 60
        if self.infectious[person] != _NEVER:
            return
        onset = since + int(self.rng.uniform(*_INCUBATION_DAYS) * DAY)
        self._fall_ill(person, at, onset, onset + TO_ISOLATION, int(self.rng.uniform(*_BEFORE_ONSET_DAYS) * DAY))
        source, place = int(self.stays.person[source_stay]), int(self.stays.place[source_stay])
        self.rows.append((person, source, place, at, onset, channel, onset + TO_ISOLATION, source_stay, stay))
