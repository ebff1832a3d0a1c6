-- What else was shown of this rule since a moment: (audience, thread, at), the oldest first.
SELECT audience_id, entity_id, since FROM signal WHERE rule = 'unheard' AND opens AND since >= %(since)s AND entity_id <> ALL(%(entities)s) ORDER BY since, entity_id
