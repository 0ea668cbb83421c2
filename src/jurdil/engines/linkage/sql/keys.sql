-- Blocking keys of a prepared table `prepared`: two rows that share one are compared.
-- $probing: also ask for the birth day with day and month exchanged (the side of the people only).
WITH swapped AS (
    SELECT row, born // 10000 * 10000 + born % 100 * 100 + born // 100 % 100 AS born
    FROM prepared
    WHERE $probing AND born % 100 <= 12 AND born % 100 <> born // 100 % 100
),
days AS (
    SELECT row, born FROM prepared WHERE born IS NOT NULL
    UNION ALL
    SELECT row, born FROM swapped
),
words AS (
    SELECT row, unnest(string_split(key, ' ')[:4]) AS word FROM prepared WHERE key <> ''
)
SELECT hash('nik', nik) AS key, row FROM prepared WHERE nik IS NOT NULL
UNION ALL
SELECT hash('nik-front', nik[:12]), row FROM prepared WHERE nik IS NOT NULL
UNION ALL
SELECT hash('nik-back', nik[-10:]), row FROM prepared WHERE nik IS NOT NULL
UNION ALL
SELECT hash('day-word', days.born, word[:4]), row FROM days JOIN words USING (row)
UNION ALL
SELECT hash('day-joined', days.born, joined[:3]), row FROM days JOIN prepared USING (row) WHERE joined <> ''
UNION ALL
SELECT hash('day-area', days.born, region), row FROM days JOIN prepared USING (row) WHERE length(region) = 10
UNION ALL
SELECT hash('name', key), row FROM prepared WHERE key <> ''
UNION ALL
SELECT hash('joined', joined), row FROM prepared WHERE joined <> key
UNION ALL
SELECT hash('name-year', key, born // 10000), row FROM prepared WHERE key <> '' AND born IS NOT NULL
UNION ALL
SELECT hash('name-district', key, region[:6]), row FROM prepared WHERE key <> '' AND length(region) >= 6
UNION ALL
SELECT hash('word-area', word, region), row FROM words JOIN prepared USING (row) WHERE length(region) = 10
