// Bull and our board on one queue: each produces, works and administers for the other.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { dump } from './support/redis.mjs';
import { client, ended, share_a_redis, with_queue } from './support/two_sided.mjs';
import { heard, until, within } from './support/wait.mjs';

share_a_redis();

describe('Bull produces, and our worker works', () => {
    for (const [what, data] of [
        ['plain', { a: 1 }], ['unicode', { text: 'ünïcödé 🙂 " \\ \n' }], ['a megabyte', { text: 'x'.repeat(1_000_000) }],
    ]) {
        test(`the handler gets ${what} data, and Bull its result`, () => with_queue(async (bull, board) => {
            const job = await bull.add('named', { act: 'echo', ...data });
            await board.work();

            const found = await ended(bull, job);

            assert.deepEqual(found.returnvalue, { act: 'echo', ...data });
            assert.equal(Number(await client.zscore(bull.toKey('completed'), job.id)), found.finishedOn);
        }));
    }

    test('finished() brings every kind of result', () => with_queue(async (bull, board) => {
        await board.work(2);
        for (const value of [undefined, null, 0, '', 'text', { a: 1 }, [1]]) {
            const job = await bull.add({ value });
            assert.deepEqual(await within(job.finished(), 'the result') ?? null, value ?? null);
        }
        const failing = await bull.add({ act: 'fail', reason: 'broken " ünïcödé' });
        await assert.rejects(within(failing.finished(), 'the failure'), /broken " ünïcödé/);
    }));

    test('a thousand jobs of mixed priorities start in their order', () => with_queue(async (bull, board) => {
        await bull.addBulk(Array.from({ length: 1_000 }, (_, n) => ({
            data: { n }, opts: n % 4 === 3 ? {} : { priority: [1, 5, 10][n % 4] },
        })));
        const added = Array.from({ length: 1_000 }, (_, n) => n);
        const rank = (n) => [1, 5, 10, 11][n % 4];
        await board.work(1);
        await until(async () => await bull.getCompletedCount() === 1_000, 'all are done');

        const started = board.events.filter(([step]) => step === 'started').map(([, id]) => Number(id) - 1);

        assert.deepEqual(started, added.sort((a, b) => rank(a) - rank(b) || a - b));
    }));

    test('a delayed job starts when it is due, and not before', () => with_queue(async (bull, board) => {
        await board.work();
        const job = await bull.add({}, { delay: 200 });

        const found = await ended(bull, job);

        assert.ok(found.processedOn - found.timestamp >= 200);
        assert.equal(found.delay, 0);
    }));

    test('an attempt follows each failed one after a growing pause', () => with_queue(async (bull, board) => {
        await board.work();
        const job = await bull.add({ act: 'fail', reason: 'again' }, { attempts: 4, backoff: { type: 'exponential', delay: 20 } });
        const failures = [];
        bull.on('global:failed', (id) => failures.push(id));

        const found = await ended(bull, job);

        assert.equal(found.attemptsMade, 4);
        assert.equal(found.stacktrace.length, 4);
        assert.equal(found.failedReason, 'again');
        assert.ok(found.finishedOn - found.timestamp >= 20 + 60 + 140);
        await until(() => failures.length > 0, 'the failure is heard');
        assert.deepEqual(failures, [job.id]);
    }));

    test('no attempt follows an unrecoverable failure', () => with_queue(async (bull, board) => {
        await board.work();

        const found = await ended(bull, await bull.add({ act: 'discard', reason: 'for good' }, { attempts: 5 }));

        assert.equal(found.attemptsMade, 1);
        assert.equal(await found.getState(), 'failed');
    }));

    test('time that is out fails the job and stops its work', () => with_queue(async (bull, board) => {
        await board.work();
        const job = await bull.add({ act: 'tick' }, { timeout: 100 });

        const found = await ended(bull, job);

        assert.equal(found.failedReason, 'Promise timed out after 100 milliseconds');
        const ticks = found._progress;
        await ended(bull, await bull.add({ act: 'sleep', ms: 50 }));
        assert.equal((await bull.getJob(job.id))._progress, ticks);
    }));

    for (const [keep, left] of [[true, 0], [0, 0], [2, 2], [{ count: 1 }, 1], [{ age: 3_600 }, 4]]) {
        test(`removeOnComplete ${JSON.stringify(keep)} keeps ${left} of 4`, () => with_queue(async (bull, board, base) => {
            await board.work();
            for (let n = 0; n < 4; ++n) {
                const job = await bull.add({ act: 'hold' }, { removeOnComplete: keep });
                await job.log('a line');
                await board.told('started', job.id);
                await board.do('let_go', { job: String(job.id) });
                await board.told('completed', job.id);
            }

            const state = await dump(client, base);

            assert.equal((state.completed ?? []).length, left);
            assert.equal(Object.keys(state).filter((key) => key.endsWith(':logs')).length, left);
        }));
    }

    test('Bull may write to a job that we run, but not remove it', () => with_queue(async (bull, board) => {
        await board.work();
        const job = await bull.add({ act: 'hold' });
        await board.told('started', job.id);
        await job.progress(50);
        await job.log('a line');
        await job.update({ act: 'hold', more: 1 });

        await assert.rejects(job.remove(), /Could not remove job/);

        await board.do('let_go', { job: String(job.id) });
        const found = await ended(bull, job);
        assert.deepEqual(found.data, { act: 'hold', more: 1 });
        assert.equal(found._progress, 50);
    }));

    test('our workers show among Bull\'s', () => with_queue(async (bull, board) => {
        await board.work(2);

        await until(async () => (await bull.getWorkers()).length === 2, 'both workers are seen');
    }));
});

describe('our board produces, and a worker of Bull\'s works', () => {
    test('it gets data, name, options and result right', () => with_queue(async (bull, board) => {
        const [id] = await board.add({
            id: 'job-1', name: 'named', data: { text: 'ünïcödé 🙂' },
            opts: { attempts: 2, backoff: 500, timeout: 60_000, removeOnComplete: 100, unknown: { a: [1] } },
            extra: { tenant: 'north', checksum: 'abc' },
        });
        const run = new Promise((done) => bull.process('named', async (job) => (done(job), { ok: true })));

        const job = await within(run, 'Bull runs our job');

        assert.deepEqual(job.data, { text: 'ünïcödé 🙂' });
        assert.deepEqual(job.opts.backoff, { type: 'fixed', delay: 500 });
        assert.deepEqual([job.opts.attempts, job.opts.timeout, job.opts.unknown], [2, 60_000, { a: [1] }]);
        await ended(bull, id);
        const found = await board.do('find', { job: id });
        assert.deepEqual(found.returnvalue, { ok: true });
        assert.deepEqual(found.extra, { tenant: 'north', checksum: 'abc' });
        assert.deepEqual(found.faults, []);
    }));

    test('jobs of ours start in the order of their priorities', () => with_queue(async (bull, board) => {
        const jobs = Array.from({ length: 400 }, (_, n) => ({ data: { n }, opts: { priority: [10, 1, 5][n % 3] } }));
        await board.add(...jobs);
        const started = [];
        bull.process(async (job) => { started.push(job.opts.priority); });

        await until(() => started.length === 400, 'all are run');

        assert.deepEqual(started, [...started].sort((a, b) => a - b));
    }));

    test('a delayed job is heard of and run', () => with_queue(async (bull, board) => {
        bull.process(async () => 'done');
        await bull.isReady();
        const completed = heard(bull, 'completed');
        const [id] = await board.add({ data: {}, opts: { delay: 100 } });

        const [job, result] = await completed;

        assert.deepEqual([String(job.id), result], [id, 'done']);
        assert.ok(job.processedOn - job.timestamp >= 100);
    }));

    for (const [keep, left] of [[true, 0], [0, 0], [2, 2], [{ count: 1 }, 1], [{ age: 3_600 }, 4]]) {
        for (const [option, set, act] of [
            ['removeOnComplete', 'completed', 'echo'], ['removeOnFail', 'failed', 'fail'],
        ]) {
            test(`${option} ${JSON.stringify(keep)} of ours keeps ${left} of 4`, () => with_queue(async (bull, board, base) => {
                const ids = await board.add(...Array.from({ length: 4 }, () => ({ data: { act }, opts: { [option]: keep } })));
                for (const job of ids) await board.do('log', { job, lines: ['a line'] });
                let runs = 0;
                bull.process(async ({ data }) => {
                    runs += 1;
                    if (data.act === 'fail') throw new Error('broken');
                });
                await until(async () => runs === 4 && await bull.getActiveCount() === 0, 'all are run');

                const state = await dump(client, base);

                assert.equal((state[set] ?? []).length, left);
                assert.equal(Object.keys(state).filter((key) => key.endsWith(':logs')).length, left);
            }));
        }
    }

    test('finished() brings every kind of result of ours', () => with_queue(async (bull, board) => {
        bull.process(async ({ data }) => {
            if (data.act === 'fail') throw new Error(data.reason);
            return data.value;
        });
        const added = async (data) => bull.getJob((await board.add({ data }))[0]);
        for (const value of [undefined, null, 0, '', 'text', { a: 1 }, [1]]) {
            const job = await added(value === undefined ? {} : { value });
            assert.deepEqual(await within(job.finished(), 'the result') ?? null, value ?? null);
        }
        const failing = await added({ act: 'fail', reason: 'broken " ünïcödé' });
        await assert.rejects(within(failing.finished(), 'the failure'), /broken " ünïcödé/);
    }));

    test('an id that is known is not added again', () => with_queue(async (bull, board) => {
        await bull.add({ first: true }, { jobId: 'job-1' });
        const told = heard(bull, 'global:duplicated');
        await bull._registerEvent('global:duplicated');  // the subscription stands

        assert.deepEqual(await board.add({ id: 'job-1', data: { first: false } }), ['job-1']);

        assert.equal((await told)[0], 'job-1');
        assert.deepEqual((await bull.getJob('job-1')).data, { first: true });
    }));
});

describe('each administers the other\'s jobs', () => {
    test('a pause by either side holds both back', () => with_queue(async (bull, board) => {
        await board.work();
        await bull.pause();
        await board.add({ data: { value: 1 } });
        assert.deepEqual([await board.do('is_paused'), await bull.getPausedCount()], [true, 1]);
        await board.do('pause');
        await bull.add({ value: 2 });
        await bull.pause();
        assert.equal(await bull.getPausedCount(), 2);

        await board.do('resume');

        await until(async () => await bull.getCompletedCount() === 2, 'both are run');
        assert.equal(await bull.isPaused(), false);
    }));

    test('a failed job that Bull retries gets one more run', () => with_queue(async (bull, board) => {
        await board.work();
        const job = await bull.add({ act: 'fail', reason: 'always', times: 99 });
        const failed = await ended(bull, job);

        await failed.retry();

        const again = await until(async () => {
            const found = await bull.getJob(job.id);
            return found.attemptsMade === 2 && found.finishedOn ? found : null;
        }, 'it failed again');
        assert.equal(again.stacktrace.length, 2);
    }));

    test('a dead worker\'s job of ours is taken up by Bull, once', () => with_queue(async (bull, board, base) => {
        await board.work();
        const job = await bull.add({ act: 'hold' });
        await board.told('started', job.id);
        await board.kill();
        await client.del(`${base}${job.id}:lock`, `${base}stalled-check`);
        const stalled = [];
        bull.on('global:stalled', (id) => stalled.push(String(id)));
        bull.process(async () => 'taken up');

        const found = await ended(bull, job);

        assert.equal(found.returnvalue, 'taken up');
        assert.equal((await client.hget(`${base}${job.id}`, 'stalledCounter')), '1');
        assert.deepEqual(stalled, [String(job.id)]);
    }, { bull: { settings: { stalledInterval: 50 } } }));

    test('Bull\'s obliterate leaves nothing behind while we work', () => with_queue(async (bull, board, base) => {
        await board.work();
        await bull.addBulk(Array.from({ length: 50 }, () => ({ data: {} })));
        const job = await bull.add({ act: 'hold' });
        await board.told('started', job.id);
        await bull.obliterate({ force: true });

        await board.do('let_go', { job: String(job.id) });
        await board.told('lost', job.id);
        await board.do('stop');

        const state = await dump(client, base);
        delete state['stalled-check'];  // our keeper looked for dead workers since
        assert.deepEqual(state, {});
    }));

    test('what no worker could read is reported and stops nobody', () => with_queue(async (bull, board, base) => {
        await client.hset(`${base}broken`, 'name', 'x', 'data', '{', 'opts', '[', 'timestamp', 'soon');
        await client.lpush(`${base}wait`, 'ghost', 'broken');
        await client.set(`${base}text`, 'no hash');
        await client.lpush(`${base}wait`, 'text');
        await board.work();
        const job = await bull.add({ value: 1 });

        await ended(bull, job);

        assert.equal((await board.do('find', { job: 'broken' })).faults.length, 3);
        assert.deepEqual(await client.lrange(`${base}active`, 0, -1), []);
        await board.do('stop');
        await client.del(`${base}broken`);
        await client.zrem(`${base}failed`, 'broken');
    }));
});
