// The server under test: ours, or npm's socket.io with ROLLCALL_PEER=reference. Both take the same
// flags and print the port they listen on.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { within } from './wait.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

export const is_reference = process.env.ROLLCALL_PEER === 'reference';

// The reason to skip a test of what only ours promises; false for ours.
export const ours_only = (reason) => (is_reference ? `the reference differs: ${reason}` : false);

const our_server = process.env.ROLLCALL_TEST_SERVER ?? here('../../../build/release/socketio_test_server');
const command = is_reference ? [process.execPath, here('../reference_server.mjs')] : [our_server];

export const ping_interval = 300;
export const ping_timeout = 200;
export const connect_timeout = 1000;
export const max_payload = 1_000_000;

const hour = 3_600_000;

// A session is lost, and a ping comes, by what a test does and not because the machine is busy.
export const unhurried = { ping_interval: hour, ping_timeout: hour, connect_timeout: hour };

// Pings come soon, and whoever answers late lives on.
export const beating = { ...unhurried, ping_interval };

// Timers count whole milliseconds, so that one may ring a little before the other's clock says so.
export const timer_slack = 10;

class Peer {
    #child;
    #ended;

    constructor(child, port) {
        this.#child = child;
        this.#ended = new Promise((done) => child.once('exit', (code, signal) => done({ code, signal })));
        this.port = port;
        this.url = `http://127.0.0.1:${port}`;
        this.pid = child.pid;
    }

    get is_running() {
        return this.#child.exitCode === null && this.#child.signalCode === null;
    }

    // SIGKILL: whatever it is doing ends here.
    kill() {
        return this.#end('SIGKILL');
    }

    stop() {
        return this.#end('SIGTERM');
    }

    rss_kib() {
        return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8'))[1]);
    }

    #end(signal) {
        if (this.is_running) this.#child.kill(signal);
        return within(this.#ended, `the server ends after ${signal}`);
    }
}

// Options by their flags: { port, ping_interval, ping_timeout, connect_timeout, max_payload,
// recovery, fixture }.
export async function start_peer(options = {}) {
    const settings = {
        port: 0, ping_interval, ping_timeout, connect_timeout, max_payload, ...options,
    };
    const flags = Object.entries(settings).flatMap(([name, value]) => {
        const flag = `--${name.replaceAll('_', '-')}`;
        if (typeof value === 'boolean') return value ? [flag] : [];
        return [flag, String(value)];
    });
    const child = spawn(command[0], [...command.slice(1), ...flags], {
        stdio: ['ignore', 'pipe', 'inherit'],
    });
    const failed = new Promise((_, reject) => {
        child.once('error', reject);
        child.once('exit', (code) => reject(new Error(`${command.join(' ')}: exit ${code}`)));
    });
    const first_line = new Promise((done) => createInterface(child.stdout).once('line', done));
    const line = await within(Promise.race([first_line, failed]), 'the server listens');
    const numbers = line.match(/\d+/g);
    if (!numbers) throw new Error(`the server names no port: ${line}`);
    return new Peer(child, Number(numbers.at(-1)));
}
