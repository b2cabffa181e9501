// Who is of a seed's household, while both belong to it, within the seed's window; never the seed himself.
//
// Parameters
//   $seeds      who is asked about: n (its number), person (code), start and end (UTC seconds, [start, end))
// Columns: lists of equal length, one entry a pair of memberships
//   seed        number of the seed
//   person      code of the other person
//   household   key of the household
//   t_start     first second within the window at which both belong to it, UTC
//   t_end       first second after these, UTC
//   a_sources   sorted names of the sources of the seed's membership: a JSON list
//   b_sources   sorted names of the sources of the other's membership: a JSON list
UNWIND $seeds AS who
MATCH (c:Person {code: who.person})-[a:LIVES_IN]->(h:Household)<-[b:LIVES_IN]-(q:Person)
WHERE q <> c
WITH who.n AS seed, h, a, b, q,
     reduce(t = who.start, from IN [a.valid_from, b.valid_from] | CASE WHEN from > t THEN from ELSE t END) AS s,
     reduce(t = who.end, until IN [a.valid_to, b.valid_to] | CASE WHEN until < t THEN until ELSE t END) AS e
WHERE s < e
RETURN collect(seed) AS seed,
       collect(q.code) AS person,
       collect(h.key) AS household,
       collect(s) AS t_start,
       collect(e) AS t_end,
       collect(a.sources) AS a_sources,
       collect(b.sources) AS b_sources
