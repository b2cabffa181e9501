-- Who passes it on in this round: all whose turn it is; where there are none, the first of those who wait.
--
-- spread    seed, person, arrival, until, standing (0 nothing to pass on, 1 his turn, 2 waits)
-- Columns: seed, person, arrival, until
WITH turns AS (
    SELECT seed, min(standing) AS turn, min(CASE WHEN standing = 2 THEN arrival END) AS earliest
    FROM spread WHERE standing > 0 GROUP BY seed
)
SELECT s.seed, s.person, s.arrival, s.until
FROM spread s JOIN turns t ON t.seed = s.seed AND t.turn = s.standing
WHERE t.turn = 1 OR s.arrival = t.earliest
