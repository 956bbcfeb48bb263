// A client as the guide has it, against the real server: it uploads over HTTP and follows its job.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';

import { io } from 'socket.io-client';

import { fate } from './support/line.mjs';
import { Rollcall } from './support/rollcall.mjs';
import { heard, patience_ms, until } from './support/wait.mjs';

const job_events = [
    'bulk_upload_progress', 'bulk_upload_complete', 'bulk_upload_failed', 'bulk_upload_cancelled',
];
const final_events = job_events.slice(1);
const leeway_seconds = 60;
const opened = [];
let server;

before(async () => { server = await Rollcall.start(); });
after(() => server.stop());
afterEach(() => opened.splice(0).forEach((socket) => socket.disconnect()));

function client(options) {
    const socket = io(server.url, { forceNew: true, reconnectionDelay: 20, ...options });
    socket.events = [];
    socket.onAny((name, value) => socket.events.push({ name, ...value }));
    opened.push(socket);
    return socket;
}

async function connected(token = server.admin) {
    const socket = client({ auth: { token } });
    await heard(socket, 'connect');
    return socket;
}

// A client whose token ends soon. Who is slower than that is refused, and tries one that lives longer.
async function connected_for_a_while() {
    for (let seconds = 3; seconds * 1000 < patience_ms; seconds *= 2) {
        const token = server.token_expiring(seconds - leeway_seconds);
        const { exp } = JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));
        const socket = client({ auth: { token } });
        socket.on('disconnect', (reason) => { socket.lost = reason; });
        socket.on('connect_error', () => { socket.is_refused = true; });
        await until(() => socket.connected || socket.lost || socket.is_refused, 'an answer');
        if (!socket.is_refused) return { socket, expiry_ms: (exp + leeway_seconds) * 1000 };
    }
    throw new Error('refused with every token');
}

const ask = (socket, event, ...values) => socket.timeout(patience_ms).emitWithAck(event, ...values);

const job_events_of = (socket, job_id) =>
    socket.events.filter((event) => job_events.includes(event.name) && event.job_id === job_id);

const ending = (socket, job_id) => until(
    () => job_events_of(socket, job_id).find(({ name }) => final_events.includes(name)),
    `the end of ${job_id}`,
);

// However fast the job and slow the machine: what is told while the queue is at rest is heard.
const progress_of = (socket, job_id) => until(
    () => job_events_of(socket, job_id).find(({ name }) => name === 'bulk_upload_progress'),
    `progress of ${job_id}`,
);

// With the queue at rest a test subscribes before anything happens.
async function at_rest(prepare) {
    await server.post('/queue/pause');
    try {
        return await prepare();
    } finally {
        await server.post('/queue/resume');
    }
}

describe('who connects', () => {
    test('needs a token', async () => {
        const [error] = await heard(client({}), 'connect_error');
        assert.equal(error.message, 'Authentication token required');
    });

    for (const token of ['abc', 'a.b.c', '', 5, null, { a: 1 }]) {
        test(`is refused with the token ${JSON.stringify(token)}`, async () => {
            const [error] = await heard(client({ auth: { token } }), 'connect_error');
            assert.match(error.message, /^(Invalid authentication token|Authentication token required)$/);
        });
    }

    test('is refused with a token that has expired', async () => {
        const token = server.token_expiring(-leeway_seconds - 5);
        const [error] = await heard(client({ auth: { token } }), 'connect_error');
        assert.equal(error.message, 'Invalid authentication token');
    });

    test('may give its token as a header', async () => {
        const socket = client({ extraHeaders: { authorization: `Bearer ${server.admin}` } });
        await heard(socket, 'connect');
        assert.ok(socket.id);
    });

    test('stays until its token expires, and not longer', async () => {
        const { socket, expiry_ms } = await connected_for_a_while();

        await until(() => socket.lost, 'the end of the token');

        assert.equal(socket.lost, 'io server disconnect');
        assert.ok(Date.now() >= expiry_ms, 'the token was still good');
    });

    test('comes from no other origin\'s page', async () => {
        const query = { EIO: 4, transport: 'websocket' };
        const seen = await fate(server, '/socket.io/', query, { origin: 'https://evil.example.org' });

        assert.equal(seen.status, 403);
    });
});

describe('a job', () => {
    test('is followed from its start to its end', async () => {
        const socket = await connected();
        const job_id = await at_rest(async () => {
            const id = await server.upload(server.sample(20_000));
            const answer = await ask(socket, 'subscribe_bulk_upload_job', { job_id: id });
            assert.equal(answer.success, true);
            assert.equal(answer.data.job_id, id);
            assert.equal(answer.data.status, 'paused');
            assert.equal(typeof answer.seq, 'number');
            await progress_of(socket, id);
            return id;
        });

        const end = await ending(socket, job_id);

        assert.equal(end.name, 'bulk_upload_complete');
        assert.equal(end.status, 'completed');
        assert.equal(end.validation_stats.total_records, 20_000);
        for (const key of ['file_id', 'database_stats', 'report_filename', 'processing_duration_ms', 'timestamp']) {
            assert.ok(end[key] !== undefined && end[key] !== null, key);
        }
        assert.equal(end.verification_stats, null);
        const events = job_events_of(socket, job_id);
        assert.equal(events.at(-1), end);
        assert_follows(events);
    });

    test('tells of its progress what the guide shows', async () => {
        const socket = await connected();
        const progress = await at_rest(async () => {
            return progress_of(socket, await server.upload(server.sample(5_000)));
        });

        for (const key of ['job_id', 'file_id', 'file_name', 'status', 'stage', 'progress', 'message',
            'rows_done', 'rows_total', 'rows_processed', 'rows_per_second', 'eta_seconds', 'timestamp', 'seq']) {
            assert.ok(key in progress, key);
        }
        assert.equal(progress.file_name, 'members.xlsx');
        assert.ok(Number.isInteger(progress.progress) && progress.progress >= 0 && progress.progress <= 100);
        assert.equal(new Date(progress.timestamp).toISOString(), progress.timestamp);
    });

    test('is heard of once by a socket, be it subscriber and owner', async () => {
        const socket = await connected();
        const job_id = await at_rest(async () => {
            const id = await server.upload(server.sample(1_000));
            await ask(socket, 'subscribe_bulk_upload_job', { job_id: id });
            await ask(socket, 'subscribe_bulk_upload_job', { job_id: id });
            return id;
        });
        await ending(socket, job_id);

        await ask(socket, 'unsubscribe_bulk_upload_job', { job_id });

        const events = job_events_of(socket, job_id);
        assert_follows(events);
        assert.equal(events.filter(({ name }) => final_events.includes(name)).length, 1);
    });

    test('that cannot be read ends with its reason', async () => {
        const socket = await connected();
        const job_id = await server.upload('colour,taste\nred,sweet\n', { name: 'members.csv' });

        const end = await ending(socket, job_id);

        assert.equal(end.name, 'bulk_upload_failed');
        assert.equal(end.status, 'failed');
        assert.equal(typeof end.error, 'string');
        assert.match(end.error_code, /^[A-Z_]+$/);
        assert.equal(end.will_retry, false);
        assert.equal(typeof end.attempts_made, 'number');
    });

    test('that is cancelled says so', async () => {
        const socket = await connected();
        const job_id = await at_rest(async () => {
            const id = await server.upload(server.sample(1_001));
            await server.post(`/cancel/${id}`);
            return id;
        });

        const end = await ending(socket, job_id);

        assert.equal(end.name, 'bulk_upload_cancelled');
    });

    test('that has ended tells a late subscriber its end', async () => {
        const job_id = await server.upload(server.sample(1_002));
        await server.finished(job_id);
        const socket = await connected(server.token('super_admin', 'late@example.org'));

        const answer = await ask(socket, 'subscribe_bulk_upload_job', { job_id });

        assert.equal(answer.data.status, 'completed');
        assert.equal((await ending(socket, job_id)).name, 'bulk_upload_complete');
    });

    test('is heard of no more once one has unsubscribed', async () => {
        const other = await connected(server.token('super_admin', 'other@example.org'));
        const owner = await connected();
        const job_id = await at_rest(async () => {
            const id = await server.upload(server.sample(1_003));
            await ask(other, 'subscribe_bulk_upload_job', { job_id: id });
            const answer = await ask(other, 'unsubscribe_bulk_upload_job', { job_id: id });
            assert.equal(answer.success, true);
            other.events.length = 0;
            return id;
        });

        await ending(owner, job_id);
        await ask(other, 'unsubscribe_queue');

        assert.deepEqual(job_events_of(other, job_id), []);
    });

    test('is nobody else\'s', async () => {
        const owner = server.token('province_admin', 'one@example.org', { province: 'GP' });
        const stranger = server.token('province_admin', 'two@example.org', { province: 'WC' });
        const job_id = await server.upload(server.sample(50), { token: owner });
        const socket = await connected(stranger);

        const foreign = await ask(socket, 'subscribe_bulk_upload_job', { job_id });
        const unknown = await ask(socket, 'subscribe_bulk_upload_job', { job_id: 'job-1700000000000-12345678' });

        assert.equal(foreign.success, false);
        assert.equal(foreign.error.code, 'NOT_FOUND');
        assert.equal(unknown.error.code, 'NOT_FOUND');
        assert.equal(foreign.error.message.replace(job_id, ''),
            unknown.error.message.replace('job-1700000000000-12345678', ''));
        await server.finished(job_id);
        assert.deepEqual(job_events_of(socket, job_id), []);
    });

    test('says nothing of the people in it', async () => {
        const socket = await connected();
        const job_id = await server.upload(server.sample(2_000));
        await ending(socket, job_id);

        const told = JSON.stringify(job_events_of(socket, job_id)).replaceAll(job_id, '');
        assert.doesNotMatch(told, /(?<!\d)\d{13}(?!\d)/);
    });
});

describe('a payload that is none', () => {
    const payloads = [[], [null], [5], [[]], [{}], [{ job_id: 5 }], [{ job_id: '' }], [{ job_id: null }],
        [{ job_id: 'x'.repeat(10_000) }], [{ job_id: '../../etc' }], [{ job_id: { a: 1 } }], [true, false]];
    for (const event of ['subscribe_bulk_upload_job', 'unsubscribe_bulk_upload_job']) {
        test(`of ${event} gets an error and harms nobody`, async () => {
            const socket = await connected();

            for (const values of payloads) {
                const answer = await ask(socket, event, ...values);
                if (event.startsWith('sub')) assert.equal(answer.success, false, JSON.stringify(values));
                if (!answer.success) assert.match(answer.error.code, /^(VALIDATION_ERROR|NOT_FOUND)$/);
            }

            assert.ok(socket.connected);
        });
    }
});

describe('the queue', () => {
    test('tells admins what comes, starts and ends', async () => {
        const socket = await connected(server.token('national_admin', 'watcher@example.org'));
        const answer = await ask(socket, 'subscribe_queue');
        assert.equal(answer.success, true);

        const job_id = await server.upload(server.sample(1_004));
        await until(() => socket.events.some((event) => event.name === 'job_finished' && event.job_id === job_id),
            'the job ends');

        const names = socket.events.filter((event) => event.job_id === job_id).map(({ name }) => name);
        assert.deepEqual(names, ['job_queued', 'job_started', 'job_finished']);
        await until(() => socket.events.some(({ name }) => name === 'queue_stats'), 'the counts');
        const stats = socket.events.findLast(({ name }) => name === 'queue_stats');
        for (const key of ['waiting', 'active', 'completed', 'failed', 'delayed', 'paused', 'total']) {
            assert.equal(typeof stats[key], 'number', key);
        }
    });

    test('is left again', async () => {
        const socket = await connected(server.token('national_admin', 'leaver@example.org'));
        await ask(socket, 'subscribe_queue');
        assert.equal((await ask(socket, 'unsubscribe_queue')).success, true);
        socket.events.length = 0;

        const job_id = await server.upload(server.sample(1_005));
        await server.finished(job_id);
        await ask(socket, 'unsubscribe_queue');

        assert.deepEqual(socket.events.filter((event) => event.job_id === job_id), []);
    });
});

describe('server-sent events', () => {
    test('follow a job from a snapshot to its end', async () => {
        const job_id = await server.upload(server.sample(3_000));

        const answer = await server.request('GET', `/events/${job_id}`);

        assert.equal(answer.status, 200);
        assert.match(answer.headers.get('content-type'), /^text\/event-stream/);
        const blocks = (await answer.text()).split('\n\n').filter((block) => block.startsWith('event:'));
        const names = blocks.map((block) => /^event: (.*)$/m.exec(block)[1]);
        assert.equal(names[0], 'snapshot');
        assert.equal(names.at(-1), 'bulk_upload_complete');
        for (const block of blocks) assert.equal(JSON.parse(/^data: (.*)$/m.exec(block)[1]).job_id, job_id);
    });
});

// What a person sees only ever goes forward.
function assert_follows(events) {
    for (let index = 1; index < events.length; index += 1) {
        assert.ok(events[index].seq > events[index - 1].seq, 'seq grows');
    }
    const shown = events.filter(({ name }) => name === 'bulk_upload_progress').map(({ progress }) => progress);
    assert.deepEqual(shown, [...shown].sort((one, other) => one - other));
}
