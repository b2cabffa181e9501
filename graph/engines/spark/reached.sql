-- Whom do the carriers pass it to, and when first?
--
-- carriers  seed, person, arrival, until: he passes it on in [arrival, until)
-- places    place, longest; those of a kind that counts
-- stays     person, place, t_start, t_end, flags, report, day
-- Columns: seed, person, moment
--
-- It makes no difference who of the carriers is there, so their times at a place are united first. A carrier meets
-- himself too, which brings nothing earlier.
WITH spans AS (
    SELECT c.seed, s.place, greatest(s.t_start, c.arrival) AS b, least(s.t_end, c.until) AS e
    FROM carriers c JOIN stays s ON s.person = c.person
    WHERE c.arrival < c.until AND s.t_start < c.until AND s.t_end > c.arrival AND (s.flags & 3) = 0
), told AS (
    SELECT *, max(e) OVER (
               PARTITION BY seed, place ORDER BY b, e ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
           ) AS till
    FROM spans
), runs AS (
    SELECT *, sum(CASE WHEN b > till THEN 1 ELSE 0 END) OVER (
               PARTITION BY seed, place ORDER BY b, e ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
           ) AS run
    FROM told
), united AS (
    SELECT seed, place, min(b) AS b, max(e) AS e FROM runs GROUP BY seed, place, run
), by_day AS (
    SELECT u.seed, u.place, u.b, u.e,
           explode(sequence(CAST(floor((u.b - x.longest + 1) / 86400) AS INT), CAST(floor((u.e - 1) / 86400) AS INT))) AS day
    FROM united u JOIN places x ON x.place = u.place
)
SELECT o.seed, s.person, min(greatest(o.b, s.t_start)) AS moment
FROM by_day o JOIN stays s ON s.place = o.place AND s.day = o.day
WHERE s.t_start < o.e AND s.t_end > o.b AND (s.flags & 3) = 0
GROUP BY o.seed, s.person
