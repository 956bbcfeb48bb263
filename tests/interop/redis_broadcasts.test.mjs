// Events between our nodes, servers of npm's socket.io and its emitter, over a real Redis.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';

import { Emitter } from '@socket.io/redis-emitter';
import { io } from 'socket.io-client';

import { NodeServer } from './support/node_server.mjs';
import { PostgresCluster } from './support/postgres.mjs';
import { RedisServer } from './support/redis.mjs';
import { Rollcall } from './support/rollcall.mjs';
import { heard, patience_ms, until } from './support/wait.mjs';

const job_events = [
    'bulk_upload_progress', 'bulk_upload_complete', 'bulk_upload_failed', 'bulk_upload_cancelled',
];
const steps = ['job_queued', 'job_started', 'job_finished'];
const opened = [];
let redis;

before(async () => { redis = await RedisServer.start(); });
after(() => redis.close());
afterEach(async () => {
    for (const one of opened.splice(0).reverse()) await one();
});

function client(url, options) {
    const socket = io(url, { forceNew: true, reconnectionDelay: 20, ...options });
    socket.events = [];
    socket.onAny((name, ...values) => socket.events.push({ name, values }));
    opened.push(() => socket.disconnect());
    return socket;
}

async function rollcall(settings = {}) {
    const server = await Rollcall.start({ REDIS_HOST: '127.0.0.1', REDIS_PORT: String(redis.port), ...settings });
    opened.push(() => server.stop());
    return server;
}

// As many of our nodes hear what is published.
const nodes_listen = (count) => until(
    () => redis.cli('CLIENT', 'LIST').split('\n').filter((line) => / psub=1 /.test(line)).length >= count,
    `${count} nodes listen to Redis`,
);

function emitter() {
    const line = redis.connect();
    opened.push(() => line.disconnect());
    return new Emitter(line);
}

// A client of ours that hears of its own jobs.
async function client_of(server) {
    const socket = client(server.url, { auth: { token: server.admin } });
    await heard(socket, 'connect');
    return socket;
}

// A client of a Node server that hears what ours publishes from here on.
async function client_of_node(rooms = ['user:admin@example.org', 'queue']) {
    const server = await NodeServer.start(redis, rooms);
    opened.push(() => server.close());
    const socket = client(server.url);
    await heard(socket, 'ready');
    // The first that is told to whoever watches the queue.
    await until(() => names(socket).includes('queue_stats'), 'the server is found');
    return socket;
}

const names = ({ events }) => events.map(({ name }) => name);
const told_of = (socket, job_id, which) => socket.events
    .filter(({ name, values }) => which.includes(name) && values[0].job_id === job_id)
    .map(({ name, values }) => ({ name, ...values[0] }));
const ending = (socket, job_id) => until(
    () => told_of(socket, job_id, job_events.slice(1)).length > 0, `the end of ${job_id} is heard`,
);

// Each of the job's events once, none after the end.
function assert_told_once(socket, job_id) {
    const told = told_of(socket, job_id, job_events);
    assert.equal(told.at(-1).name, 'bulk_upload_complete');
    for (let index = 1; index < told.length; index += 1) {
        assert.ok(told[index].seq > told[index - 1].seq, `seq ${told[index - 1].seq}, then ${told[index].seq}`);
    }
}

// A job of so many rows, which each of the sockets hears the end of.
async function run(server, rows, sockets) {
    const job_id = await server.upload(server.sample(rows));
    for (const socket of sockets) await ending(socket, job_id);
    return job_id;
}

// Jobs, each of other rows, until the socket hears of the end of one.
const is_told_again = (server, socket, rows) => until(async () => {
    await server.finished(await server.upload(server.sample(rows)));
    rows += 1;
    return names(socket).includes('bulk_upload_complete');
}, 'jobs are told of again');

describe('an emitter', () => {
    test('reaches a client of ours in a room, and nobody else', async () => {
        const server = await rollcall();
        await nodes_listen(1);
        await server.post('/queue/pause');
        const job_id = await server.upload(server.sample(20));
        const [follower, other] = [await client_of(server), await client_of(server)];
        const answer = await follower.timeout(patience_ms).emitWithAck('subscribe_bulk_upload_job', { job_id });
        assert.equal(answer.success, true);

        const sender = emitter();
        sender.to(`bulk_upload_job:${job_id}`).emit('greeting', { bytes: Buffer.from([0, 255]), to: 'α' }, 1.5);
        sender.except(`bulk_upload_job:${job_id}`).emit('rest', -70_000);
        sender.to([`bulk_upload_job:${job_id}`, 'user:admin@example.org']).emit('last', [null, true]);

        await Promise.all([follower, other].map((one) => until(() => names(one).includes('last'), 'the last')));
        const heard_by = (one, which) => one.events.filter(({ name }) => which.includes(name));
        assert.deepEqual(heard_by(follower, ['greeting', 'rest', 'last']), [
            { name: 'greeting', values: [{ bytes: Buffer.from([0, 255]), to: 'α' }, 1.5] },
            { name: 'last', values: [[null, true]] },
        ]);
        assert.deepEqual(heard_by(other, ['greeting', 'rest', 'last']), [
            { name: 'rest', values: [-70_000] },
            { name: 'last', values: [[null, true]] },
        ]);
    });

    test('cannot harm with what is no broadcast, and is counted', async () => {
        const server = await rollcall();
        await nodes_listen(1);
        const socket = await client_of(server);

        const line = redis.connect();
        opened.push(() => line.disconnect());
        for (const message of ['', '{}', '\u0000', 'x'.repeat(300_000)]) await line.publish('socket.io#/#', message);
        new Emitter(line).emit('news', 1);

        await until(() => names(socket).includes('news'), 'the news');
        assert.equal(socket.connected, true);
        const figures = await (await fetch(`${server.url}/metrics`)).text();
        assert.match(figures, /^rollcall_broadcasts_malformed_total 4$/m);
        assert.match(figures, /^rollcall_broadcasts_dropped_total\{direction="in"\} 0$/m);
    });
});

describe('a server with redis-adapter', () => {
    test('hears progress and end of our jobs, each once', async () => {
        const server = await rollcall();
        const [ours, theirs] = [await client_of(server), await client_of_node()];

        const first = await run(server, 2_000, [ours, theirs]);
        // What came twice would have come by the end of another job.
        await run(server, 20, [ours, theirs]);

        assert_told_once(ours, first);
        assert_told_once(theirs, first);
        const told = told_of(theirs, first, steps).map(({ name }) => name);
        assert.deepEqual(told, steps);
        assert.ok(told_of(theirs, first, ['bulk_upload_progress']).length > 0);
        assert.equal(told_of(theirs, first, ['bulk_upload_complete'])[0].validation_stats.total_records, 2_000);
    });

    test('hears once what is for several rooms of a client', async () => {
        const server = await rollcall();
        await server.post('/queue/pause');
        const job_id = await server.upload(server.sample(20));
        const theirs = await client_of_node(['user:admin@example.org', `bulk_upload_job:${job_id}`, 'queue']);

        await server.post('/queue/resume');
        await ending(theirs, job_id);
        await run(server, 21, [theirs]);

        assert_told_once(theirs, job_id);
    });

    test('reaches clients of ours', async () => {
        const server = await rollcall();
        await nodes_listen(1);
        const ours = await client_of(server);
        const node = await NodeServer.start(redis, []);
        opened.push(() => node.close());

        node.io.local.emit('theirs alone');
        node.io.to('user:admin@example.org').emit('news', { n: 1 });

        await until(() => names(ours).includes('news'), 'the news');
        assert.deepEqual(names(ours).filter((name) => name === 'theirs alone'), []);
    });
});

describe('nodes over PostgreSQL', () => {
    let cluster;
    before(async () => { cluster = await PostgresCluster.start(); });
    after(() => cluster.close());

    test('tell everybody once, whichever of them dies', async () => {
        const settings = { DATABASE_URL: cluster.url };
        const [one, two] = [await rollcall(settings), await rollcall(settings)];
        await nodes_listen(2);
        const theirs = await client_of_node();
        const everybody = [await client_of(one), await client_of(two), theirs];

        const first = await run(one, 2_000, everybody);
        await run(two, 20, everybody);
        for (const socket of everybody) assert_told_once(socket, first);

        for (const [dying, living, rows] of [[one, two, 100], [two, one, 500]]) {
            await dying.kill();
            theirs.events.length = 0;
            await is_told_again(living, theirs, rows);
            await dying.start();
        }
    });
});

describe('a Redis that dies', () => {
    test('takes nothing from our sockets, and is found again', async () => {
        const server = await rollcall();
        await nodes_listen(1);
        const [ours, theirs] = [await client_of(server), await client_of_node()];

        await redis.kill();
        const alone = await run(server, 200, [ours]);
        assert_told_once(ours, alone);
        theirs.events.length = 0;
        await redis.start();

        await is_told_again(server, theirs, 30);
        await nodes_listen(1);
        emitter().emit('news', 1);
        await until(() => names(ours).includes('news'), 'the news');
        assert.equal(theirs.connected, true);
        assert.equal(ours.connected, true);
    });
});
