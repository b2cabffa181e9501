// Who was at a place for more than so many seconds in a window, all his stays there added up, and for how long.
//
// Parameters
//   $places    keys of topmost places
//   $start     first second of the window, UTC
//   $end       first second after the window, UTC
//   $least     seconds that have to be passed
//   $unwanted  bits of graph.model.flags, one by one; stays that bear any of them do not count
// Columns: lists of equal length, one entry a person and place
//   person    code
//   place     key of the place
//   seconds   seconds there within the window
MATCH (x:Place) WHERE x.key IN $places
MATCH (p:Person)-[r:STAYED]->()
USING INDEX SEEK r:STAYED(place, t_start, t_end)
WHERE r.place = x.key AND r.t_start > $start - x.longest AND r.t_start < $end AND r.t_end > $start
  AND all(bit IN $unwanted WHERE (r.flags / bit) % 2 = 0)
WITH p.code AS person, x.key AS place,
     sum(CASE WHEN r.t_end < $end THEN r.t_end ELSE $end END - CASE WHEN r.t_start > $start THEN r.t_start ELSE $start END)
       AS seconds
WHERE seconds > $least
WITH person, place, seconds ORDER BY person, place
RETURN collect(person) AS person, collect(place) AS place, collect(seconds) AS seconds
