-- Who was together with somebody of ring 1 after that one's own first moment, who is not in ring 1 himself?
-- Only stays whose start and end are known by the clock.
--
-- ring_one  seed, person, timed
-- asked     seed, person, t_from, t_to
-- places    place, longest; those of a kind that counts
-- stays     person, place, t_start, t_end, flags, report, day
-- Columns: seed, person, first, last, seconds
--
-- Whether one or ten of ring 1 are there makes no difference to somebody outside: their times at a place are united
-- first, so that what is joined with everybody's stays is short.
WITH spans AS (
    SELECT r.seed, s.place, s.report, greatest(s.t_start, r.timed) AS b, least(s.t_end, a.t_to) AS e
    FROM ring_one r JOIN asked a ON a.seed = r.seed JOIN stays s ON s.person = r.person
    WHERE r.timed < a.t_to AND s.t_start < a.t_to AND s.t_end > r.timed AND (s.flags & 3) = 0
), told AS (
    SELECT *, max(e) OVER (
               PARTITION BY seed, place, report ORDER BY b, e ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
           ) AS till
    FROM spans
), runs AS (
    SELECT *, sum(CASE WHEN b > till THEN 1 ELSE 0 END) OVER (
               PARTITION BY seed, place, report ORDER BY b, e ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
           ) AS run
    FROM told
), united AS (
    SELECT seed, place, report, min(b) AS b, max(e) AS e FROM runs GROUP BY seed, place, report, run
), by_day AS (
    SELECT u.seed, u.place, u.report, u.b, u.e,
           explode(sequence(CAST(floor((u.b - x.longest + 1) / 86400) AS INT), CAST(floor((u.e - 1) / 86400) AS INT))) AS day
    FROM united u JOIN places x ON x.place = u.place
), met AS (
    SELECT o.seed, s.person, greatest(o.b, s.t_start) AS b, least(o.e, s.t_end) AS e
    FROM by_day o JOIN stays s ON s.place = o.place AND s.day = o.day AND s.report = o.report
    WHERE s.t_start < o.e AND s.t_end > o.b AND (s.flags & 3) = 0
), outside AS (
    SELECT m.seed, m.person, m.b, m.e
    FROM met m
         LEFT JOIN ring_one r ON r.seed = m.seed AND r.person = m.person
         LEFT JOIN asked a ON a.seed = m.seed AND a.person = m.person
    WHERE r.person IS NULL AND a.person IS NULL
), lasting AS (
    SELECT *, max(e) OVER (PARTITION BY seed, person ORDER BY b, e ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS till
    FROM outside
)
SELECT seed, person, min(b) AS first, max(e) AS last,
       CAST(sum(greatest(e - greatest(b, coalesce(till, b)), 0)) AS BIGINT) AS seconds
FROM lasting GROUP BY seed, person
