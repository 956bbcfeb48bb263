// Good Node: ExcelJS streaming, and an upsert for each 1,000 rows.
import { columns, connect, done, update_set } from './table.mjs';
import { rows } from './rows.mjs';

const batch_rows = 1000;
const client = await connect();
const arrays = columns.map((_, index) => `$${index + 1}::text[]`).join(', ');
const upsert = `
    INSERT INTO peer_members (${columns.join(', ')})
    SELECT DISTINCT ON (id_number) * FROM unnest(${arrays}) AS row (${columns.join(', ')})
    ON CONFLICT (id_number) DO UPDATE SET ${update_set}`;

async function store(batch) {
    if (batch.length === 0) return;
    const values = columns.map((_, index) => batch.map((row) => row[index]));
    await client.query({ name: 'upsert', text: upsert, values });
}

let count = 0;
let batch = [];
for await (const row of rows(process.argv[2])) {
    count += 1;
    batch.push(row);
    if (batch.length === batch_rows) {
        await store(batch);
        batch = [];
    }
}
await store(batch);
await client.end();
done(count);
