-- One row per candidate pair: how each field agrees (numbers of `levels.py`) and what the weights need to know.
WITH pair AS (
    SELECT c.person AS person, c.entry AS entry, p.* EXCLUDE (row), p.key = '' OR e.key = '' AS no_name,
           e.name AS e_name, e.key AS e_key, e.joined AS e_joined, ' ' || e.key || ' ' AS padded, e.words AS e_words,
           e.nik AS e_nik, e.born AS e_born, e.is_born_from_nik AS e_is_born_from_nik, e.sex AS e_sex,
           e.place AS e_place, e.region AS e_region, e.ground AS e_ground, e.house AS e_house
    FROM candidates c JOIN people p ON p.row = c.person JOIN entries e ON e.row = c.entry
),
shared AS (
    SELECT *,
           coalesce(contains(padded, w1), false) AS s1, coalesce(contains(padded, w2), false) AS s2,
           coalesce(contains(padded, w3), false) AS s3, coalesce(contains(padded, w4), false) AS s4,
           coalesce(contains(padded, w5), false) AS s5,
           CASE WHEN nik IS NULL OR e_nik IS NULL OR nik = e_nik THEN false
                WHEN length(nik) = length(e_nik) AND hamming(nik, e_nik) > 2 THEN false
                WHEN nik[:5] = e_nik[:5] OR nik[-5:] = e_nik[-5:] THEN damerau_levenshtein(nik, e_nik) = 1
                ELSE false END AS is_nik_slip,
           least(length(region), length(e_region)) AS depth
    FROM pair
),
counted AS (
    SELECT *, s1::INT + s2::INT + s3::INT + s4::INT + s5::INT AS together,
           if(s1, b1, 0) + if(s2, b2, 0) + if(s3, b3, 0) + if(s4, b4, 0) + if(s5, b5, 0) AS shared_bits
    FROM shared
)
SELECT person, entry,
    CASE WHEN no_name THEN 0
         WHEN name = e_name THEN 1
         WHEN key = e_key OR joined = e_joined THEN 2
         WHEN abs(length(joined) - length(e_joined)) <= 2
              AND (joined[:3] = e_joined[:3] OR joined[-3:] = e_joined[-3:])
              AND damerau_levenshtein(joined, e_joined)
              <= CASE WHEN least(length(joined), length(e_joined)) < 6 THEN 0
                      WHEN least(length(joined), length(e_joined)) < 11 THEN 1 ELSE 2 END THEN 3
         WHEN together > 0 AND together >= least(words, e_words) THEN 4
         WHEN together > 0 THEN 5
         ELSE 6 END::TINYINT AS name,
    CASE WHEN born IS NULL OR e_born IS NULL THEN 0
         WHEN born = e_born THEN 1
         WHEN born // 10000 = e_born // 10000 AND born % 100 = e_born // 100 % 100
              AND e_born % 100 = born // 100 % 100 THEN 2
         WHEN born % 10000 = e_born % 10000 AND abs(born - e_born) // 10000 IN (1, 10) THEN 3
         WHEN born // 10000 = e_born // 10000 AND (born % 10000 = 101 OR e_born % 10000 = 101) THEN 4
         WHEN (born // 10000 = e_born // 10000)::INT + (born // 100 % 100 = e_born // 100 % 100)::INT
              + (born % 100 = e_born % 100)::INT = 2 THEN 5
         ELSE 6 END::TINYINT AS born,
    CASE WHEN nik IS NULL OR e_nik IS NULL THEN 0
         WHEN nik = e_nik THEN 1
         WHEN is_nik_slip AND nik[:12] <> e_nik[:12] THEN 2
         WHEN is_nik_slip THEN 3
         ELSE 4 END::TINYINT AS nik,
    CASE WHEN sex IS NULL OR e_sex IS NULL THEN 0 WHEN sex = e_sex THEN 1 ELSE 2 END::TINYINT AS sex,
    CASE WHEN place IS NULL OR e_place IS NULL THEN 0 WHEN place = e_place THEN 1
         WHEN jaro_winkler_similarity(place, e_place) >= 0.92 THEN 2 ELSE 3 END::TINYINT AS place,
    CASE WHEN region IS NULL OR e_region IS NULL THEN 0
         WHEN depth >= 10 AND region = e_region THEN 1
         WHEN depth >= 6 AND region[:6] = e_region[:6] THEN 2
         WHEN depth >= 4 AND region[:4] = e_region[:4] THEN 3
         WHEN region[:2] = e_region[:2] THEN 4
         ELSE 5 END::TINYINT AS region,
    depth::TINYINT AS depth,
    CASE WHEN (house IS NULL OR e_house IS NULL) AND (ground IS NULL OR e_ground IS NULL) THEN 0
         WHEN house = e_house AND coalesce(ground = e_ground, true) THEN 1
         WHEN ground = e_ground THEN 2
         ELSE 3 END::TINYINT AS address,
    together::TINYINT AS together, shared_bits,
    (is_born_from_nik OR e_is_born_from_nik) AS is_born_from_nik,
    coalesce(length(nik) = 16, false) AS is_nik_whole,
    n_name, n_key, n_born, n_place, n_province, n_city, n_district, n_village
FROM counted
