// A process of Bull beside ours: a producer, and with `worker` a worker too. Commands come as JSON lines on
// stdin, what happened goes out as JSON lines.
//
// usage: node fleet_bull.mjs PORT [worker]
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

const Bull = createRequire(new URL('../interop/package.json', import.meta.url))('bull');
const [port, role] = process.argv.slice(2);
const work_ms = 150;

const say = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);
const queue = new Bull('bulk-uploads', { redis: { host: '127.0.0.1', port: Number(port) },
    settings: { lockDuration: 4000, stalledInterval: 2000, maxStalledCount: 20 } });
// A Redis that cuts lines is the test's subject: Bull comes back by itself.
queue.on('error', (error) => say({ error: error.message }));

if (role === 'worker') {
    queue.process(async (job) => {
        await pause(work_ms);
        say({ ran: job.id });
        return { by: 'bull' };
    });
}

const commands = {
    add: async ({ data, opts }) => ({ added: (await queue.add(data, opts)).id }),
    pause: async () => ({ paused: await queue.pause() ?? true }),
    resume: async () => ({ resumed: await queue.resume() ?? true }),
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
