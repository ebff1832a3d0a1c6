SELECT count(*) FROM reaching WHERE code = ANY(%(codes)s)
