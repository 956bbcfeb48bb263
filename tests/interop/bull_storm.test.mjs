// Bull and our board on one queue while its Redis goes through a storm: both go on by themselves, and
// no job is run twice but those that were in somebody's hands.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { RedisPair } from './support/redis_groups.mjs';
import { RedisServer } from './support/redis.mjs';
import { with_queue } from './support/two_sided.mjs';
import { until } from './support/wait.mjs';

// A dead worker's job is taken up soon, as often as need be.
const eager = {
    bull: { settings: { lockDuration: 2_000, stalledInterval: 500, maxStalledCount: 50 } },
    ours: { lock_ms: 2_000, stalled_interval_ms: 500, stalls_max: 50 },
    may_complain: true,
};
const work_ms = 20;

// Who ran which job, in order, and when which run ended.
class Runs {
    started = [];
    ended = new Set();

    begin(side, id) {
        this.started.push([side, String(id)]);
    }
    open() {
        return new Set(this.started.map(([, id]) => id).filter((id) => !this.ended.has(id)));
    }
    twice() {
        const ids = this.started.map(([, id]) => id);
        return new Set(ids.filter((id, n) => ids.indexOf(id) !== n));
    }
}

function follow(bull, board) {
    const runs = new Runs();
    bull.process(async (job) => {
        runs.begin('bull', job.id);
        await new Promise((done) => setTimeout(done, work_ms));
        return 'done';
    });
    bull.on('completed', (job) => runs.ended.add(String(job.id)));
    board.listener = (step, id) => {
        if (step === 'started') runs.begin('ours', id);
        if (step === 'completed') runs.ended.add(id);
    };
    return runs;
}

// Jobs are added all the while. `strike` is done once both sides work, and gives what was in hand when it
// began; both must then work again.
async function weather(bull, board, strike) {
    const runs = follow(bull, board);
    await board.work(1);
    let added = 0;
    let goes_on = true;
    const producer = (async () => {
        while (goes_on) {
            // One that was lost on its way is added again by its name: it is there once.
            const name = `job-${added}`;
            await until(() => bull.add({ act: 'sleep', ms: work_ms }, { jobId: name }).catch(() => null), `${name} is added`);
            added += 1;
            await new Promise((done) => setTimeout(done, work_ms / 4));
        }
    })();
    const works_since = (from) => ['bull', 'ours'].every((side) => runs.started.slice(from).filter(([by]) => by === side).length > 2);
    await until(() => works_since(0), 'both sides work');

    // A job that was moved to the active ones when the storm struck may start only after it.
    const in_hand = new Set();
    const look = async () => [...await bull.client.lrange(bull.toKey('active'), 0, -1), ...runs.open()].forEach((id) => in_hand.add(id));
    await look();
    const first = runs.started.length;
    await strike();
    await look();
    const healed = runs.started.length;
    runs.started.slice(first, healed).forEach(([, id]) => in_hand.add(id));
    await until(() => works_since(healed), 'both sides work again');

    goes_on = false;
    await producer;
    await until(async () => await bull.getCompletedCount() === added, 'every job is completed');
    for (const id of runs.twice()) assert.ok(in_hand.has(id), `${id} was run twice, and was in nobody's hands`);
    assert.deepEqual(await bull.getJobCounts(), { waiting: 0, active: 0, completed: added, failed: 0, delayed: 0, paused: 0 });
}

describe('a Redis', () => {
    let redis;
    before(async () => { redis = await RedisServer.start({ appendonly: 'yes', appendfsync: 'everysec', 'enable-debug-command': 'yes' }); });
    after(() => redis.close());

    const storm = (strike) => with_queue((bull, board) => weather(bull, board, strike), { ...eager, place: redis });

    test('that is restarted', () => storm(async () => {
        await redis.stop();
        await redis.start();
    }));

    test('that is killed and started again', () => storm(async () => {
        await redis.kill();
        await redis.start();
    }));

    test('that cuts the lines of all clients', () => storm(async () => {
        await redis.ask('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    }));

    test('that cuts the lines of all who listen', () => storm(async () => {
        await redis.ask('CLIENT', 'KILL', 'TYPE', 'pubsub');
    }));

    test('that answers nobody for five seconds', () => storm(async () => {
        await redis.ask('DEBUG', 'SLEEP', '5');
    }));

    test('that forgets its scripts', () => storm(async () => {
        await redis.ask('SCRIPT', 'FLUSH');
    }));
});

describe('a Redis with sentinels', () => {
    let pair;
    before(async () => { pair = await RedisPair.start({ appendonly: 'yes' }); });
    after(() => pair.close());

    test('that fails over is found again by who waited, and who did not', async () => {
        const sentinels = [{ host: '127.0.0.1', port: pair.sentinel.port }];
        await with_queue((bull, board) => weather(bull, board, () => pair.fail_over()), {
            ...eager,
            bull: { ...eager.bull, redis: { sentinels, name: 'mymaster', host: undefined, port: undefined } },
            ours: { ...eager.ours, sentinel_ports: [pair.sentinel.port] },
            place: pair,
        });
    });
});
