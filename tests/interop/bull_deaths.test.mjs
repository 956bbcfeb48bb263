// Workers of Bull in processes of their own, and ours, on one queue: each takes up what the other died with or slept
// over.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { BullWorker } from './support/bull_worker.mjs';
import { client, ended, share_a_redis, with_queue } from './support/two_sided.mjs';
import { until } from './support/wait.mjs';

share_a_redis();

const of_bull = { lockDuration: 1_000, stalledInterval: 50, maxStalledCount: 2 };
const impatient = { bull: { settings: of_bull }, ours: { lock_ms: 300, stalled_interval_ms: 50, stalls_max: 2 } };
const stalls_of = (base, job) => client.hget(`${base}${job.id}`, 'stalledCounter');

// A worker of Bull's for `use`, gone afterwards whatever happens.
async function with_worker(bull, use, moment) {
    const worker = new BullWorker(bull, of_bull, moment);
    try {
        await use(worker);
    } finally {
        await worker.kill();
    }
}

// A job that such a worker took, and died with before it had locked it.
async function with_taken(bull, base) {
    let job;
    await with_worker(bull, async (worker) => {
        job = await bull.add({ value: 'by us' });
        await worker.told('taken', job);
        assert.deepEqual(await client.lrange(`${base}active`, 0, -1), [String(job.id)]);
        assert.equal(await client.exists(`${base}${job.id}:lock`), 0, 'it is not locked');
    }, 'before_lock');
    assert.equal(await client.exists(`${base}${job.id}:lock`), 0, 'it never was');
    return job;
}

describe('a worker of Bull\'s', () => {
    test('that is killed leaves its job to us, once', () => with_queue(async (bull, board, base) => {
        const stalled = [];
        bull.on('global:stalled', (id) => stalled.push(String(id)));
        const job = await bull.add({ value: 'by us' });
        await with_worker(bull, (worker) => worker.told('started', job));
        assert.deepEqual(await client.lrange(`${base}active`, 0, -1), [String(job.id)]);
        await board.work();

        const found = await ended(bull, job);

        assert.equal(found.returnvalue, 'by us');
        assert.equal(await stalls_of(base, job), '1');
        await until(() => stalled.length > 0, 'it is told');
        assert.deepEqual(stalled, [String(job.id)]);
    }, impatient));

    test('that is killed between taking a job and locking it leaves it to us', () => with_queue(async (bull, board, base) => {
        const job = await with_taken(bull, base);
        await board.work();

        assert.equal((await ended(bull, job)).returnvalue, 'by us');
        assert.equal(await stalls_of(base, job), '1');
    }, impatient));

    test('that slept beyond its lock changes no end of ours', () => with_queue(async (bull, board, base) => {
        const job = await bull.add({ value: 'by us' });
        await with_worker(bull, async (worker) => {
            await worker.told('started', job);
            worker.signal('SIGSTOP');
            await board.work();
            const { finishedOn } = await ended(bull, job);

            worker.signal('SIGCONT');
            worker.let_go(job);
            await worker.told('error');

            // Bull writes into the hash that an attempt failed, and is refused only then.
            const words = { job: String(job.id) };
            assert.equal(await board.do('place', words), 'completed');
            assert.equal((await board.do('find', words)).returnvalue, 'by us');
            assert.equal(Number(await client.zscore(`${base}completed`, job.id)), finishedOn);
            assert.equal(await bull.getFailedCount(), 0);
        });
    }, impatient));

    test('and one of ours die by turns, until the job has stalled too often', () => with_queue(async (bull, board, base, start) => {
        const job = await bull.add({ act: 'hold' });
        await with_worker(bull, (worker) => worker.told('started', job));
        await board.work();
        await board.told('started', job.id);
        await board.kill();
        await with_worker(bull, (worker) => worker.told('started', job));
        assert.equal(await stalls_of(base, job), '2');
        const last = await start();
        await last.work();

        const found = await ended(bull, job);

        assert.equal(await found.getState(), 'failed');
        assert.equal(found.failedReason, 'job stalled more than allowable limit');
        assert.equal(await stalls_of(base, job), '3');
        await last.close();
    }, impatient));
});
