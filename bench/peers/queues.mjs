// Bull or BullMQ at one piece of work: queues.mjs bull|bullmq add|bulk|run|priority|start JOBS AT_ONCE
//
// start: a worker is idle when each job comes; prints µs from the add to the start, by percentile, too.
// What it prepares is not counted. Prints {"seconds", "client_us", "redis_us"}: of the work, not of a job.
import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import Bull from 'bull';
import { Queue, Worker } from 'bullmq';
import Redis from 'ioredis';

const [library, work, jobs_text, at_once_text] = process.argv.slice(2);
const [jobs, at_once] = [Number(jobs_text), Number(at_once_text)];
const url = process.env.ROLLCALL_TEST_REDIS;
const bulk = 1_000;
const priorities = 10;
const data = { jobId: 'job-1767225600000-123456789012', fileName: 'members.xlsx', userId: 'ann@example.org' };
const nothing = () => {};
const connect = () => new Redis(url, { maxRetriesPerRequest: null });

const libraries = {
    bull: () => {
        const queue = new Bull('bench', url);
        return {
            ready: () => queue.isReady(),
            add: (options) => queue.add(data, options),
            add_all: (list) => queue.addBulk(list.map((opts) => ({ data, opts }))),
            run: (ended, started = nothing) => {
                queue.on('completed', ended);
                queue.process(at_once, async () => started());
            },
        };
    },
    bullmq: () => {
        const queue = new Queue('bench', { connection: connect() });
        return {
            ready: () => queue.waitUntilReady(),
            add: (opts) => queue.add('job', data, opts),
            add_all: (list) => queue.addBulk(list.map((opts) => ({ name: 'job', data, opts }))),
            run: (ended, started = nothing) => {
                const worker = new Worker('bench', async () => started(), { connection: connect(), concurrency: at_once });
                worker.on('completed', ended);
            },
        };
    },
};

const queue = libraries[library]();
const observer = connect();
await queue.ready();

const redis_us = async () => {
    const text = await observer.info('cpu');
    const seconds = (name) => Number(new RegExp(`${name}:([0-9.]+)`).exec(text)[1]);
    return 1e6 * (seconds('used_cpu_user') + seconds('used_cpu_sys'));
};

async function fill(options_of, a_call = bulk) {
    for (let done = 0; done < jobs; done += a_call) {
        await queue.add_all(Array.from({ length: Math.min(a_call, jobs - done) }, (_, n) => options_of(done + n)));
    }
}

// Several at a time, until all were added.
async function add_some(count, width, options_of) {
    let left = count;
    const one_after_another = async () => {
        while (left > 0) {
            left -= 1;
            await queue.add(options_of());
        }
    };
    await Promise.all(Array.from({ length: width }, one_after_another));
}

const works = {
    add: { prepare: nothing, run: () => add_some(jobs, at_once, () => ({})) },
    bulk: { prepare: nothing, run: () => fill(() => ({}), at_once) },
    run: {
        prepare: () => fill(() => ({})),
        run: () => new Promise((done) => {
            let left = jobs;
            queue.run(() => {
                left -= 1;
                if (left === 0) done();
            });
        }),
    },
    // So many wait, the urgent ones first, in the order in which they can be added quickly.
    priority: {
        prepare: () => fill((n) => ({ priority: 1 + Math.floor((n * priorities) / jobs) })),
        run: () => add_some(at_once, 1, () => ({ priority: 1 + randomInt(priorities) })),
    },
};

// From the call of each add to the start of its job, µs.
const latencies = [];
async function start_each() {
    let began = 0;
    let ended = nothing;
    queue.run(() => ended(), () => latencies.push(1000 * (performance.now() - began)));
    for (let n = 0; n < jobs; n += 1) {
        await sleep(10);
        const end = new Promise((resolve) => { ended = resolve; });
        began = performance.now();
        await queue.add({});
        await end;
    }
}
works.start = { prepare: nothing, run: start_each };

const percentile = (share) => latencies[Math.floor(latencies.length * share)];

const { prepare, run } = works[work];
await prepare();
const redis_before = await redis_us();
const cpu_before = process.cpuUsage();
const began = performance.now();
await run();
const seconds = (performance.now() - began) / 1000;
const { user, system } = process.cpuUsage(cpu_before);
latencies.sort((a, b) => a - b);
const from_call = { p50: percentile(0.5), p99: percentile(0.99) };
console.log(JSON.stringify({ seconds, from_call, client_us: user + system, redis_us: await redis_us() - redis_before }));
process.exit();
