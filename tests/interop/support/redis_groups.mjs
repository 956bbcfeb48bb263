// Redis servers that belong together: a cluster, or a master with its replica and their sentinels.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import Redis from 'ioredis';

import { cli, free_port, RedisServer } from './redis.mjs';
import { until, within } from './wait.mjs';

const slots = 16_384;

// Masters that share the slots evenly.
export class RedisCluster {
    nodes = [];
    clients = [];

    static async start(count = 3) {
        const cluster = new RedisCluster();
        for (let n = 0; n < count; ++n) {
            const bus = await free_port();
            const node = await RedisServer.start({ 'cluster-enabled': 'yes', 'cluster-port': bus });
            cluster.nodes.push(node);
            const first = Math.floor(slots * n / count);
            node.cli('CLUSTER', 'ADDSLOTSRANGE', first, Math.floor(slots * (n + 1) / count) - 1);
        }
        const [first, ...others] = cluster.nodes;
        for (const other of others) first.cli('CLUSTER', 'MEET', '127.0.0.1', other.port, other.settings['cluster-port']);
        await until(() => cluster.nodes.every((node) => node.cli('CLUSTER', 'INFO').includes('cluster_state:ok')),
            'the nodes of the cluster agree');
        return cluster;
    }

    // The node that has such keys, and one that has not.
    node_of(key) {
        const slot = Number(this.nodes[0].cli('CLUSTER', 'KEYSLOT', key));
        return this.nodes[Math.floor(((slot + 1) * this.nodes.length - 1) / slots)];
    }
    other_than(key) {
        return this.nodes.find((node) => node !== this.node_of(key));
    }

    // A client as Bull wants it. Whoever got it may forget it: Bull does not close each of those it was given.
    connect() {
        const client = new Redis.Cluster(this.nodes.map(({ port }) => ({ host: '127.0.0.1', port })),
            { enableReadyCheck: false, redisOptions: { maxRetriesPerRequest: null } });
        this.clients.push(client);
        return client;
    }

    async close() {
        for (const client of this.clients) client.disconnect();
        for (const node of this.nodes) await node.close();
    }
}

class Sentinel {
    static async start(master_port) {
        const sentinel = new Sentinel();
        sentinel.folder = mkdtempSync(join(tmpdir(), 'sentinel-'));
        sentinel.port = await free_port();
        const file = join(sentinel.folder, 'sentinel.conf');
        // It writes there what it learns.
        writeFileSync(file, [`port ${sentinel.port}`, 'bind 127.0.0.1', `dir ${sentinel.folder}`,
            `sentinel monitor mymaster 127.0.0.1 ${master_port} 1`,
            'sentinel down-after-milliseconds mymaster 1000', 'sentinel failover-timeout mymaster 2000', ''].join('\n'));
        sentinel.child = spawn('redis-sentinel', [file], { stdio: 'ignore' });
        sentinel.ended = new Promise((done) => sentinel.child.once('exit', done));
        await until(() => sentinel.cli('PING') === 'PONG', 'the sentinel answers');
        return sentinel;
    }

    // Nothing while it does not answer.
    cli(...words) {
        try {
            return cli(this.port, ...words);
        } catch {
            return '';
        }
    }

    async close() {
        this.child.kill('SIGKILL');
        await within(this.ended, 'the sentinel is killed');
        rmSync(this.folder, { recursive: true, force: true });
    }
}

// A master, its replica, and a sentinel that alone judges them.
export class RedisPair {
    static async start(settings = {}) {
        const pair = new RedisPair();
        pair.master = await RedisServer.start(settings);
        pair.replica = await RedisServer.start({ ...settings, 'repl-diskless-sync-delay': 0 });
        pair.replica.cli('REPLICAOF', '127.0.0.1', pair.master.port);
        await until(() => pair.replica.cli('INFO', 'replication').includes('master_link_status:up'), 'the replica follows');
        pair.sentinel = await Sentinel.start(pair.master.port);
        return pair;
    }

    get current_port() {
        return Number(this.sentinel.cli('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', 'mymaster').split('\n')[1]);
    }

    // The two change their roles.
    async fail_over() {
        const before = this.current_port;
        await until(() => this.sentinel.cli('SENTINEL', 'FAILOVER', 'mymaster') === 'OK', 'the sentinel begins');
        await until(() => this.current_port !== before, 'the sentinel names the other');
    }

    get port() {
        return this.current_port;
    }
    connect() {
        return new Redis({ host: '127.0.0.1', port: this.current_port });
    }

    async close() {
        for (const one of [this.sentinel, this.replica, this.master]) await one.close();
    }
}
