SELECT rule, count(*) FROM shown, unnest(rules) AS r(rule) GROUP BY rule
