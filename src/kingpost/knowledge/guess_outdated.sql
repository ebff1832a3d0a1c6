-- Has the picture changed since the last guess; and is nothing on its way to it that a stage has yet to read?
SELECT coalesce((SELECT max(position) FROM change WHERE stream = %(picture)s), 0) > coalesce((SELECT position FROM bookmark WHERE stage = %(guess)s), 0),
       NOT EXISTS (SELECT FROM unnest(%(before)s::smallint[], ARRAY['identity', 'knowledge']) AS s(stream, stage)
                   WHERE (SELECT max(position) FROM change WHERE change.stream = s.stream)
                         > coalesce((SELECT position FROM bookmark AS b WHERE b.stage = s.stage), 0))
