// Bull and our board on one queue: limits that both keep, and workers of either that die or sleep.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { theirs } from './support/bull_operations.mjs';
import { dump } from './support/redis.mjs';
import { client, ended, share_a_redis, with_queue } from './support/two_sided.mjs';
import { until } from './support/wait.mjs';

share_a_redis();

describe('a limiter', () => {
    const hour = 3_600_000;
    const settings = {
        bull: { limiter: { max: 5, duration: hour } },
        ours: { limit: 5, window_ms: hour },
    };
    const fetch_all = async (board) => (await board.do('fetch', { count: 20 })).jobs.map(({ id }) => id);

    test('counts what either side starts, and wakes what it put to sleep', () => with_queue(async (bull, board, base) => {
        const ids = await board.add(...Array.from({ length: 12 }, () => ({ data: {} })));
        await bull.isReady();
        for (let n = 0; n < 3; ++n) assert.equal((await theirs.fetch(bull)).id, ids[n]);

        assert.deepEqual(await fetch_all(board), ids.slice(3, 5));

        const asleep = await dump(client, base);
        assert.deepEqual(Object.keys(asleep['limiter:index']).sort(), ids.slice(5).sort());
        assert.deepEqual(asleep.delayed.map(([id]) => id).sort(), ids.slice(5).sort());
        assert.equal(await theirs.fetch(bull), null);

        await client.del(`${base}limiter`);  // its window is over
        await board.do('clock', { now: Date.now() + 10 * hour });
        await board.do('sweep');
        assert.equal((await fetch_all(board)).length, 5);
        assert.equal(Object.keys((await dump(client, base))['limiter:index']).length, 2);
    }, settings));
});

describe('a debounce', () => {
    test('of ours holds Bull back until the job has ended', () => with_queue(async (bull, board) => {
        const [first] = await board.add({ data: {}, opts: { debounce: { id: 'once' } } });
        assert.equal(String((await bull.add({}, { debounce: { id: 'once' } })).id), first);
        await board.work();
        await ended(bull, first);

        assert.notEqual(String((await bull.add({}, { debounce: { id: 'once' } })).id), first);
        await until(async () => await bull.getCompletedCount() === 2, 'both are run');
    }));
});

describe('metrics', () => {
    test('of our jobs are read by Bull as it reads its own', () => with_queue(async (bull, board) => {
        const start = Date.UTC(2026, 0, 1);
        for (const minute of [0, 1, 3]) {
            await board.do('clock', { now: start + minute * 60_000 });
            await board.add(...Array.from({ length: 100 }, () => ({ data: {} })));
            const { jobs } = await board.do('fetch', { count: 100 });
            await board.do('complete', { jobs: jobs.map(({ id }) => id) });
        }

        const { meta, data, count } = await bull.getMetrics('completed');

        assert.equal(meta.count, 300);
        assert.deepEqual([data, count], [['0', '100', '100'], 3]);
    }, { ours: { metrics_points: 10 } }));
});

describe('a worker', () => {
    const impatient = { bull: { settings: { stalledInterval: 50, lockDuration: 1_000 } }, ours: { lock_ms: 300, stalled_interval_ms: 50 } };

    test('of ours that slept beyond its lock leaves no trace on a job that Bull ran meanwhile', () => with_queue(async (bull, board, base) => {
        await board.work();
        const held = await bull.add({ act: 'hold', value: 'too late' });
        await board.told('started', held.id);
        board.child.kill('SIGSTOP');
        bull.process(async () => 'in time');
        await until(async () => (await bull.getJob(held.id)).finishedOn, 'Bull runs it');
        const before = await dump(client, base);

        board.child.kill('SIGCONT');
        await board.do('let_go', { job: String(held.id) });
        await board.told('lost', held.id);

        const after = await dump(client, base);
        assert.deepEqual(after[held.id], before[held.id]);
        assert.equal(JSON.parse(after[held.id].returnvalue), 'in time');
    }, impatient));

    test('that dies again and again fails its job at last', () => with_queue(async (bull, board, base, start) => {
        const job = await bull.add({ act: 'hold' });
        let ours = board;
        for (let death = 0; death < 2; ++death) {
            await ours.work();
            await ours.told('started', job.id);
            await ours.kill();
            ours = await start();
        }
        await ours.work();

        const found = await ended(bull, job);

        assert.equal(found.failedReason, 'job stalled more than allowable limit');
        assert.equal(await client.hget(`${base}${job.id}`, 'stalledCounter'), '2');
        await ours.close();
    }, impatient));

    test('that dies between taking a job and locking it loses none', () => with_queue(async (bull, board, base) => {
        const [id] = await board.add({ data: { value: 1 } });
        await client.rpoplpush(`${base}wait`, `${base}active`);
        await board.work();

        assert.equal((await ended(bull, id)).returnvalue, 1);
        assert.equal(await client.hget(`${base}${id}`, 'stalledCounter'), '1');
    }, impatient));
});
