// A worker of Bull that may be killed or put to sleep while it has a job in hand.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { until, within } from './wait.mjs';

const program = fileURLToPath(new URL('bull_process.mjs', import.meta.url));

export class BullWorker {
    said = [];

    // `bull`: a queue of the same name; `settings`: of this worker's; `moment`: as bull_process.mjs has it.
    constructor(bull, settings, moment = '') {
        const { port } = bull.client.options;
        this.child = fork(program, [port, bull.name, JSON.stringify(settings), moment].map(String));
        this.ended = new Promise((done) => this.child.once('exit', done));
        this.child.on('message', (words) => this.said.push(words));
    }

    told(what, job) {
        return until(
            () => this.said.find((words) => words.said === what && (!job || words.job === String(job.id ?? job))),
            `Bull's worker says ${what} of ${job?.id ?? job ?? 'a job'}`);
    }

    let_go(job) {
        this.child.send({ job: String(job.id ?? job) });
    }

    signal(name) {
        this.child.kill(name);
    }

    async kill() {
        this.signal('SIGKILL');
        await within(this.ended, 'Bull\'s worker is killed');
    }
}
