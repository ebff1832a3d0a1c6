-- Steps before a query that asks who sees to what nobody owns: who was chosen for it and is active, or every active admin while nobody is.
chosen AS MATERIALIZED (
    SELECT DISTINCT ON (person_id) person_id AS user_id, sees FROM oversight WHERE undone_at IS NULL ORDER BY person_id, id DESC
), overseer AS MATERIALIZED (
    SELECT u.id AS user_id, u.email FROM accounts_user AS u
    WHERE u.is_active AND CASE WHEN EXISTS (SELECT FROM chosen AS c JOIN accounts_user AS a ON a.id = c.user_id AND a.is_active WHERE c.sees)
                               THEN u.id IN (SELECT user_id FROM chosen WHERE sees) ELSE u.role = 'admin' END
)
