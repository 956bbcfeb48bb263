-- Of column $3 of table $1.$2: its type without a length, and whether that is an enum.
SELECT format_type(a.atttypid, -1), t.typtype = 'e'
FROM pg_attribute a
JOIN pg_type t ON t.oid = a.atttypid
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND c.relname = $2 AND a.attname = $3 AND a.attnum > 0
    AND NOT a.attisdropped
