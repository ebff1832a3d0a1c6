-- Where a run puts what it worked out before it is compared with what is held. Temporary, so private to the connection.
CREATE TEMPORARY TABLE IF NOT EXISTS approval_wanted (LIKE approval) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS approval_place_wanted (LIKE approval_place) ON COMMIT DELETE ROWS;
DELETE FROM approval_wanted;
DELETE FROM approval_place_wanted
