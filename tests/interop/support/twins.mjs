// A queue of Bull's own and one of ours, with the same jobs, and what is asked of both.
import assert from 'node:assert/strict';

import { Board } from './board.mjs';
import { Bull } from './bull_operations.mjs';
import { until } from './wait.mjs';

const an_hour_ms = 3_600_000;
const metrics_points = 10;

// A worker of Bull's that does what a job's data asks for, as tests/bull_worker does.
class BullSide {
    #gates = new Map();

    constructor(port, name) {
        this.queue = new Bull(name, { redis: { port, host: '127.0.0.1' }, metrics: { maxDataPoints: metrics_points } });
    }

    async add(job) {
        return String((await this.queue.add(job.name ?? '__default__', job.data, job.opts)).id);
    }

    async work() {
        this.queue.process('*', 1, (job) => this.#handle(job));
        await this.queue.isReady();
    }

    #handle({ id, data }) {
        if (data.act === 'echo') return data;
        if (data.act === 'hold') return new Promise((done) => this.#gates.set(String(id), () => done(data.value)));
        if (data.act !== 'fail') return data.value;
        const error = new Error(data.reason);
        error.stack = `Error: ${data.reason}`;
        throw error;
    }

    async let_go(id) {
        (await until(() => this.#gates.get(id), `${id} is held`))();
    }

    close() {
        return this.queue.close();
    }
}

class OurSide {
    constructor(board) {
        this.board = board;
    }

    async add(job) {
        return (await this.board.add(job))[0];
    }

    work() {
        return this.board.work();
    }

    let_go(job) {
        return this.board.do('let_go', { job });
    }

    close() {
        return this.board.close();
    }
}

const times = new Set(['timestamp', 'processedOn', 'finishedOn', 'retriedOn', 'prevTS']);

// Without what may differ: when something happened.
export function alike(value, key) {
    if (times.has(key) && typeof value === 'number') return 'a time';
    if (Array.isArray(value)) return value.map((item) => alike(item));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, alike(inner, name)]));
}

export const assert_alike = ({ theirs, ours }, what) => assert.deepEqual(ours, theirs, what);

export class Twins {
    static async start(redis, kind) {
        const twins = new Twins();
        twins.client = redis.connect();
        twins.names = { theirs: `${kind}-theirs`, ours: `${kind}-ours` };
        twins.sides = {
            theirs: new BullSide(redis.port, twins.names.theirs),
            ours: new OurSide(await Board.start(redis, twins.names.ours, { metrics_points })),
        };
        // Who looks at either: a queue of Bull's without a worker.
        twins.seen = Object.fromEntries(Object.entries(twins.names).map(
            ([which, name]) => [which, new Bull(name, { redis: { port: redis.port, host: '127.0.0.1' } })]));
        return twins;
    }

    // `use(which, name)` of both.
    async each(use) {
        const [theirs, ours] = await Promise.all(Object.entries(this.names).map(([which, name]) => use(which, name)));
        return { theirs, ours };
    }

    // The id, which is the same.
    async add(job) {
        const added = await this.each((which) => this.sides[which].add(job));
        assert_alike(added, 'the id');
        return added.ours;
    }

    settled(expected) {
        return this.each((which) => until(async () => {
            const found = await this.seen[which].getJobCounts();
            return Object.entries(expected).every(([state, count]) => found[state] === count);
        }, `the jobs of ${which} stand so: ${JSON.stringify(expected)}`));
    }

    // Thirteen jobs, in all states but paused; the id of the one that runs, until it is let go.
    async fill() {
        await this.each((which) => this.sides[which].work());
        await this.add({ name: 'named', data: { act: 'echo', text: 'ünïcödé 🙂 "' }, opts: { priority: 3 } });
        await this.settled({ completed: 1 });
        await this.add({ data: {} });
        await this.settled({ completed: 2 });
        await this.add({ data: { act: 'fail', reason: 'broken "', times: 99 }, opts: { attempts: 2, backoff: 1 } });
        await this.settled({ failed: 1 });
        await this.add({ data: { act: 'fail', reason: 'at once', times: 99 }, opts: { stackTraceLimit: 1 } });
        await this.settled({ failed: 2 });
        const held = await this.add({ data: { act: 'hold', value: [1, 2] }, opts: { unknown: { a: [1] } } });
        await this.settled({ active: 1 });
        for (const opts of [{}, { priority: 5 }, { priority: 1 }, { lifo: true }]) await this.add({ data: { n: 2 }, opts });
        await this.add({ id: 'job-1', data: { n: 1 }, opts: { jobId: 'job-1' } });
        for (const delay of [an_hour_ms, 2 * an_hour_ms, 3 * an_hour_ms]) await this.add({ data: { delay }, opts: { delay } });
        await this.each(async (which) => {
            const job = await this.seen[which].getJob(held);
            await job.progress({ done: 3 });
            await job.log('a line');
            await job.log('another "line"');
        });
        return held;
    }

    // Of what ended in one millisecond the order is chance: by their ids, from here on.
    list_ends_by_id() {
        return this.each(async (_, name) => {
            for (const set of ['completed', 'failed']) {
                const ids = (await this.client.zrange(`bull:${name}:${set}`, 0, -1)).sort();
                for (const [n, id] of ids.entries()) await this.client.zadd(`bull:${name}:${set}`, 'XX', n, id);
            }
        });
    }

    async close() {
        await this.each((which) => Promise.all([this.sides[which].close(), this.seen[which].close()]));
        this.client.disconnect();
    }
}
