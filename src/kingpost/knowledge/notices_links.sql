-- A notice is about what it was tied to, and about nothing else its number might mean.
DELETE FROM link_wanted AS w USING notice AS n WHERE n.record_id = w.record_id AND w.role = 'about' AND n.target_id IS NOT NULL;
INSERT INTO link_wanted (record_id, role, target_id, why)
SELECT b.record_id, 'about', n.target_id, 'a notification of ' || n.service || ' about it'
FROM batch AS b JOIN notice AS n USING (record_id)
WHERE b.kind = 'message' AND b.live AND n.target_id IS NOT NULL
