-- Whether there is a table $1.$2, and whether we may read it, insert into it, and update it.
SELECT
    c.relkind IN ('r', 'p'), has_table_privilege(c.oid, 'SELECT'),
    has_table_privilege(c.oid, 'INSERT'), has_table_privilege(c.oid, 'UPDATE')
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND c.relname = $2 AND has_schema_privilege(n.oid, 'USAGE')
