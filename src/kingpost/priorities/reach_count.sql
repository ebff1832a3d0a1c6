SELECT count(*) AS shown, count(*) FILTER (WHERE code = ANY(%(codes)s)) AS mine FROM reaching
