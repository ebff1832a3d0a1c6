SELECT count(*), count(flag_id), count(DISTINCT flag_id) FROM sorted
