SELECT at, channel, service, domain, entity_id, title, by_name, filed FROM came
WHERE channel = %(channel)s AND (%(service)s::text IS NULL OR service = %(service)s) AND (%(domain)s::text IS NULL OR domain = %(domain)s)
ORDER BY at DESC, entity_id LIMIT %(limit)s OFFSET %(offset)s
