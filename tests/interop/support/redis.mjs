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

const readers = {
    string: (redis, key) => redis.get(key),
    list: (redis, key) => redis.lrange(key, 0, -1),
    set: async (redis, key) => (await redis.smembers(key)).sort(),
    zset: async (redis, key) => {
        const flat = await redis.zrange(key, 0, -1, 'WITHSCORES');
        return flat.reduce((pairs, word, n) => (n % 2 ? pairs : [...pairs, [word, flat[n + 1]]]), []);
    },
    hash: (redis, key) => redis.hgetall(key),
    none: () => undefined,  // it expired meanwhile
};

// Every key below the base, without it, and what it holds.
export async function dump(redis, base) {
    const keys = (await redis.keys(`${base}*`)).sort();
    const types = await Promise.all(keys.map((key) => redis.type(key)));
    const values = await Promise.all(keys.map((key, n) => readers[types[n]](redis, key)));
    return Object.fromEntries(
        keys.map((key, n) => [key.slice(base.length), values[n]]).filter(([, value]) => value !== undefined));
}
