// The recorded chains: components of infector links, their roots, links and generations; a self loop is no link.
// A case dated after the moment asked for is left out, and with it its links; a case without date stays.
//
// Parameters
//   $case         id of a case: only its chain; null: every chain
//   $as_of        the moment asked for, UTC seconds; null: no such limit
// Columns: one record a chain
//   cases         ids of its cases, sorted
//   roots         ids of the cases that infected and have no infector inside, sorted
//   edges         number of different pairs of infector and infectee
//   generations   number of cases by fewest links from any root; empty without root
//   first         least date of a case, UTC seconds; null where no case has one
//   last          greatest date of a case
MATCH (c:CaseRecord)
WHERE ($case IS NULL OR c.case_id = $case)
  AND ($as_of IS NULL OR c.dated IS NULL OR c.dated <= $as_of)
  AND EXISTS {
    MATCH (c)-[:INFECTED]-(other:CaseRecord)
    WHERE other <> c AND ($as_of IS NULL OR other.dated IS NULL OR other.dated <= $as_of)
  }
  AND ($case IS NOT NULL OR NOT EXISTS {
    MATCH ANY SHORTEST (c)
      ((:CaseRecord)-[:INFECTED]-(n:CaseRecord) WHERE $as_of IS NULL OR n.dated IS NULL OR n.dated <= $as_of)+
      (smaller:CaseRecord WHERE smaller.case_id < c.case_id)
  })
CALL (c) {
  MATCH ANY SHORTEST (c)
    ((:CaseRecord)-[:INFECTED]-(n:CaseRecord) WHERE $as_of IS NULL OR n.dated IS NULL OR n.dated <= $as_of)*
    (m:CaseRecord)
  WITH m ORDER BY m.case_id
  RETURN collect(m) AS members
}
WITH members,
     [m IN members WHERE NOT EXISTS {
       MATCH (i:CaseRecord)-[:INFECTED]->(m)
       WHERE i <> m AND ($as_of IS NULL OR i.dated IS NULL OR i.dated <= $as_of)
     }] AS roots
CALL (members, roots) {
  UNWIND roots AS root
  MATCH path = ANY SHORTEST (root)
    ((:CaseRecord)-[:INFECTED]->(n:CaseRecord) WHERE $as_of IS NULL OR n.dated IS NULL OR n.dated <= $as_of)*
    (m:CaseRecord)
  WITH m, min(length(path)) AS generation
  WITH generation, count(*) AS size ORDER BY generation
  RETURN collect(size) AS generations
}
CALL (members) {
  UNWIND members AS m
  MATCH (m)-[:INFECTED]->(o:CaseRecord)
  WHERE o <> m AND ($as_of IS NULL OR o.dated IS NULL OR o.dated <= $as_of)
  RETURN count(DISTINCT [m.case_id, o.case_id]) AS edges
}
RETURN [m IN members | m.case_id] AS cases,
       [r IN roots | r.case_id] AS roots,
       edges,
       generations,
       reduce(t = null, m IN members | CASE WHEN t IS NULL OR m.dated < t THEN m.dated ELSE t END) AS first,
       reduce(t = null, m IN members | CASE WHEN t IS NULL OR m.dated > t THEN m.dated ELSE t END) AS last
ORDER BY cases[0]
