-- The values of `prepared` whose frequency counts: (row, field, nth, value as a hash).
SELECT row, 'name' AS field, 1 AS nth, hash('name', name) AS value FROM prepared WHERE name <> ''
UNION ALL
SELECT row, 'key', 1, hash('key', key) FROM prepared WHERE key <> ''
UNION ALL
SELECT row, 'word', nth, hash('word', word)
FROM (SELECT row, unnest(string_split(key, ' ')[:5]) AS word, generate_subscripts(string_split(key, ' ')[:5], 1) AS nth
      FROM prepared WHERE key <> '')
UNION ALL
SELECT row, 'born', 1, hash('born', born) FROM prepared WHERE born IS NOT NULL
UNION ALL
SELECT row, 'place', 1, hash('place', place) FROM prepared WHERE place IS NOT NULL
UNION ALL
SELECT row, 'region', size, hash('region', region[:size])
FROM (SELECT row, region, unnest([2, 4, 6, 10]) AS size FROM prepared WHERE region IS NOT NULL)
WHERE length(region) >= size
