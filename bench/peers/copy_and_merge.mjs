// The best of Node: ExcelJS streaming into COPY, then one merge.
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from } from 'pg-copy-streams';
import { columns, connect, done, update_set } from './table.mjs';
import { rows } from './rows.mjs';

const client = await connect();
const names = columns.join(', ');
await client.query(`CREATE TEMPORARY TABLE staging (${columns.map((name) => `${name} text`).join(', ')})`);

const escapes = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
const written = (value) => (value === null ? '\\N' : value.replace(/[\\\t\n\r]/g, (mark) => escapes[mark]));
let count = 0;
async function* lines() {
    let some = [];
    for await (const row of rows(process.argv[2])) {
        count += 1;
        some.push(`${row.map(written).join('\t')}\n`);
        if (some.length === 1000) {
            yield some.join('');
            some = [];
        }
    }
    yield some.join('');
}
await pipeline(Readable.from(lines()), client.query(from(`COPY staging (${names}) FROM STDIN`)));
await client.query(`
    INSERT INTO peer_members (${names})
    SELECT DISTINCT ON (id_number) ${names} FROM staging
    ON CONFLICT (id_number) DO UPDATE SET ${update_set}`);
await client.end();
done(count);
