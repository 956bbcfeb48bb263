// What the peers share: the sheet's columns, the table that they fill, and the connection.
import pg from 'pg';

// The columns of `rollcall sample --columns 20`, in its order, as columns of a table.
export const columns = [
    'province', 'municipality', 'voting_station', 'ward_code', 'firstname', 'surname', 'id_number', 'gender',
    'race', 'citizenship', 'language', 'residential_address', 'cell_number', 'email', 'occupation',
    'qualification', 'date_joined', 'last_payment_date', 'subscription', 'amount',
];
const key = columns.indexOf('id_number');

export async function connect() {
    const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
    await client.connect();
    await client.query(`
        CREATE TABLE IF NOT EXISTS peer_members (
            member_id bigserial PRIMARY KEY,
            ${columns.map((name) => `${name} text${name === 'id_number' ? ' NOT NULL UNIQUE' : ''}`).join(', ')}
        )`);
    return client;
}

// A cell of either library as text.
export function text(value) {
    if (value === null || value === undefined) return null;
    if (value instanceof Date) return value.toISOString().slice(0, 10);
    if (typeof value === 'object') return String(value.text ?? value.result ?? '');
    return String(value);
}

// A row as its 20 texts, the ID number with the zeros that a number loses.
export function member(cells) {
    const row = columns.map((_, index) => text(cells[index]));
    row[key] = row[key]?.padStart(13, '0');
    return row;
}

export const update_set = columns.filter((name) => name !== 'id_number')
    .map((name) => `${name} = excluded.${name}`).join(', ');

export function done(rows) {
    process.stdout.write(`${JSON.stringify({ rows })}\n`);
}
