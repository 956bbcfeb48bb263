// A Redis of a test's own, and what is in it.
import { execFile, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import Redis from 'ioredis';

import { until, within } from './wait.mjs';

export function free_port() {
    return new Promise((done, fail) => {
        const server = createServer();
        server.once('error', fail);
        server.listen(0, '127.0.0.1', () => {
            const { port } = server.address();
            server.close(() => done(port));
        });
    });
}

// What redis-cli prints, unformatted.
export function cli(port, ...words) {
    return execFileSync('redis-cli', ['-p', port, ...words].map(String), { stdio: ['ignore', 'pipe', 'ignore'] })
        .toString().trim();
}

export class RedisServer {
    static async start(settings = {}) {
        const server = new RedisServer();
        server.folder = mkdtempSync(join(tmpdir(), 'redis-'));
        server.settings = settings;
        server.port = await free_port();
        await server.start();
        return server;
    }

    async start() {
        const settings = {
            port: this.port, bind: '127.0.0.1', dir: this.folder, save: '', ...this.settings,
        };
        const words = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
        this.child = spawn('redis-server', words, { stdio: 'ignore' });
        this.ended = new Promise((done) => this.child.once('exit', done));
        await until(() => this.#answers(), 'Redis answers');
    }

    #answers() {
        try {
            return this.cli('PING') === 'PONG';
        } catch {
            return false;
        }
    }

    cli(...words) {
        return cli(this.port, ...words);
    }

    // As cli, while this process goes on.
    async ask(...words) {
        const { stdout } = await promisify(execFile)('redis-cli', ['-p', this.port, ...words].map(String));
        return stdout.trim();
    }

    // As an administrator does.
    async stop() {
        this.child.kill('SIGTERM');
        await within(this.ended, 'Redis stops');
    }

    connect(database = 0) {
        return new Redis({ port: this.port, host: '127.0.0.1', db: database });
    }

    async kill() {
        this.child.kill('SIGKILL');
        await within(this.ended, 'Redis is killed');
    }

    async close() {
        await this.kill();
        rmSync(this.folder, { recursive: true, force: true });
    }
}

// Every key below KEYS[1]: its name, its type and what it holds. One call, for tests look thousands of times.
const read_all = `
local readers = {
    string = function(key) return redis.call('GET', key) end,
    list = function(key) return redis.call('LRANGE', key, 0, -1) end,
    set = function(key) return redis.call('SMEMBERS', key) end,
    zset = function(key) return redis.call('ZRANGE', key, 0, -1, 'WITHSCORES') end,
    hash = function(key) return redis.call('HGETALL', key) end,
}
local found = {}
for _, key in ipairs(redis.call('KEYS', KEYS[1] .. '*')) do
    local type = redis.call('TYPE', key).ok
    -- One may have expired: KEYS names it still.
    if readers[type] then found[#found + 1] = {key, type, readers[type](key)} end
end
return found`;

const in_pairs = (flat) => Array.from({ length: flat.length / 2 }, (_, n) => [flat[2 * n], flat[2 * n + 1]]);
const readable = {
    string: (value) => value, list: (value) => value, set: (value) => value.sort(), zset: in_pairs,
    hash: (value) => Object.fromEntries(in_pairs(value)),
};

// Every key below the base, without it, and what it holds.
export async function dump(redis, base) {
    const found = await redis.eval(read_all, 1, base);
    return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, type, value]) => [key.slice(base.length), readable[type](value)]));
}
