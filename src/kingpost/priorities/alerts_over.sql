-- What waits to be told, or is held back, and is no longer so: the flag closed, or opened anew; and what was said to be settled and is open again.
UPDATE alert AS n SET state = 'dropped', why = CASE WHEN n.reason = 'settled' THEN 'It came back before this was said.' ELSE 'It settled before you were told.' END
FROM flag AS f
WHERE n.state IN ('waiting', 'held') AND n.letter_id IS NULL AND f.id = n.flag_id
  AND CASE WHEN n.reason = 'settled' THEN f.closed_at IS NULL ELSE f.closed_at IS NOT NULL OR f.opened_at <> n.opened_at END
