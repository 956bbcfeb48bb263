// A worker of Bull in a process of its own, for BullWorker (bull_worker.mjs). It tells over IPC what it starts, and
// ends a job once it is told to.
//
// usage (forked): bull_process.mjs PORT QUEUE SETTINGS [before_lock]
//   before_lock: it stops itself (SIGSTOP) after it took a job, before it locks it
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const Bull = require('bull');
const scripts = require('bull/lib/scripts');
const [port, name, settings, moment] = process.argv.slice(2);

const tell = (words) => new Promise((done) => process.send(words, done));

if (moment === 'before_lock') {
    const lock = scripts.moveToActive;
    scripts.moveToActive = async (queue, id) => {
        if (id) {
            await tell({ said: 'taken', job: id });
            process.kill(process.pid, 'SIGSTOP');
        }
        return lock(queue, id);
    };
}

const queue = new Bull(name, { redis: { port: Number(port), host: '127.0.0.1' }, settings: JSON.parse(settings) });
const held = new Map();
queue.on('error', ({ message }) => tell({ said: 'error', message }));
process.on('message', ({ job }) => held.get(job)('by Bull'));
queue.process((job) => new Promise((done) => {
    held.set(String(job.id), done);
    tell({ said: 'started', job: String(job.id) });
}));
