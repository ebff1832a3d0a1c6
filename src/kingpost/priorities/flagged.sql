-- What changes whenever open flags may be others, or for others, in the eyes of these audiences: where the log of flags stands for them, and the patience
-- with owners.
SELECT concat_ws(' ', (SELECT sum((SELECT max(position) FROM news WHERE audience_id = a.id AND stream = %(stream)s::smallint))
                       FROM unnest(%(seen_by)s::bigint[]) AS a(id)),
                 (SELECT id FROM rule_number WHERE key = 'reach.patience' AND record_id = 0 AND withdrawn_at IS NULL ORDER BY id DESC LIMIT 1)) AS stamp
