// A queue that Bull and our board share, and what must hold of it.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { Board } from './board.mjs';
import { Bull } from './bull_operations.mjs';
import { dump, RedisServer } from './redis.mjs';
import { until } from './wait.mjs';

let redis;
export let client;
let queues = 0;

// To be called once by a file of tests.
export function share_a_redis() {
    before(async () => {
        redis = await RedisServer.start();
        client = redis.connect();
    });
    after(async () => {
        client.disconnect();
        await redis.close();
    });
}

const lists = ['wait', 'paused', 'active'];
const sets = ['delayed', 'completed', 'failed'];

// What must hold whenever nobody is in the middle of a verb.
export function assert_sound(state) {
    const in_set = (set) => (state[set] ?? []).map(([id]) => id);
    const places = [...lists.flatMap((list) => state[list] ?? []), ...sets.flatMap(in_set)];
    assert.deepEqual([...new Set(places)].sort(), [...places].sort(), 'each id is in one place');
    for (const id of places) {
        JSON.parse(state[id].data);
        JSON.parse(state[id].opts);
    }
    const jobs = Object.keys(state).filter((key) => state[key].timestamp !== undefined);
    assert.deepEqual(jobs.sort(), places.sort(), 'each job is somewhere');
    const waiting = new Set([...(state.wait ?? []), ...(state.paused ?? [])]);
    for (const [id, score] of state.priority ?? []) {
        assert.ok(waiting.has(id), `${id} has a priority and waits`);
        assert.equal(Number(score), Number(state[id].priority));
    }
    const active = new Set(state.active ?? []);
    for (const key of Object.keys(state).filter((name) => name.endsWith(':lock')))
        assert.ok(active.has(key.slice(0, -5)), `${key} is of a job that runs`);
    for (const id of state.stalled ?? []) assert.ok(active.has(id), `${id} is active`);
    const delayed = new Set(in_set('delayed'));
    for (const id of Object.keys(state['limiter:index'] ?? {})) assert.ok(delayed.has(id), `${id} sleeps`);
}

// A queue of its own for `use`, which is given Bull's side and ours, its base, and how to start ours
// again; it is sound afterwards. `settings`: of Bull, of ours, and where it is not the shared Redis: a
// place (port, connect()); its prefix and name; whether Bull may complain, of a Redis that goes away.
export async function with_queue(use, settings = {}) {
    const { place = redis, prefix = 'bull', name = `two-sided-${++queues}`, may_complain = false } = settings;
    const base = `${prefix}:${name}:`;
    const bull = new Bull(name, { redis: { port: place.port, host: '127.0.0.1' }, prefix, ...settings.bull });
    const errors = [];
    bull.on('error', (error) => errors.push(error.message));
    const start = () => Board.start(place, name, { prefix, ...settings.ours });
    const board = await start();
    try {
        await use(bull, board, base, start);
        const teller = place === redis ? client : place.connect();
        assert_sound(await dump(teller, base));
        if (teller !== client) teller.disconnect();
        if (!may_complain) assert.deepEqual(errors, [], 'Bull complains of nothing');
    } finally {
        await board.close();
        await bull.close();
    }
}

export const ended = (bull, job) => until(async () => {
    const found = await bull.getJob(job.id ?? job);
    return found?.finishedOn ? found : null;
}, 'the job ends');
