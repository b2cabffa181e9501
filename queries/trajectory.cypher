// Where a person was within a window: whole stays, by start, then place.
//
// Parameters
//   $person   code of the person
//   $start    first second of the window, UTC
//   $end      first second after the window, UTC
// Columns: lists of equal length, one entry a stay; the places come apart
//   person    code
//   place     key of the place
//   t_start   first second there, UTC
//   t_end     first second not there any more, UTC
//   zone      zone, empty where unknown
//   floor     floor, empty where unknown
//   flags     bits of graph.model.flags
//   sources   sorted names of the sources: a JSON list
//   seat      cabin|carriage|compartment|seat, empty where unknown
//   places    every place named: key, kind, name, place_id, source, has_zones, enclosed, longest, lat, lon, sealed, coach_types, one_leg
MATCH (p:Person {code: $person})-[r:STAYED]->(x:Place)
WHERE r.t_start < $end AND r.t_end > $start
WITH p, r, x ORDER BY r.t_start, r.place
RETURN [one IN collect(p) | one.code] AS person,
       collect(r.place) AS place,
       collect(r.t_start) AS t_start,
       collect(r.t_end) AS t_end,
       collect(coalesce(r.zone, '')) AS zone,
       collect(coalesce(r.floor, '')) AS floor,
       collect(r.flags) AS flags,
       collect(r.sources) AS sources,
       collect(coalesce(r.seat, '')) AS seat,
       [spot IN collect(DISTINCT x) |
         spot {.key, .kind, .name, .place_id, .source, .has_zones, .enclosed, .longest,
               .lat, .lon, .sealed, .coach_types, .one_leg}] AS places
