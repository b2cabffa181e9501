-- Who was together with each case within its window, from when till when, and for how many seconds?
-- A stay with an open end (flag 1) takes no part; one without a clock (flag 2) does, but nothing is passed on there.
--
-- asked     seed (number of the case), person, t_from, t_to
-- places    place, longest (seconds of the longest stay there); those of a kind that counts
-- stays     person, place, t_start, t_end, flags, report, day (UTC day of t_start, in days since 1970)
-- Columns: seed, person, first, last, seconds; timed: first second of the times with a clock, null without one
--
-- A stay that overlaps [b, e) begins after b - longest and before e, so the case's stay is told once for each of those
-- days: then it is joined by equal place and day, and each pair is met just once, on the day of the other one's start.
WITH own AS (
    SELECT a.seed, a.person, s.place, s.report, s.flags, x.longest,
           greatest(s.t_start, a.t_from) AS b, least(s.t_end, a.t_to) AS e
    FROM asked a JOIN stays s ON s.person = a.person JOIN places x ON x.place = s.place
    WHERE a.t_from < a.t_to AND s.t_start < a.t_to AND s.t_end > a.t_from AND (s.flags & 1) = 0
), by_day AS (
    SELECT seed, person, place, report, flags, b, e,
           explode(sequence(CAST(floor((b - longest + 1) / 86400) AS INT), CAST(floor((e - 1) / 86400) AS INT))) AS day
    FROM own
), met AS (
    SELECT /*+ BROADCAST(o) */ o.seed, s.person, greatest(o.b, s.t_start) AS b, least(o.e, s.t_end) AS e,
           CASE WHEN ((o.flags | s.flags) & 2) = 0 THEN greatest(o.b, s.t_start) END AS timed
    FROM by_day o JOIN stays s ON s.place = o.place AND s.day = o.day AND s.report = o.report
    WHERE s.person <> o.person AND s.t_start < o.e AND s.t_end > o.b AND (s.flags & 1) = 0
), told AS (
    SELECT *, max(e) OVER (PARTITION BY seed, person ORDER BY b, e ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS till
    FROM met
)
-- `till` is how far the times before reach: what lies before it was counted there.
SELECT seed, person, min(b) AS first, max(e) AS last,
       CAST(sum(greatest(e - greatest(b, coalesce(till, b)), 0)) AS BIGINT) AS seconds, min(timed) AS timed
FROM told GROUP BY seed, person
