-- People with how often each of their values stands in the rosters; `counted` holds (value, n).
WITH known AS (
    SELECT v.row, v.field, v.nth, coalesce(c.n, 0) AS n FROM person_values v LEFT JOIN counted c USING (value)
),
wide AS (
    SELECT row,
           max(n) FILTER (field = 'name') AS n_name, max(n) FILTER (field = 'key') AS n_key,
           max(n) FILTER (field = 'born') AS n_born, max(n) FILTER (field = 'place') AS n_place,
           max(n) FILTER (field = 'region' AND nth = 2) AS n_province,
           max(n) FILTER (field = 'region' AND nth = 4) AS n_city,
           max(n) FILTER (field = 'region' AND nth = 6) AS n_district,
           max(n) FILTER (field = 'region' AND nth = 10) AS n_village,
           max(n) FILTER (field = 'word' AND nth = 1) AS n1, max(n) FILTER (field = 'word' AND nth = 2) AS n2,
           max(n) FILTER (field = 'word' AND nth = 3) AS n3, max(n) FILTER (field = 'word' AND nth = 4) AS n4,
           max(n) FILTER (field = 'word' AND nth = 5) AS n5
    FROM known GROUP BY row
)
SELECT p.*, wide.* EXCLUDE (row),
       ' ' || w[1] || ' ' AS w1, ' ' || w[2] || ' ' AS w2, ' ' || w[3] || ' ' AS w3, ' ' || w[4] || ' ' AS w4,
       ' ' || w[5] || ' ' AS w5, len(w) AS words,
       log2((n1 + $word) / $size) AS b1, log2((n2 + $word) / $size) AS b2, log2((n3 + $word) / $size) AS b3,
       log2((n4 + $word) / $size) AS b4, log2((n5 + $word) / $size) AS b5
FROM (SELECT *, string_split(key, ' ') AS w FROM prepared) p LEFT JOIN wide USING (row)
