// `rollcall serve` over a data folder of its own; may be killed and started again.
import { execFileSync, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { pause, until, within } from './wait.mjs';

const built = fileURLToPath(new URL('../../../build/release/rollcall', import.meta.url));
const binary = process.env.ROLLCALL_BINARY ?? built;
const api = '/api/v1/bulk-upload';
const secret = 'a secret of these tests alone, long enough';
const final_states = ['completed', 'failed', 'cancelled'];

const base64url = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

export class Rollcall {
    constructor(settings = {}) {
        this.folder = mkdtempSync(join(tmpdir(), 'rollcall-'));
        this.port = 0;
        const { PATH, HOME } = process.env;
        this.environment = {
            PATH, HOME, DATA_DIR: join(this.folder, 'data'), LOG_LEVEL: 'warning', JWT_SECRET: secret,
            // A session is lost by what a test does and not because the machine is busy.
            SOCKET_PING_TIMEOUT_MS: '3600000',
            ...settings,
        };
    }

    static async start(settings) {
        const server = new Rollcall(settings);
        if (settings?.DATABASE_URL) server.#run('migrate');
        await server.start();
        server.admin = server.token('super_admin', 'admin@example.org');
        return server;
    }

    // On the same port as before.
    async start() {
        this.child = spawn(binary, ['serve', '--port', String(this.port), '--host', '127.0.0.1'], {
            env: this.environment, stdio: ['ignore', 'pipe', 'inherit'],
        });
        this.ended = new Promise((done) => this.child.once('exit', done));
        const line = await within(new Promise((done, fail) => {
            createInterface(this.child.stdout).once('line', done);
            this.child.once('error', fail);
            this.child.once('exit', (code) => fail(new Error(`${binary}: exit ${code}`)));
        }), 'the server starts');
        this.url = /http:\/\/[^ ,]+/.exec(line)[0];
        this.port = Number(new URL(this.url).port);
    }

    async kill() {
        this.child.kill('SIGKILL');
        await within(this.ended, 'the server is killed');
    }

    async stop() {
        if (this.child.exitCode === null) this.child.kill('SIGTERM');
        await within(this.ended, 'the server stops');
        rmSync(this.folder, { recursive: true });
    }

    token(role, email, area = {}) {
        const flags = Object.entries(area).flatMap(([name, value]) => [`--${name}`, value]);
        return this.#run('token', '--role', role, '--email', email, ...flags).trim();
    }

    // One that no command would make.
    token_expiring(seconds_from_now) {
        const now = Math.floor(Date.now() / 1000);
        const claims = {
            sub: 'brief@example.org', email: 'brief@example.org', role: 'super_admin',
            iat: now - 3600, exp: now + seconds_from_now,
        };
        const text = `${base64url({ alg: 'HS256', typ: 'JWT' })}.${base64url(claims)}`;
        return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
    }

    // The bytes of a workbook of made-up people.
    sample(rows, seed = rows) {
        const path = join(this.folder, `sample-${rows}-${seed}.xlsx`);
        this.#run('sample', '--rows', String(rows), '--seed', String(seed), '--out', path);
        return readFileSync(path);
    }

    async request(method, path, { token = this.admin, body, headers } = {}) {
        return fetch(`${this.url}${api}${path}`, {
            method, body, headers: { authorization: `Bearer ${token}`, ...headers },
        });
    }

    async #data(answer) {
        const { data, message } = await answer.json();
        if (!answer.ok) throw new Error(`${answer.status}: ${message}`);
        return data;
    }

    // The id of the new job.
    async upload(bytes, { name = 'members.xlsx', token } = {}) {
        const body = new FormData();
        body.append('file', new Blob([bytes]), name);
        return (await this.#data(await this.request('POST', '/process', { token, body }))).job_id;
    }

    async status(job_id) {
        return this.#data(await this.request('GET', `/status/${job_id}`));
    }

    async post(path) {
        const headers = { 'content-type': 'application/json' };
        return this.#data(await this.request('POST', path, { body: '{}', headers }));
    }

    finished(job_id) {
        return until(async () => {
            const status = await this.status(job_id);
            if (final_states.includes(status.status)) return status;
            await pause(25);  // as often as one person may ask, for however long
            return null;
        }, `${job_id} ends`);
    }

    // What was done, as { action, actor, subject } in order.
    audit() {
        const lines = this.#run('audit', 'list', '--json', '--limit', '1000').split('\n');
        return lines.filter((line) => line !== '').map((line) => JSON.parse(line));
    }

    #run(...flags) {
        return execFileSync(binary, flags, { env: this.environment, encoding: 'utf8' });
    }
}
