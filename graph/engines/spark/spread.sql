-- Who has it after this round, since when, and who passes it on in the next?
-- Passing on ends at the first control after one's own arrival, so whoever might still be reached before a control that
-- was over by now waits until nobody can reach him earlier. Layered: each hop stands as it is, and nobody waits.
--
-- spread    seed, person, arrival, hops, until, standing: before the round
-- reached   seed, person, moment: what the round brought
-- asked     seed, person, t_from, t_to, layered
-- controls  person, c_from, c_to
-- Columns: seed, person, arrival (UTC second), hops (the round that brought it), until (he passes it on before that),
--          standing (0 nothing to pass on, 1 his turn, 2 waits)
WITH turns AS (
    SELECT seed, min(standing) AS turn, min(CASE WHEN standing = 2 THEN arrival END) AS earliest
    FROM spread WHERE standing > 0 GROUP BY seed
), met AS (
    SELECT coalesce(s.seed, r.seed) AS seed, coalesce(s.person, r.person) AS person, s.arrival, s.hops, s.until,
           CASE WHEN s.arrival IS NULL OR r.moment < s.arrival THEN r.moment END AS moment,
           CASE WHEN s.standing = 2 AND NOT (t.turn = 2 AND s.arrival = t.earliest) THEN 2 ELSE 0 END AS standing
    FROM spread s
         FULL OUTER JOIN reached r ON r.seed = s.seed AND r.person = s.person
         LEFT JOIN turns t ON t.seed = coalesce(s.seed, r.seed)
), told AS (
    SELECT m.seed, m.person, m.arrival, m.hops, m.until, m.standing, m.moment, a.layered,
           least(a.t_to, coalesce(min(CASE WHEN k.c_to > m.moment THEN greatest(k.c_from, m.moment) END), a.t_to)) AS control,
           coalesce(min(k.c_from) <= m.moment, false) AS controlled
    FROM met m JOIN asked a ON a.seed = m.seed
         LEFT JOIN controls k ON k.person = m.person AND k.c_to > a.t_from
    GROUP BY m.seed, m.person, m.arrival, m.hops, m.until, m.standing, m.moment, a.layered, a.t_to
)
SELECT seed, person,
       coalesce(moment, arrival) AS arrival,
       CASE WHEN moment IS NULL THEN hops ELSE (SELECT max(hops) + 1 FROM spread) END AS hops,
       CASE WHEN moment IS NULL THEN until ELSE control END AS until,
       CASE WHEN moment IS NULL THEN standing
            WHEN moment >= control THEN 0
            WHEN controlled AND NOT layered THEN 2
            ELSE 1 END AS standing
FROM told
