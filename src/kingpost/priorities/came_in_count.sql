SELECT count(*), count(*) FILTER (WHERE went = 'grouped'), count(DISTINCT flag_id), count(*) FILTER (WHERE went = 'handled') FROM sorted
