// Bull and our board on one queue where it is large, late, limited or numbered beyond what fits: each still
// finds what the other left.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { theirs } from './support/bull_operations.mjs';
import { dump } from './support/redis.mjs';
import { client, ended, share_a_redis, with_queue } from './support/two_sided.mjs';
import { until } from './support/wait.mjs';

share_a_redis();

const ascending = (numbers) => [...numbers].sort((a, b) => a - b);
const started_by = (board) => board.events.filter(([step]) => step === 'started').map(([, id]) => id);

describe('five thousand jobs that are due in one moment', () => {
    const count = 5_000;
    // One after the other, on a machine that may be busy.
    const patience_ms = 600_000;
    const jobs = () => {
        const timestamp = Date.now();
        return Array.from({ length: count }, () => ({ data: {}, opts: { timestamp, delay: 1 } }));
    };
    // Bull's scores keep the order of 4,096 jobs of one moment.
    const assert_in_order = (ids) => {
        assert.equal(ids.length, count);
        for (const block of [0, 1]) {
            const of_block = ids.map(Number).filter((id) => Math.floor(id / 4_096) === block);
            assert.deepEqual(of_block, ascending(of_block));
        }
    };

    test('of Bull start with us in the order they came', () => with_queue(async (bull, board) => {
        await bull.addBulk(jobs());
        await board.work();
        await until(async () => await bull.getCompletedCount() === count, 'all are run', patience_ms);

        assert_in_order(started_by(board));
    }));

    test('of ours start with Bull in the order they came', () => with_queue(async (bull, board) => {
        await board.add(...jobs());
        const started = [];
        bull.process(async (job) => { started.push(job.id); });
        await until(async () => await bull.getCompletedCount() === count, 'all are run', patience_ms);

        assert_in_order(started);
    }));
});

describe('a limiter of groups', () => {
    const hour = 3_600_000;
    const settings = {
        bull: { limiter: { max: 3, duration: hour, groupKey: 'group' } },
        ours: { limit: 3, window_ms: hour, grouped: true },
    };
    const groups = ['a', 'b'];
    const add_to_each = async (bull, count) => {
        for (let n = 0; n < count; ++n) for (const group of groups) await bull.add({ group });
    };
    const by_group = (ids) => groups.map((group) => ids.filter((id) => id.endsWith(`:${group}`)).length);
    const asleep = async (base) => Object.keys((await dump(client, base))['limiter:index'] ?? {});
    const end_windows = async (base) => {
        await client.del(groups.map((group) => `${base}limiter:${group}`));
        for (const id of await asleep(base)) await client.zadd(`${base}delayed`, 'XX', 1, id);
    };

    test('counts what either side starts of each', () => with_queue(async (bull, board, base) => {
        await add_to_each(bull, 6);
        const started = [];
        for (let n = 0; n < 3; ++n) started.push((await theirs.fetch(bull)).id);

        const { jobs } = await board.do('fetch', { count: 20 });

        started.push(...jobs.map(({ id }) => id));
        assert.deepEqual(by_group(started), [3, 3]);
        assert.deepEqual(by_group(await asleep(base)), [3, 3]);
        assert.equal(await theirs.fetch(bull), null);
    }, settings));

    test('lets workers of both start no more than that, window after window', () => with_queue(async (bull, board, base) => {
        await add_to_each(bull, 8);
        bull.process(2, async () => 'done');
        await board.work(2);
        const rested = async (completed, sleeping) =>
            await bull.getCompletedCount() === completed && (await asleep(base)).length === sleeping;

        for (const [completed, sleeping] of [[6, 10], [12, 4], [16, 0]]) {
            await until(() => rested(completed, sleeping), `${completed} are run, and ${sleeping} sleep`);
            const done = (await bull.getCompleted()).map(({ id }) => id);
            assert.deepEqual(by_group(done), [completed / 2, completed / 2]);
            await end_windows(base);
        }
    }, settings));
});

describe('numbers at the end of their range', () => {
    test('ids beyond 31 bits are counted on by both', () => with_queue(async (bull, board, base) => {
        const first = 2 ** 31 - 2;
        await client.set(`${base}id`, first - 1);
        const added = [];
        for (let n = 0; n < 3; ++n) {
            added.push(String((await bull.add({ n }, { delay: 60_000, timestamp: 1 })).id));
            added.push(...await board.add({ data: { n }, opts: { delay: 60_000, timestamp: 1 } }));
        }

        assert.deepEqual(added, Array.from({ length: 6 }, (_, n) => String(first + n)));
        const delayed = await client.zrange(`${base}delayed`, 0, -1, 'WITHSCORES');
        for (let n = 0; n < delayed.length; n += 2) assert.equal(Number(delayed[n + 1]) % 4_096, Number(delayed[n]) % 4_096);
        await board.work();
        await until(async () => await bull.getCompletedCount() === 6, 'all are run');
    }));

    // Bull's own ids repeat from 10^14 on: "1e+14".
    test('ids of ours are whole below 2^53, and none is given twice', () => with_queue(async (bull, board, base) => {
        const last = 2 ** 53 - 1;
        await client.set(`${base}id`, String(last - 3));
        const added = [];
        for (let n = 0; n < 3; ++n) added.push(...await board.add({ data: { value: n } }));
        await assert.rejects(board.add({ data: {} }), /the counter of ids has come to its end/);

        bull.process(async ({ data }) => data.value);
        await until(async () => await bull.getCompletedCount() === 3, 'all are run');

        assert.deepEqual(added, [last - 2, last - 1, last].map(String));
        for (const [value, id] of added.entries()) assert.equal((await bull.getJob(id)).returnvalue, value);
    }));

    test('a due date beyond 2039 stands, and comes', () => with_queue(async (bull, board, base) => {
        const due = Date.UTC(2040, 0, 1);
        const timestamp = Date.now();
        const opts = { timestamp, delay: due - timestamp };
        const of_bull = String((await bull.add({ value: 1 }, { ...opts })).id);
        const [ours] = await board.add({ data: { value: 2 }, opts: { ...opts } });
        await board.do('clock', { now: due - 1 });
        await board.do('sweep');
        assert.deepEqual((await bull.getDelayed()).map(({ id }) => String(id)).sort(), [of_bull, ours].sort());

        await board.do('clock', { now: due + 1 });
        await board.work();

        assert.equal((await ended(bull, of_bull)).returnvalue, 1);
        assert.equal((await ended(bull, ours)).returnvalue, 2);
    }));

    const priorities = [0, 1, 2 ** 31, 1.5, 2, 2 ** 31 + 1, 1, 0, 1.25];
    const in_line = (base) => client.lrange(`${base}wait`, 0, -1);

    test('priorities of every kind stand with us as with Bull', () => with_queue((bull, board, base) => with_queue(async (other, _, other_base) => {
        for (const priority of priorities) {
            await board.add({ data: {}, opts: { priority } });
            await other.add({}, { priority });
        }

        assert.deepEqual(await in_line(base), await in_line(other_base));
    })));

    // With jobs below 0 Bull puts all that come later in wrong places.
    const more = [...priorities, -1, -5, 3];
    const in_order = more.map((_, n) => n).sort((a, b) => (more[a] || Infinity) - (more[b] || Infinity) || a - b)
        .map((n) => String(n + 1));

    test('they are run by us in their order', () => with_queue(async (bull, board) => {
        await board.add(...more.map((priority) => ({ data: {}, opts: { priority } })));
        await board.work();
        await until(async () => await bull.getCompletedCount() === more.length, 'all are run');

        assert.deepEqual(started_by(board), in_order);
    }));

    test('and by Bull', () => with_queue(async (bull, board) => {
        await board.add(...more.map((priority) => ({ data: {}, opts: { priority } })));
        const started = [];
        bull.process(async (job) => { started.push(String(job.id)); });
        await until(() => started.length === more.length, 'all are run');

        assert.deepEqual(started, in_order);
    }));
});

describe('a hundred thousand jobs that wait', () => {
    const few = 1_000;
    const many = 100_000;
    const measured = 400;
    const priority_of = (n) => [7, 1, 10, 3, 5][n % 5];
    const jobs = (count) => Array.from({ length: count }, (_, n) => ({ data: {}, opts: { priority: priority_of(n) } }));
    const fill = async (board, count) => {
        for (let added = 0; added < count; added += 1_000) await board.add(...jobs(1_000));
        await board.do('settle', { all: true });
    };
    const redis_cpu_s = async () => {
        const info = await client.info('cpu');
        return Number(/used_cpu_user:([\d.]+)/.exec(info)[1]) + Number(/used_cpu_sys:([\d.]+)/.exec(info)[1]);
    };
    // What an add costs Redis: its processor's time, which no other process takes part in.
    const cost_of = async (add) => {
        const before = await redis_cpu_s();
        for (let n = 0; n < measured; ++n) await add(priority_of(n));
        return (await redis_cpu_s() - before) / measured;
    };

    test('take in a job of ours as cheaply as a thousand do, and start in order whoever adds', () => with_queue(async (bull, board, base) => {
        const ours = (priority) => board.add({ data: {}, opts: { priority } });
        const theirs_own = (priority) => bull.add({}, { priority });
        await fill(board, few);
        const cheap = await cost_of(ours);
        await fill(board, many);

        const dear = await cost_of(ours);

        const walked = await cost_of(theirs_own);
        const figures = `an add costs ${dear} s among many, ${cheap} s among few; Bull's ${walked} s`;
        assert.ok(dear < 2 * cheap, figures);
        assert.ok(walked > 2 * dear, `what walks the list is seen: ${figures}`);
        await board.do('settle', { all: true });
        const line = (await client.lrange(`${base}wait`, 0, -1)).reverse();
        const ranked = await client.zrange(`${base}priority`, 0, -1, 'WITHSCORES');
        const priorities = new Map(line.map((_, n) => [ranked[2 * n], Number(ranked[2 * n + 1])]));
        const in_line = line.map((id) => priorities.get(id));
        assert.equal(line.length, few + many + 3 * measured);
        assert.deepEqual(in_line, ascending(in_line));
        assert.equal((await theirs.fetch(bull)).id, line[0]);
        const { jobs: next } = await board.do('fetch', { count: 1_000 });
        assert.deepEqual(next.map(({ id }) => id), line.slice(1, 1_001));
        await board.do('obliterate', { force: true });
    }, { ours: { lock_ms: 3_600_000 } }));
});
