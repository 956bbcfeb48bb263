// Jobs of ours as Bull finds them: what they may do, and what else they carry.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { theirs } from './support/bull_operations.mjs';
import { dump } from './support/redis.mjs';
import { client, ended, share_a_redis, with_queue } from './support/two_sided.mjs';
import { until } from './support/wait.mjs';

share_a_redis();

describe('a job of ours', () => {
    const written = async (base, id) => {
        const { opts, data, ...rest } = await client.hgetall(`${base}${id}`);
        return { ...rest, opts: JSON.parse(opts), data: JSON.parse(data) };
    };

    for (const opts of [
        {}, { attempts: 5, backoff: 500 }, { attempts: 3, backoff: { type: 'exponential', delay: 10 } },
        { backoff: { type: 'fixed', delay: 3 } }, { timeout: 1_234 }, { lifo: true }, { priority: 7 }, { delay: 60_000 },
        { removeOnComplete: true, removeOnFail: 3 }, { removeOnComplete: { age: 5, count: 2 }, removeOnFail: false },
        { stackTraceLimit: 2 }, { debounce: { id: 'once', ttl: 50_000 } }, { unknown: { a: [1, null, 'ünïcödé'] } },
    ]) {
        test(`with the options ${JSON.stringify(opts)} is written as Bull writes its own`, () => with_queue((bull, board, base) => with_queue(async (other, _, other_base) => {
            const timestamp = Date.now();
            const [ours] = await board.add({ name: 'named', data: { n: 1 }, opts: { ...opts, timestamp } });
            const job = await other.add('named', { n: 1 }, { ...opts, timestamp });

            assert.deepEqual(await written(base, ours), await written(other_base, job.id));
        })));
    }

    const as_when = {
        waiting: async () => {},
        active: async (bull) => { await theirs.fetch(bull); },
        completed: async (bull) => {
            await theirs.fetch(bull);
            await theirs.complete(bull, { job: 'job-1', value: 1, fetch: false });
        },
        failed: async (bull) => {
            await theirs.fetch(bull);
            await theirs.fail(bull, { job: 'job-1', reason: 'broken', stack: 'at' });
        },
        delayed: async () => {},
    };
    for (const [state, bring] of Object.entries(as_when)) {
        test(`is not added under the name of one that is ${state}`, () => with_queue(async (bull, board, base) => {
            await bull.add({ first: true }, { jobId: 'job-1', delay: state === 'delayed' ? 60_000 : 0 });
            await bring(bull);
            assert.equal(await (await bull.getJob('job-1')).getState(), state);
            const told = [];
            bull.on('global:duplicated', (id) => told.push(id));
            await bull._registerEvent('global:duplicated');  // the subscription stands
            const before = await dump(client, base);

            assert.deepEqual(await board.add({ id: 'job-1', data: { first: false }, opts: { priority: 1 } }), ['job-1']);

            const after = await dump(client, base);
            assert.deepEqual(after, { ...before, id: String(Number(before.id) + 1) });
            await until(() => told.length > 0, 'Bull hears of it');
            assert.deepEqual(told, ['job-1']);
        }, { bull: { settings: { lockDuration: 3_600_000 } } }));
    }

    for (const [what, ttl, is_free] of [['without a time', undefined, true], ['for a time', 3_600_000, false]]) {
        test(`that holds others back ${what} ${is_free ? 'frees' : 'does not free'} them as Bull ends it`, () => with_queue(async (bull, board, base) => {
            const one = { data: {}, opts: { debounce: { id: 'once', ttl } } };
            const [first] = await board.add(one);
            assert.deepEqual(await board.add(one), [first]);
            bull.process(async () => 'done');
            await ended(bull, first);

            assert.equal(await client.exists(`${base}de:once`), is_free ? 0 : 1);
            const [next] = await board.add(one);

            assert.equal(next !== first, is_free);
            await ended(bull, next);
        }));
    }

    test('keeps what else stands in its hash while Bull tries it again, retries and at last cleans it', () => with_queue(async (bull, board, base) => {
        const extra = { tenant: 'north', checksum: 'abc', lease: '{"of":["nobody"]}' };
        const [id] = await board.add({ data: {}, opts: { attempts: 2, backoff: 1 }, extra });
        const assert_kept = async () => {
            const hash = await client.hgetall(`${base}${id}`);
            assert.deepEqual(Object.fromEntries(Object.keys(extra).map((name) => [name, hash[name]])), extra);
        };
        let runs = 0;
        bull.process(async () => {
            runs += 1;
            await assert_kept();
            if (runs <= 2) throw new Error(`fault ${runs}`);
        });
        const failed = await ended(bull, id);
        assert.deepEqual([await failed.getState(), failed.attemptsMade, runs], ['failed', 2, 2]);
        await assert_kept();
        await failed.retry();
        await until(async () => await bull.getCompletedCount() === 1, 'it is completed');
        await assert_kept();

        assert.deepEqual(await bull.clean(0, 'completed'), [id]);
        assert.equal(await client.exists(`${base}${id}`), 0);
    }));
});
