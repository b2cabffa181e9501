// What a person shared with others within a window, pair of stays by pair of stays; never the person himself.
//
// Parameters
//   $person    code of the person
//   $start     first second of the window, UTC
//   $end       first second after the window, UTC
//   $others    codes of the only other people asked for; null: everyone
//   $places    keys of the only places asked for; null: every place
//   $kinds     the only place kinds asked for; null: every kind
// Columns: lists of equal length, one entry a stay of the seed; the places come apart
//   seed       number of the seed
//   place      key of the topmost place
//   a_start    true start of the seed's stay
//   a_zone     zone of the seed's stay, empty where unknown
//   a_floor    floor of the seed's stay, empty where unknown
//   a_flags    bits of graph.model.flags
//   a_sources  sorted names of the sources of the seed's stay: a JSON list
//   a_seat     cabin|carriage|compartment|seat of the seed's stay, empty where unknown
// Each entry of these is a list, one entry a stay of another that overlaps
//   person     code of the other person
//   t_start    first second together within the window, UTC
//   t_end      first second not together any more, UTC
//   b_start    true start of the other's stay
//   b_zone     zone of the other's stay, empty where unknown
//   b_floor    floor of the other's stay, empty where unknown
//   b_flags    bits of graph.model.flags
//   b_sources  sorted names of the sources of the other's stay: a JSON list
//   distance   metres apart, -1 where unknown; encounters only
//   b_seat     seat of the other's stay, as a_seat
//   booked     whether both have the same booking
// Whole
//   places     every place named: key, kind, name, place_id, source, has_zones, enclosed, longest, lat, lon, sealed, coach_types, one_leg
MATCH (c:Person {code: $person})-[a:STAYED]->(x:Place)
WHERE a.t_start < $end AND a.t_end > $start AND $start < $end
  AND ($places IS NULL OR x.key IN $places) AND ($kinds IS NULL OR x.kind IN $kinds)
WITH 0 AS seed, c, a, x, x.key AS place, x.longest AS longest,
     CASE WHEN a.t_start < $start THEN $start ELSE a.t_start END AS s,
     CASE WHEN a.t_end > $end THEN $end ELSE a.t_end END AS e
CALL (a, c, place, longest, s, e) {
  MATCH (q)-[b:STAYED]->()
  USING INDEX SEEK b:STAYED(place, t_start, t_end)
  WHERE b.place = place AND b.t_start > s - longest AND b.t_start < e AND b.t_end > s AND q <> c
    AND ($others IS NULL OR q.code IN $others)
  RETURN [other IN collect(q) | other.code] AS person,
         collect(CASE WHEN b.t_start > s THEN b.t_start ELSE s END) AS t_start,
         collect(CASE WHEN b.t_end < e THEN b.t_end ELSE e END) AS t_end,
         collect(b.t_start) AS b_start,
         collect(coalesce(b.zone, '')) AS b_zone,
         collect(coalesce(b.floor, '')) AS b_floor,
         collect(b.flags) AS b_flags,
         collect(b.sources) AS b_sources,
         collect(coalesce(b.distance, -1.0)) AS distance,
         collect(coalesce(b.seat, '')) AS b_seat,
         collect(a.booking = b.booking AND a.booking <> 0) AS booked
}
WITH * WHERE person <> []
RETURN collect(seed) AS seed,
       collect(place) AS place,
       collect(a.t_start) AS a_start,
       collect(coalesce(a.zone, '')) AS a_zone,
       collect(coalesce(a.floor, '')) AS a_floor,
       collect(a.flags) AS a_flags,
       collect(a.sources) AS a_sources,
       collect(coalesce(a.seat, '')) AS a_seat,
       collect(person) AS person,
       collect(t_start) AS t_start,
       collect(t_end) AS t_end,
       collect(b_start) AS b_start,
       collect(b_zone) AS b_zone,
       collect(b_floor) AS b_floor,
       collect(b_flags) AS b_flags,
       collect(b_sources) AS b_sources,
       collect(distance) AS distance,
       collect(b_seat) AS b_seat,
       collect(booked) AS booked,
       [spot IN collect(DISTINCT x) |
         spot {.key, .kind, .name, .place_id, .source, .has_zones, .enclosed, .longest,
               .lat, .lon, .sealed, .coach_types, .one_leg}] AS places
