// Bull and our board administer one queue while it is large, or while either works at it.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { ours, theirs } from './support/bull_operations.mjs';
import { client, ended, share_a_redis, with_queue } from './support/two_sided.mjs';
import { until } from './support/wait.mjs';

share_a_redis();

const for_ever = { bull: { settings: { lockDuration: 3_600_000 } }, ours: { lock_ms: 3_600_000 } };
const many = (count, data = {}, opts = {}) => Array.from({ length: count }, () => ({ data, opts }));

describe('three thousand jobs in every state', () => {
    const each = 500;
    const places = ['wait', 'paused', 'active', 'delayed', 'completed', 'failed'];
    const ranges = [[0, -1], [0, 0], [10, 19], [each - 3, each + 3]];

    // By verbs of either side, by turns.
    async function fill(bull, board) {
        for (const [n, end] of ['complete', 'fail', 'leave'].entries()) {
            const jobs = many(each, { n }, { priority: n });
            await (n % 2 ? bull.addBulk(jobs) : board.add(...jobs));
            const started = (await board.do('fetch', { count: each })).jobs.map(({ id }) => id);
            assert.equal(started.length, each);
            if (end === 'complete') await board.do('complete', { jobs: started });
            if (end === 'fail') await Promise.all(started.map((job) => board.do('fail', { job, reason: 'broken', stack: 'at' })));
        }
        await board.add(...Array.from({ length: each }, (_, n) => ({ data: { n }, opts: { delay: 3_600_000 + n } })));
        await bull.addBulk(Array.from({ length: each }, (_, n) => ({ data: { n }, opts: { priority: n % 4 } })));
        await board.add(...Array.from({ length: each }, (_, n) => ({ data: { n }, opts: { priority: n % 3 } })));
    }

    async function assert_listed_alike(bull, board) {
        const counts = await board.do('counts');
        assert.deepEqual(counts, await bull.getJobCounts());
        for (const place of places) {
            for (const [first, last] of ranges) {
                for (const ascending of [true, false]) {
                    const words = { place, first, last, ascending };
                    assert.deepEqual(await ours.list(board, words), await theirs.list(bull, words), JSON.stringify(words));
                }
            }
        }
        return counts;
    }

    test('are counted and listed alike by both, from either end and in part', () => with_queue(async (bull, board) => {
        await fill(bull, board);

        const counts = await assert_listed_alike(bull, board);

        assert.deepEqual(counts, { waiting: 2 * each, paused: 0, active: each, delayed: each, completed: each, failed: each });
        assert.deepEqual((await bull.getWaiting()).length, 2 * each);
        const priorities = { priorities: [0, 1, 2, 3] };
        assert.deepEqual(await ours.counts_by_priority(board, priorities), await theirs.counts_by_priority(bull, priorities));
        await bull.pause();
        assert.equal((await assert_listed_alike(bull, board)).paused, 2 * each);
    }, for_ever));
});

describe('a pause while a hundred jobs are in hand', () => {
    const in_hand = 100;

    // Each side as a worker: how it begins, what it has started, and how it ends what it holds.
    const workers = {
        ours: async (bull, board) => {
            await board.work(in_hand);
            const started = () => board.events.filter(([step]) => step === 'started').map(([, id]) => id);
            return { started, let_go: (ids) => Promise.all(ids.map((job) => board.do('let_go', { job }))) };
        },
        bull: async (bull) => {
            const started = [];
            const held = new Map();
            bull.process(in_hand, (job) => {
                started.push(String(job.id));
                return job.data.act === 'hold' ? new Promise((done) => held.set(String(job.id), done)) : 'done';
            });
            return { started: () => started, let_go: async (ids) => ids.forEach((id) => held.get(id)()) };
        },
    };
    // Who pauses, and who goes on.
    const sides = {
        ours: { pause: (bull, board) => board.do('pause'), resume: (bull, board) => board.do('resume') },
        bull: { pause: (bull) => bull.pause(), resume: (bull) => bull.resume() },
    };

    for (const [worker, pauser] of [['ours', 'bull'], ['bull', 'ours'], ['ours', 'ours']]) {
        const other = pauser === 'ours' ? 'bull' : 'ours';
        test(`by ${pauser}, and ${worker} at work: nothing starts any more until ${other} resumes`, () => with_queue(async (bull, board, base) => {
            const { started, let_go } = await workers[worker](bull, board);
            await bull.addBulk(many(in_hand, { act: 'hold' }));
            await until(() => started().length === in_hand, 'a hundred are in hand');
            const held = [...started()];
            let added = in_hand;
            let goes_on = true;
            const producer = (async () => {
                for (; goes_on; added += 2) await Promise.all([bull.add({}), board.add({ data: {} })]);
            })();
            await until(() => added > 2 * in_hand, 'jobs are added meanwhile');

            await sides[pauser].pause(bull, board);
            const paused_with = await client.llen(`${base}paused`);
            await until(async () => await client.llen(`${base}paused`) > paused_with, 'what is added since waits there');
            goes_on = false;
            await producer;
            await sides[other].pause(bull, board);
            await bull.add({}, { delay: 1 });
            await until(async () => await client.zcard(`${base}delayed`) === 0, 'what is due since waits there, too');
            added += 1;
            await let_go(held);

            await until(async () => await bull.getCompletedCount() === in_hand, 'what was in hand ends');
            assert.deepEqual(started(), held);
            assert.deepEqual(await bull.getJobCounts(), {
                waiting: 0, active: 0, completed: in_hand, failed: 0, delayed: 0, paused: added - in_hand });
            await sides[other].resume(bull, board);
            await until(async () => await bull.getCompletedCount() === added, 'all are run');
            assert.equal(new Set(started()).size, added);
            assert.equal(started().length, added);
        }));
    }
});

describe('Bull\'s clean while our worker has jobs in hand', () => {
    const states = ['completed', 'failed', 'active', 'delayed', 'wait', 'paused'];

    test('takes what is old enough, as many as it may, and none that is locked', () => with_queue(async (bull, board) => {
        await board.work(2);
        const ends = [...many(3), ...many(3, { act: 'fail', reason: 'broken' })];
        for (const job of await bull.addBulk(ends)) await ended(bull, job);
        const held = (await bull.addBulk(many(2, { act: 'hold' }))).map(({ id }) => String(id));
        for (const id of held) await board.told('started', id);
        await bull.addBulk([...many(3), ...many(3, {}, { delay: 3_600_000 })]);

        for (const state of states) {
            if (state === 'paused') {
                await bull.addBulk(many(3));
                await bull.pause();
            }
            const there = await bull.getJobCountByTypes([state]);
            assert.equal(there, state === 'active' ? 2 : 3, state);
            assert.deepEqual(await bull.clean(3_600_000, state), [], `${state}: none is an hour old`);
            const few = await bull.clean(0, state, 1);
            const rest = await bull.clean(0, state);
            assert.ok(few.length <= 1, `${state}: no more than one`);
            assert.equal(few.length + rest.length, state === 'active' ? 0 : 3, state);
        }

        assert.deepEqual(await bull.getJobCounts(), { waiting: 0, active: 2, completed: 0, failed: 0, delayed: 0, paused: 0 });
        for (const job of held) await board.do('let_go', { job });
        for (const id of held) assert.equal(await (await ended(bull, id)).getState(), 'completed');
    }));
});
