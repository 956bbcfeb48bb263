// A PostgreSQL cluster of a test's own.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { within } from './wait.mjs';

const tool = fileURLToPath(new URL('../../../tools/postgres.py', import.meta.url));

export class PostgresCluster {
    // It lives until its standard input ends, which is also when this process is gone.
    static async start() {
        const cluster = new PostgresCluster();
        const command = ['run', 'sh', '-c', 'echo "$ROLLCALL_TEST_POSTGRES"; exec cat'];
        cluster.child = spawn('/usr/bin/python3', [tool, ...command], { stdio: ['pipe', 'pipe', 'inherit'] });
        cluster.ended = new Promise((done) => cluster.child.once('exit', done));
        cluster.url = await within(new Promise((done, fail) => {
            createInterface(cluster.child.stdout).once('line', done);
            cluster.child.once('exit', (code) => fail(new Error(`PostgreSQL: exit ${code}`)));
        }), 'PostgreSQL starts');
        return cluster;
    }

    async close() {
        this.child.stdin.end();
        await within(this.ended, 'PostgreSQL stops');
    }
}
