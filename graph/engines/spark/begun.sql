-- Who has it at first: each case, from its window's start.
--
-- asked     seed, person, t_from, t_to, layered
-- controls  person, c_from, c_to ([c_from, c_to), one person's neither overlap nor touch)
-- Columns: those of spread.sql
SELECT a.seed, a.person, a.t_from AS arrival, 0 AS hops,
       least(a.t_to, coalesce(min(CASE WHEN k.c_to > a.t_from THEN greatest(k.c_from, a.t_from) END), a.t_to)) AS until, 1 AS standing
FROM asked a LEFT JOIN controls k ON k.person = a.person AND k.c_to > a.t_from
WHERE a.t_from < a.t_to
GROUP BY a.seed, a.person, a.t_from, a.t_to
