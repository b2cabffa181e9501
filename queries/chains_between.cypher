// To whom can a person pass it while he has it, when first, and where? Chains between two people are walked hop by hop
// (queries/chains_between.py). A stay with an open end (flag 1) or without clock (flag 2) takes no part on either side.
//
// Parameters
//   $person    code of who has it
//   $start     second since when he has it, UTC
//   $end       first second at which he does not pass it on any more
//   $others    codes of the only other people asked for; null: everyone
//   $without   place kinds that are left out
// Columns: lists of equal length, one entry a person and place; the places come apart
//   person     code of the other person
//   place      key of the place
//   at         first second at which he can get it there, UTC
//   places     every place named: key, kind, name, place_id, source, has_zones, enclosed, longest, lat, lon, sealed, coach_types, one_leg
MATCH (c:Person {code: $person})-[a:STAYED]->(x:Place)
WHERE a.t_start < $end AND a.t_end > $start AND $start < $end AND NOT x.kind IN $without AND a.flags % 4 = 0
WITH c, x, x.key AS place, x.longest AS longest,
     CASE WHEN a.t_start < $start THEN $start ELSE a.t_start END AS s,
     CASE WHEN a.t_end > $end THEN $end ELSE a.t_end END AS e
MATCH (q)-[b:STAYED]->()
USING INDEX SEEK b:STAYED(place, t_start, t_end)
WHERE b.place = place AND b.t_start > s - longest AND b.t_start < e AND b.t_end > s AND q <> c AND b.flags % 4 = 0
  AND ($others IS NULL OR q.code IN $others)
WITH q, x, min(CASE WHEN b.t_start > s THEN b.t_start ELSE s END) AS t
RETURN [other IN collect(q) | other.code] AS person,
       [spot IN collect(x) | spot.key] AS place,
       collect(t) AS at,
       [spot IN collect(DISTINCT x) |
         spot {.key, .kind, .name, .place_id, .source, .has_zones, .enclosed, .longest,
               .lat, .lon, .sealed, .coach_types, .one_leg}] AS places
