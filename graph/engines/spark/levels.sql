-- In how many hops, at the fewest, does everybody get it at his own earliest arrival? One level more.
--
-- levels    seed, person, arrival, hops (-1 not known yet), until
-- reached   seed, person, moment: what those of the last level pass on
-- Columns: those of levels
SELECT l.seed, l.person, l.arrival,
       CASE WHEN l.hops < 0 AND r.moment = l.arrival THEN (SELECT max(hops) + 1 FROM levels) ELSE l.hops END AS hops,
       l.until
FROM levels l LEFT JOIN reached r ON r.seed = l.seed AND r.person = l.person
