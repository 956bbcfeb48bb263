// What other programs may have put into a queue: our board and its worker come through, say what is
// wrong, and lose no other job.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { client, ended, share_a_redis, with_queue } from './support/two_sided.mjs';
import { heard, until } from './support/wait.mjs';

share_a_redis();

const odd_ids = ['quo"ted', "apo'strophe", 'co:lon', 'new\nline', 'back\\slash', 'emoji 🙂', ' ', '{brace}', 'a'.repeat(2_000)];

describe('an odd id', () => {
    for (const id of odd_ids) {
        test(`${JSON.stringify(id).slice(0, 20)} is run by ours, and heard of by Bull`, () => with_queue(async (bull, board) => {
            await bull.isReady();
            const told = heard(bull, 'global:completed');
            await bull._registerEvent('global:completed');  // the subscription stands
            const job = await bull.add({ value: 1 }, { jobId: id });
            await board.work();

            assert.equal((await ended(bull, job)).returnvalue, 1);
            assert.deepEqual(await told, [id, '1', ...(await told).slice(2)]);
        }));
    }

    test('that stalls too often ends in an event that every listener can read', () => with_queue(async (bull, board, base) => {
        await bull.isReady();
        const told = heard(bull, 'global:failed');
        await bull._registerEvent('global:failed');
        await bull.add({}, { jobId: 'quo"ted' });
        await client.rpoplpush(`${base}wait`, `${base}active`);
        await client.hset(`${base}quo"ted`, 'stalledCounter', 1);
        await client.sadd(`${base}stalled`, 'quo"ted');

        assert.deepEqual((await board.do('recover', { interval: 1, stalls: 1 })).failed, ['quo"ted']);

        assert.equal((await told)[0], 'quo"ted');
    }));
});

describe('ids without a job', () => {
    const ghosts = 50_000;
    const haunt = (base, list) => client.eval(
        "for n = 1, ARGV[1] do redis.call('LPUSH', KEYS[1], 'ghost ' .. n) end", 1, `${base}${list}`, ghosts);

    test('in any number before a job that waits keep our worker busy, and no longer', () => with_queue(async (bull, board, base) => {
        await haunt(base, 'wait');
        const job = await bull.add({ value: 1 });
        await board.work();

        assert.equal((await ended(bull, job)).returnvalue, 1);
        assert.deepEqual(await client.lrange(`${base}active`, 0, -1), []);
        assert.equal((await client.keys(`${base}ghost*`)).length, 0);
    }));

    test('in any number among those that run are taken out, and a dead worker\'s job with them goes on', () => with_queue(async (bull, board, base) => {
        const job = await bull.add({ value: 1 });
        await client.rpoplpush(`${base}wait`, `${base}active`);
        await haunt(base, 'active');
        await board.do('recover', { interval: 1, stalls: 1 });
        await until(async () => await client.exists(`${base}stalled-check`) === 0, 'the next look is due');

        const found = await board.do('recover', { interval: 1, stalls: 1 });

        assert.equal(found.ghosts.length, ghosts);
        assert.deepEqual(found.waiting, [String(job.id)]);
        assert.deepEqual(await client.lrange(`${base}active`, 0, -1), []);
        await board.work();
        assert.equal((await ended(bull, job)).returnvalue, 1);
    }));

    test('that are due leave', () => with_queue(async (bull, board, base) => {
        await client.zadd(`${base}delayed`, 1, 'ghost');

        assert.deepEqual((await board.do('sweep')).ghosts, ['ghost']);

        assert.equal(await client.exists(`${base}delayed`, `${base}ghost`), 0);
    }));
});

describe('a job that cannot be read', () => {
    test('fails by itself, and says what is wrong with it', () => with_queue(async (bull, board, base) => {
        await client.hset(`${base}broken`, 'name', 'x', 'data', '{"a":', 'opts', '[1', 'timestamp', 'soon',
            'attemptsMade', '-1', 'stacktrace', 'none', 'priority', '∞');
        await client.lpush(`${base}wait`, 'broken');
        await board.work();
        const job = await bull.add({ value: 1 });

        assert.equal((await ended(bull, job)).returnvalue, 1);
        await board.told('failed', 'broken');

        const { faults } = await board.do('find', { job: 'broken' });
        for (const field of ['data', 'opts', 'timestamp', 'priority'])
            assert.ok(faults.some((fault) => fault.startsWith(field)), `${field}: ${faults}`);
        assert.equal(await client.hget(`${base}broken`, 'failedReason'), 'the data is no JSON');
        await client.del(`${base}broken`);
        await client.zrem(`${base}failed`, 'broken');
    }));
});

// A key of each kind that a queue has, and something else under its name.
const something_else = {
    hash: (steps, key) => steps.hset(key, 'something', 'else'),
    list: (steps, key) => steps.rpush(key, 'something else'),
};
const keys = [
    ...['id', 'wait', 'paused', 'active', 'priority', 'delayed', 'completed', 'failed', 'stalled', 'stalled-check',
        'meta-paused', 'limiter', 'limiter:limited', 'repeat', 'metrics:completed:data', 'rollcall:late'].map((key) => [key, 'hash']),
    ...['meta', 'limiter:index', 'metrics:completed', 'metrics:failed'].map((key) => [key, 'list']),
];
// Each verb that a worker, a producer or an administrator may say; what is refused is told.
const verbs = [
    ['add', { jobs: [{ data: {} }, { data: {}, opts: { priority: 3 } }, { data: {}, opts: { delay: 1 } }] }],
    ['sweep'], ['settle'], ['settle', { all: true }], ['recover', { interval: 1, stalls: 9 }], ['fetch', { count: 2 }],
    ['counts'], ['counts_by_priority', { priorities: [0, 1] }], ['is_paused'], ['metrics', { completed: true }],
    ['list', { place: 'waiting' }], ['list', { place: 'completed' }], ['clean', { place: 'failed', grace: 0 }],
    ['clean', { place: 'waiting', grace: 9_999_999 }], ['pause'], ['resume'], ['retry_all'], ['workers'],
];

describe('a key that is something else', () => {
    for (const [name, kind] of keys) {
        test(`in the place of ${name} ends no process of ours, and loses no job`, () => with_queue(async (bull, board, base, start) => {
            const worker = await start();
            const before = await bull.addBulk(Array.from({ length: 5 }, (_, value) => ({ data: { value } })));
            const kept = await client.exists(`${base}${name}`) === 1;
            // In one go each, or the worker would put a job where the key is about to come.
            const exchange = client.multi();
            if (kept) exchange.rename(`${base}${name}`, `${base}aside`);
            await something_else[kind](exchange, `${base}${name}`).exec();
            await worker.work(2);

            for (const [verb, words] of verbs) await board.do(verb, words).catch(({ message }) => assert.match(message, /WRONGTYPE|ERR/));

            const back = client.multi().del(`${base}${name}`);
            if (kept) back.rename(`${base}aside`, `${base}${name}`);
            await back.exec();
            await board.do('resume');
            const job = await bull.add({ value: 'after' });
            for (const one of [...before, job]) assert.equal(await (await ended(bull, one)).getState(), 'completed');
            await worker.do('stop');
            await worker.close();
            await board.do('obliterate', { force: true });
        }, { ours: { lock_ms: 300, stalled_interval_ms: 50, stalls_max: 100, metrics_points: 5 }, may_complain: true }));
    }
});
