// A process of Bull beside ours: a producer, and as `worker` a worker too. Commands come as JSON lines on
// stdin, what happened goes out as JSON lines.
//
// usage: node fleet_bull.mjs PORT producer|worker [calm]     calm: no job fails, and who is slow is not held for dead
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

const Bull = createRequire(new URL('../interop/package.json', import.meta.url))('bull');
const [port, role, calm] = process.argv.slice(2);
const work_ms = 150;
// Of the failed jobs there shall be some that can be tried again.
const fails_first = (job) => !calm && job.attemptsMade === 0 && job.timestamp % 8 === 0;

const say = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);
const queue = new Bull('bulk-uploads', { redis: { host: '127.0.0.1', port: Number(port) },
    settings: { lockDuration: calm ? 60_000 : 4_000, stalledInterval: calm ? 15_000 : 2_000, maxStalledCount: 20 } });
// A Redis that cuts lines is the test's subject: Bull comes back by itself.
queue.on('error', (error) => say({ error: error.message }));

if (role === 'worker') {
    queue.process(async (job) => {
        await pause(work_ms);
        say({ ran: job.id });
        if (fails_first(job)) throw new Error('not at the first attempt');
        return { by: 'bull' };
    });
}

async function one_of(listed) {
    const jobs = (await listed).filter(Boolean);
    if (jobs.length === 0) throw new Error('there is none');
    return jobs[Math.floor(Math.random() * jobs.length)];
}

const commands = {
    add: async ({ data, opts }) => ({ added: (await queue.add(data, opts)).id }),
    pause: async () => ({ paused: await queue.pause() ?? true }),
    resume: async () => ({ resumed: await queue.resume() ?? true }),
    retry: async () => {
        const job = await one_of(queue.getFailed(0, 50));
        await job.retry();
        return { retried: job.id };
    },
    remove: async () => {
        const job = await one_of(queue.getJobs(['waiting', 'delayed', 'failed'], 0, 50));
        await job.remove();
        return { removed: job.id };
    },
    clean: async ({ place }) => ({ cleaned: await queue.clean(0, place, 3) }),
    reconnect: async () => ({ reconnected: await (queue.client.disconnect(true), queue.isReady()) && true }),
};

await queue.isReady();
say({ ready: process.pid });
for await (const line of createInterface({ input: process.stdin })) {
    const { verb, ...rest } = JSON.parse(line);
    try {
        say(await commands[verb](rest));
    } catch (error) {
        say({ refused: error.message });
    }
}
