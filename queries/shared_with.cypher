// What a person shared with others within a window, pair of stays by pair of stays; never the person himself.
//
// Parameters
//   $person    code of the person
//   $start     first second of the window, UTC
//   $end       first second after the window, UTC
//   $others    codes of the only other people asked for; null: everyone
//   $places    keys of the only places asked for; null: every place
//   $kinds     the only place kinds asked for; null: every kind
// Columns: lists of equal length, one entry a pair of stays; the places come apart
//   seed       number of the seed
//   person     code of the other person
//   place      key of the topmost place
//   t_start    first second together within the window, UTC
//   t_end      first second not together any more, UTC
//   a_start    true start of the seed's stay
//   b_start    true start of the other's stay
//   a_zone     zone of the seed's stay, empty where unknown
//   b_zone     zone of the other's stay, empty where unknown
//   a_floor    floor of the seed's stay, empty where unknown
//   b_floor    floor of the other's stay, empty where unknown
//   a_flags    bits of graph.model.flags
//   b_flags    bits of graph.model.flags
//   a_sources  sorted names of the sources of the seed's stay
//   b_sources  sorted names of the sources of the other's stay
//   distance   metres apart, -1 where unknown; encounters only
//   a_seat     cabin|carriage|compartment|seat of the seed's stay, empty where unknown
//   b_seat     that of the other's stay
//   booked     whether both have the same booking
//   places     every place named: key, kind, name, place_id, source, has_zones, enclosed, longest, lat, lon, sealed, coach_types, one_leg
MATCH (c:Person {code: $person})-[a:STAYED]->(x:Place)
WHERE a.t_start < $end AND a.t_end > $start AND $start < $end
  AND ($places IS NULL OR x.key IN $places) AND ($kinds IS NULL OR x.kind IN $kinds)
WITH 0 AS seed, c, a, x, x.key AS place, x.longest AS longest,
     CASE WHEN a.t_start < $start THEN $start ELSE a.t_start END AS s,
     CASE WHEN a.t_end > $end THEN $end ELSE a.t_end END AS e
MATCH (q)-[b:STAYED]->()
USING INDEX SEEK b:STAYED(place, t_start, t_end)
WHERE b.place = place AND b.t_start > s - longest AND b.t_start < e AND b.t_end > s AND q <> c
  AND ($others IS NULL OR q.code IN $others)
RETURN collect(seed) AS seed,
       [other IN collect(q) | other.code] AS person,
       collect(b.place) AS place,
       collect(CASE WHEN b.t_start > s THEN b.t_start ELSE s END) AS t_start,
       collect(CASE WHEN b.t_end < e THEN b.t_end ELSE e END) AS t_end,
       collect(a.t_start) AS a_start,
       collect(b.t_start) AS b_start,
       collect(coalesce(a.zone, '')) AS a_zone,
       collect(coalesce(b.zone, '')) AS b_zone,
       collect(coalesce(a.floor, '')) AS a_floor,
       collect(coalesce(b.floor, '')) AS b_floor,
       collect(a.flags) AS a_flags,
       collect(b.flags) AS b_flags,
       collect(a.sources) AS a_sources,
       collect(b.sources) AS b_sources,
       collect(coalesce(b.distance, -1.0)) AS distance,
       collect(coalesce(a.seat, '')) AS a_seat,
       collect(coalesce(b.seat, '')) AS b_seat,
       collect(a.booking = b.booking AND a.booking <> 0) AS booked,
       [spot IN collect(DISTINCT x) |
         spot {.key, .kind, .name, .place_id, .source, .has_zones, .enclosed, .longest,
               .lat, .lon, .sealed, .coach_types, .one_leg}] AS places
