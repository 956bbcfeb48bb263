// When whose job starts: Bull and our board on one queue, beside a queue on which Bull is alone.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { theirs } from './support/bull_operations.mjs';
import { Random } from './support/random.mjs';
import { client, ended, share_a_redis, with_queue } from './support/two_sided.mjs';
import { until } from './support/wait.mjs';

share_a_redis();

const random = new Random(4);
const count = 1_000;
// All due by now, and none of them begun.
const mixed = () => {
    const timestamp = Date.now() - 60_000;
    return Array.from({ length: count }, () => ({
        data: {}, opts: { timestamp, priority: random.of([0, 1, 5, 10]), delay: random.of([0, 0, 100, 200, 30_000]) },
    }));
};
const lifo_among_fifo = [{}, {}, { lifo: true }, {}, { lifo: true }, {}].map((opts) => ({ data: {}, opts }));
// Bull puts one with a priority where that says, in front or not.
const lifo_with_priority = [{ priority: 5 }, { priority: 1 }, {}, { lifo: true, priority: 3 }, { priority: 3 }, { lifo: true, priority: 1 }]
    .map((opts) => ({ data: {}, opts }));

async function run_by_bull(bull, jobs) {
    const started = [];
    bull.process(async ({ id }) => { started.push(String(id)); });
    await until(() => started.length === jobs.length, 'Bull has run all');
    return started;
}

async function run_by_us(bull, board, jobs) {
    await board.work(1);
    await until(async () => await bull.getCompletedCount() === jobs.length, 'we have run all');
    return board.events.filter(([step]) => step === 'started').map(([, id]) => id);
}

for (const [what, jobs] of [
    ['a thousand jobs of mixed priorities and delays', mixed()], ['jobs in front among others', lifo_among_fifo],
    ['jobs in front that have a priority', lifo_with_priority],
]) {
    describe(what, () => {
        const beside_bull_alone = (use) => with_queue((bull, board) => with_queue(async (alone) => {
            await alone.addBulk(jobs);
            await theirs.sweep(alone, { now: Date.now() });
            const started = await use(bull, board);
            assert.deepEqual(started, await run_by_bull(alone, jobs));
        }));

        test('of Bull\'s start with us as they do with Bull', () => beside_bull_alone(async (bull, board) => {
            await bull.addBulk(jobs);
            await theirs.sweep(bull, { now: Date.now() });
            return run_by_us(bull, board, jobs);
        }));

        test('of ours start with Bull as its own do', () => beside_bull_alone(async (bull, board) => {
            await board.add(...jobs);
            await board.do('sweep');
            return run_by_bull(bull, jobs);
        }));
    });
}

describe('a delayed job', () => {
    test('of Bull\'s starts with us when it is due: first it waits, then it is active', () => with_queue(async (bull, board, base) => {
        const steps = [];
        for (const step of ['waiting', 'active']) {
            bull.on(`global:${step}`, (id) => steps.push([step, String(id)]));
            await bull._registerEvent(`global:${step}`);  // the subscription stands
        }
        await board.work();
        const job = await bull.add({}, { delay: 300 });
        assert.equal(await board.do('place', { job: String(job.id) }), 'delayed');

        const found = await ended(bull, job);

        assert.ok(found.processedOn >= job.timestamp + 300, `${found.processedOn - job.timestamp} ms after it was added`);
        assert.equal(await client.hget(`${base}${job.id}`, 'delay'), '0');
        await until(() => steps.length >= 2, 'both steps are told');
        assert.deepEqual(steps, [['waiting', String(job.id)], ['active', String(job.id)]]);
    }));
});

describe('each of five attempts', () => {
    const delay = 50;
    const pauses = [1, 3, 7, 15].map((times) => times * delay);
    const opts = { attempts: 5, backoff: { type: 'exponential', delay } };

    test('of ours follows the one before it after exactly its pause', () => with_queue(async (bull, board, base) => {
        let now = Date.UTC(2026, 0, 1);
        const at = (ms) => board.do('clock', { now: ms });
        await at(now);
        const { id } = await bull.add({}, { ...opts, timestamp: now });
        const told = [];
        bull.on('global:failed', (failed) => told.push(String(failed)));
        for (const [n, pause] of [...pauses, null].entries()) {
            assert.equal((await board.do('fetch')).jobs.length, 1, `attempt ${n + 1} starts`);
            assert.equal(await board.do('fail', { job: String(id), reason: `fault ${n}`, stack: 'at' }), 'done');
            const job = await bull.getJob(id);
            assert.deepEqual([job.attemptsMade, job.stacktrace.length, job.failedReason], [n + 1, n + 1, `fault ${n}`]);
            if (pause === null) break;
            await at(now + pause - 1);
            assert.equal((await board.do('sweep')).waiting, 0, `attempt ${n + 2} starts too soon`);
            now += pause + 1;  // beyond what keeps jobs of one millisecond apart
            await at(now);
            assert.equal((await board.do('sweep')).waiting, 1);
        }

        assert.equal(await (await bull.getJob(id)).getState(), 'failed');
        await until(() => told.length > 0, 'the failure is told');
        assert.deepEqual(told, [String(id)]);
    }));

    test('of Bull\'s at a job of ours follows after its pause at least', () => with_queue(async (bull, board) => {
        const [id] = await board.add({ data: {}, opts });
        const starts = [];
        const failures = [];
        bull.process(async () => {
            starts.push(Date.now());
            failures.push(Date.now());
            throw new Error(`fault ${failures.length}`);
        });

        const found = await ended(bull, id);

        assert.deepEqual([found.attemptsMade, found.failedReason, await found.getState()], [5, 'fault 5', 'failed']);
        pauses.forEach((pause, n) => {
            const waited = starts[n + 1] - failures[n];
            assert.ok(waited >= pause, `attempt ${n + 2} came ${waited} ms after the one before it, due after ${pause}`);
        });
    }));
});
