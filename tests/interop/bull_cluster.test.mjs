// Bull and our board on one queue in a Redis Cluster of three nodes, under names that people give.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { RedisCluster } from './support/redis_groups.mjs';
import { dump, free_port } from './support/redis.mjs';
import { ended, with_queue } from './support/two_sided.mjs';
import { heard, until } from './support/wait.mjs';

const prefix = '{bull}';
let cluster;
let client;

before(async () => {
    cluster = await RedisCluster.start();
    client = cluster.node_of(prefix).connect();
});
after(async () => {
    client.disconnect();
    await cluster.close();
});

for (const name of ['plain', 'with spaces in it', 'with.dots.', 'with:colons:', 'ünïcödé 🙂']) {
    describe(`a queue of a cluster that is called "${name}"`, () => {
        // Ours knows a node that has none of its keys, behind one that is not there.
        const with_cluster = async (use) => with_queue(use, {
            prefix, name,
            bull: { createClient: () => cluster.connect() },
            ours: { further_ports: [cluster.other_than(prefix).port] },
            place: { port: await free_port(), connect: () => cluster.node_of(prefix).connect() },
        });

        test('Bull produces, and our worker works', () => with_cluster(async (bull, board) => {
            await board.work();
            await bull.addBulk(Array.from({ length: 50 }, (_, value) => ({ data: { value }, opts: { priority: 1 + value % 3 } })));
            const late = await bull.add({ act: 'echo', text: 'late' }, { delay: 100 });

            assert.deepEqual((await ended(bull, late)).returnvalue, { act: 'echo', text: 'late' });
            await until(async () => await bull.getCompletedCount() === 51, 'all are run');
        }));

        test('our board produces, and a worker of Bull\'s works', () => with_cluster(async (bull, board) => {
            bull.process(async (job) => job.data.n);
            await bull.isReady();
            const completed = heard(bull, 'completed');

            const [id] = await board.add({ id: 'job-1', data: { n: 7 } });

            assert.deepEqual((await completed).slice(1, 2), [7]);
            assert.equal((await ended(bull, id)).returnvalue, 7);
        }));

        test('each administers the other\'s jobs', () => with_cluster(async (bull, board, base) => {
            await board.do('pause');
            const job = await bull.add({ act: 'fail', reason: 'first', times: 1 });
            assert.deepEqual([await bull.isPaused(), await bull.getPausedCount()], [true, 1]);
            await board.work();
            await bull.resume();
            assert.equal((await ended(bull, job)).failedReason, 'first');
            await (await bull.getJob(job.id)).retry();
            await until(async () => await (await bull.getJob(job.id)).getState() === 'completed', 'it is run again');
            await board.do('stop');
            // With those that the tests before left.
            const removed = await board.do('remove_matching', { glob: '*' });
            assert.ok(removed.includes(String(job.id)), removed);
            await board.do('obliterate', { force: true });

            const left = await dump(client, base);
            delete left['stalled-check'];
            assert.deepEqual(left, {});
        }));
    });
}
