// The way of the system that Rollcall replaces: the whole workbook in memory by SheetJS, then for each
// row a look-up and a statement.
import xlsx from 'xlsx';
import { columns, connect, done, member } from './table.mjs';

const book = xlsx.readFile(process.argv[2], { cellDates: true });
const rows = xlsx.utils.sheet_to_json(book.Sheets[book.SheetNames[0]], { header: 1, raw: true }).slice(1);
const client = await connect();
const names = columns.join(', ');
const places = columns.map((_, index) => `$${index + 1}`).join(', ');
const sets = columns.map((name, index) => `${name} = $${index + 1}`).join(', ');
const key = columns.indexOf('id_number');
for (const cells of rows) {
    const row = member(cells);
    const found = await client.query({
        name: 'find', text: 'SELECT member_id FROM peer_members WHERE id_number = $1', values: [row[key]],
    });
    if (found.rowCount > 0) {
        await client.query({ name: 'update', text: `UPDATE peer_members SET ${sets} WHERE id_number = $${key + 1}`, values: row });
    } else {
        await client.query({ name: 'insert', text: `INSERT INTO peer_members (${names}) VALUES (${places})`, values: row });
    }
}
await client.end();
done(rows.length);
