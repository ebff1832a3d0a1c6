-- Where the links of a batch are gathered before they are compared with those we have.
CREATE TEMPORARY TABLE IF NOT EXISTS link_wanted (record_id bigint, role text, target_id bigint, why text);
TRUNCATE link_wanted
