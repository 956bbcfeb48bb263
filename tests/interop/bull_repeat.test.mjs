// Repeated jobs that Bull and our board begin, go on with and end for each other.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { repetitions_of } from './support/bull_operations.mjs';
import { client, ended, share_a_redis, with_queue } from './support/two_sided.mjs';
import { until } from './support/wait.mjs';

share_a_redis();

const all = { first: 0, last: -1, ascending: true };
const every_second = { every: 1_000 };

const due_of = (job) => Number(String(job.id).split(':').at(-1));
const completed = async (bull) => (await bull.getCompleted()).sort((a, b) => due_of(a) - due_of(b));

// So many runs, each the next of the one before it.
async function runs(bull, count) {
    const jobs = await until(async () => {
        const found = await completed(bull);
        return found.length >= count ? found : null;
    }, `${count} runs are completed`);
    jobs.forEach((job, n) => {
        assert.equal(job.opts.repeat.count, n + 1);
        assert.equal(job.opts.prevMillis, due_of(job));
        assert.ok(job.processedOn >= due_of(job), 'no run starts before it is due');
        if (n > 0) assert.ok(due_of(job) > due_of(jobs[n - 1]));
    });
    return jobs;
}

async function assert_over(bull) {
    assert.deepEqual(await repetitions_of(bull, all), { all: [], count: 0 });
    assert.deepEqual(await bull.getDelayed(), []);
}

describe('Bull repeats, and our worker works', () => {
    test('each run brings the next, also over our restart, until Bull removes it', () => with_queue(async (bull, board, base, restart) => {
        await board.work();
        const first = await bull.add('named', { value: 'again' }, { repeat: every_second, attempts: 2, jobId: 'mine' });
        await runs(bull, 2);
        await board.close();
        const again = await restart();
        await again.work();
        const jobs = await runs(bull, 4);

        assert.deepEqual(jobs.map(({ name, data, returnvalue }) => [name, data, returnvalue]), jobs.map(() => ['named', { value: 'again' }, 'again']));
        assert.deepEqual([jobs[0].id, jobs.every(({ opts }) => opts.attempts === 2)], [first.id, true]);
        await bull.removeRepeatable('named', { ...every_second, jobId: 'mine' });
        await until(async () => (await bull.getJobCounts()).active + (await bull.getJobCounts()).waiting === 0, 'the last run ends');
        await assert_over(bull);
        await again.close();
    }));

    test('its limit ends it', () => with_queue(async (bull, board) => {
        await board.work();
        await bull.add({}, { repeat: { cron: '* * * * * *', limit: 2 } });
        const [, last] = await runs(bull, 2);

        assert.equal(last.opts.repeat.count, 2);
        assert.deepEqual(await bull.getDelayed(), []);
    }));

    test('a run that fails brings the next once', () => with_queue(async (bull, board) => {
        await board.work();
        await bull.add({ act: 'fail', reason: 'always' }, { repeat: { ...every_second, limit: 2 }, attempts: 2 });

        await until(async () => await bull.getFailedCount() === 2, 'both runs have failed');

        const failed = await bull.getFailed();
        assert.deepEqual(failed.map(({ attemptsMade }) => attemptsMade), [2, 2]);
        assert.deepEqual(failed.map(({ opts }) => opts.repeat.count).sort(), [1, 2]);
    }));

    test('a repetition that was removed while its run waited comes once more', () => with_queue(async (bull, board) => {
        const job = await bull.add({}, { repeat: every_second });
        await job.promote();
        await bull.removeRepeatableByKey((await bull.getRepeatableJobs())[0].key);
        await board.work();

        await ended(bull, job);

        await assert_over(bull);
    }));

    test('a job that repeats by no known rule runs, and says so', () => with_queue(async (bull, board, base) => {
        const job = await bull.add({ act: 'hold' }, { delay: 60_000 });
        await client.hset(`${base}${job.id}`, 'opts', JSON.stringify({ repeat: { cron: 'never' } }));
        await job.promote();
        const { jobs: [started] } = await board.do('fetch');

        assert.match(started.faults[0], /repeat: .*day of the week.*never/);
    }));
});

describe('our board repeats, and Bull\'s worker works', () => {
    test('each run brings the next until we remove it', () => with_queue(async (bull, board) => {
        const [first] = await board.add({ id: 'ours', name: 'named', data: { n: 1 }, opts: { repeat: every_second, attempts: 3 } });
        bull.process('named', async ({ data }) => data.n);
        const jobs = await runs(bull, 3);

        assert.deepEqual([jobs[0].id, jobs[0].returnvalue, jobs[0].opts.attempts], [first, 1, 3]);
        const { all: [{ key }] } = await board.do('repetitions', all);
        assert.match(key, /^named:ours::1000$/);
        assert.equal(await board.do('remove_repetition', { key }), true);
        assert.equal(await board.do('remove_repetition', { key }), false);
        await until(async () => (await bull.getJobCounts()).active + (await bull.getJobCounts()).waiting === 0, 'the last run ends');
        await assert_over(bull);
    }));

    test('both list the same', () => with_queue(async (bull, board) => {
        await bull.add({}, { repeat: { cron: '0 3 * * 1', tz: 'Africa/Johannesburg', endDate: Date.UTC(2099, 0, 1) } });
        await board.add({ id: 'mine', name: 'named', data: {}, opts: { repeat: { every: 86_400_000 } } });
        await board.add({ data: {}, opts: { repeat: { cron: '5 4 * * *' } } });

        const ours = await board.do('repetitions', all);

        assert.deepEqual(ours, await repetitions_of(bull, all));
        assert.equal(ours.count, 3);
    }));

    test('an end that has passed adds nothing', () => with_queue(async (bull, board) => {
        assert.deepEqual(await board.add({ data: {}, opts: { repeat: { ...every_second, endDate: 1_000 } } }), ['']);
        await assert_over(bull);
    }));

    for (const [what, repeat, name] of [
        ['neither cron nor every', {}], ['both', { cron: '* * * * *', every: 5 }], ['a zone that nobody knows', { cron: '* * * * *', tz: 'Nowhere/City' }],
        ['no date', { ...every_second, endDate: 'soon' }], ['a name that Bull could not take apart', every_second, 'a:b'],
    ]) {
        test(`${what} is refused, and nothing is added`, () => with_queue(async (bull, board) => {
            const { refused } = await board.add({ data: {} }, { name: name ?? 'named', data: {}, opts: { repeat } });

            assert.match(refused, /repeat|zone/);
            assert.equal(await bull.count(), 0);
        }));
    }
});
