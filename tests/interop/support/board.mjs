// Our side of a Bull queue: bull_test_worker, which runs the board's verbs and works like a worker.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { Inbox, until, within } from './wait.mjs';

const built = fileURLToPath(
    new URL('../../../build/release/bull_test_worker', import.meta.url));
const binary = process.env.ROLLCALL_BULL_WORKER ?? built;

export class Board {
    #waiting = new Map();
    #last = 0;
    events = [];
    listener = () => {};  // told of each event of the worker

    static async start(redis, queue, settings = {}) {
        const board = new Board();
        const flags = Object.entries({ port: redis.port, queue, ...settings }).flatMap(([name, value]) => {
            const flag = `--${name.replaceAll('_', '-')}`;
            return value === true ? [flag] : [flag, ...[value].flat().map(String)];
        });
        board.child = spawn(binary, flags, { stdio: ['pipe', 'pipe', 'inherit'] });
        board.ended = new Promise((done) => board.child.once('exit', (code, signal) => done(code ?? signal)));
        const ready = new Inbox();
        createInterface(board.child.stdout).on('line', (line) => board.#heard(JSON.parse(line), ready));
        board.child.stdin.on('error', () => {});  // it was killed: who waits for an answer hears so
        board.ended.then((how) => board.#end(how));
        await ready.take('our side is ready');
        return board;
    }

    #heard(words, ready) {
        if (words.event === 'ready') return ready.put(words);
        if (words.event) {
            this.events.push([words.event, words.job]);
            return this.listener(words.event, words.job);
        }
        const { done, fail } = this.#waiting.get(words.n);
        this.#waiting.delete(words.n);
        return words.failure ? fail(new Error(words.failure)) : done(words.result);
    }

    #end(how) {
        for (const { fail } of this.#waiting.values()) fail(new Error(`our side ended: ${how}`));
        this.#waiting.clear();
    }

    do(verb, words = {}) {
        const n = ++this.#last;
        const answer = new Promise((done, fail) => this.#waiting.set(n, { done, fail }));
        this.child.stdin.write(`${JSON.stringify({ n, do: verb, ...words })}\n`);
        return within(answer, `${verb} is answered`);
    }

    add(...jobs) {
        return this.do('add', { jobs });
    }

    work(concurrency = 1) {
        return this.do('work', { concurrency });
    }

    // The worker's first such step.
    told(event, job) {
        return until(
            () => this.events.some(([step, id]) => step === event && (!job || id === String(job))),
            `our worker says ${event} of ${job ?? 'a job'}`);
    }

    async kill(signal = 'SIGKILL') {
        this.child.kill(signal);
        await within(this.ended, 'our side is killed');
    }

    async close() {
        if (this.child.exitCode === null && this.child.signalCode === null) this.child.stdin.end();
        const how = await within(this.ended, 'our side ends');
        if (how !== 0 && how !== 'SIGKILL') throw new Error(`our side ended with ${how}`);
    }
}
