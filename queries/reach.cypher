// Whom do people who have it pass it to, in one hop, and when first? Reach goes on from there (queries/spreading.py).
// Backward: with whom must somebody have had it, at the latest, so that these people get it by then?
// A stay with an open end (flag 1) or without clock (flag 2) takes no part on either side.
//
// Parameters
//   $seeds     who has it: n (its number), person (code), start and end (UTC seconds, [start, end)) of his passing on
//   $without   place kinds that are left out
//   $backward  true: the seeds get it, by the last second of theirs
//   $controls  backward: code -> [[start, end), ...] when the other one passes nothing on; they do not touch
//   $expected  code -> moment: only people who get it at just that moment, with the ways; null: everybody, without
// Columns: lists of equal length, one entry a person; the last two are lists, one entry a way
//   person     code of who gets it
//   at         UTC second at which he first gets it; backward minus the last second at which he can have had it
//   seeds      numbers of the seeds from whom
//   spots      where: key, kind, name, place_id, source, has_zones, enclosed, longest, lat, lon, sealed, coach_types, one_leg
UNWIND $seeds AS who
MATCH (c:Person {code: who.person})-[a:STAYED]->(x:Place)
WHERE a.t_start < who.end AND a.t_end > who.start AND who.start < who.end AND NOT x.kind IN $without AND a.flags % 4 = 0
WITH who.n AS n, c, x, x.key AS place, x.longest AS longest,
     CASE WHEN a.t_start < who.start THEN who.start ELSE a.t_start END AS s,
     CASE WHEN a.t_end > who.end THEN who.end ELSE a.t_end END AS e
MATCH (q)-[b:STAYED]->()
USING INDEX SEEK b:STAYED(place, t_start, t_end)
WHERE b.place = place AND b.t_start > s - longest AND b.t_start < e AND b.t_end > s AND q <> c AND b.flags % 4 = 0
WITH n, x, q,
     CASE WHEN b.t_start > s THEN b.t_start ELSE s END AS first,
     CASE WHEN b.t_end < e THEN b.t_end ELSE e END - 1 AS last
WITH n, x, q, first,
     CASE WHEN NOT $backward THEN first
          ELSE reduce(t = last, k IN coalesce($controls[q.code], []) | CASE WHEN k[0] <= t AND t < k[1] THEN k[0] - 1 ELSE t END)
     END AS moment
WHERE moment >= first
WITH n, x, q, CASE WHEN $backward THEN -moment ELSE moment END AS t
WHERE $expected IS NULL OR $expected[q.code] = t
WITH q, min(t) AS at, CASE WHEN $expected IS NULL THEN [] ELSE collect(DISTINCT [n, x]) END AS ways
WITH collect({code: q.code, at: at, ways: ways}) AS found
RETURN [one IN found | one.code] AS person,
       [one IN found | one.at] AS at,
       [one IN found | [way IN one.ways | way[0]]] AS seeds,
       [one IN found | [way IN one.ways | [spot IN [way[1]] |
         spot {.key, .kind, .name, .place_id, .source, .has_zones, .enclosed, .longest,
               .lat, .lon, .sealed, .coach_types, .one_leg}][0]]] AS spots
