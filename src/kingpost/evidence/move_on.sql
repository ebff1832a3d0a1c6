-- Move a stage's bookmark past the changes it has worked off, and give the audiences all of them were news for. Who appends holds the stream's lock, so
-- its positions lie together and its news at the last of them: that may be behind the last one taken.
WITH moved AS (
    UPDATE bookmark SET position = %(last)s WHERE stage = %(stage)s RETURNING old.position, pg_notify('kingpost_change', current_schema())
)
SELECT DISTINCT audience_id FROM news
WHERE stream = %(stream)s AND position > (SELECT position FROM moved)
  AND position <= coalesce((SELECT min(position) FROM news WHERE stream = %(stream)s AND position >= %(last)s), %(last)s)
