-- These promises, and the others of the same clients and threads that may supersede them.
WITH asked AS (
    SELECT client_id, thread_id FROM promise WHERE key = ANY(%(keys)s::uuid[])
)
SELECT p.key::text, p.record_id, p.entity_id, p.client_id, p.thread_id, p.about_id, p.ours, p.what, p.words, p.stems, p.said_at, p.due_at, p.moves, p.audience_id,
       p.verdict, p.superseded_by::text, p.key = ANY(%(keys)s::uuid[])
FROM promise AS p
WHERE p.client_id <> 0 AND p.client_id IN (SELECT client_id FROM asked) OR p.thread_id IN (SELECT thread_id FROM asked)
