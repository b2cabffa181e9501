// Who was together with each seed within its window, pair of stays by pair of stays; never the seed himself.
//
// Parameters
//   $seeds     who is asked about: n (its number), person (code), start and end (UTC seconds, [start, end))
//   $without   place kinds that are left out
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
UNWIND $seeds AS who
MATCH (c:Person {code: who.person})-[a:STAYED]->(x:Place)
WHERE a.t_start < who.end AND a.t_end > who.start AND who.start < who.end AND NOT x.kind IN $without
WITH who.n AS seed, c, a, x, x.key AS place, x.longest AS longest,
     CASE WHEN a.t_start < who.start THEN who.start ELSE a.t_start END AS s,
     CASE WHEN a.t_end > who.end THEN who.end ELSE a.t_end END AS e
MATCH (q)-[b:STAYED]->()
USING INDEX SEEK b:STAYED(place, t_start, t_end)
WHERE b.place = place AND b.t_start > s - longest AND b.t_start < e AND b.t_end > s AND q <> c
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
