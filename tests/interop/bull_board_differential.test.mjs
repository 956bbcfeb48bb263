// bull-board before a queue of Bull's own and before ours, with the same jobs: every call of its API is answered
// alike. Made alike are times, connections and the queues' names alone.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { Dashboard } from './support/dashboard.mjs';
import { dump, RedisServer } from './support/redis.mjs';
import { alike, assert_alike, Twins } from './support/twins.mjs';
import { assert_sound } from './support/two_sided.mjs';

const an_hour_ms = 3_600_000;
const statuses = ['latest', 'active', 'waiting', 'completed', 'failed', 'delayed', 'paused'];
const of_connections = new Set(['id', 'addr', 'name', 'age', 'idle', 'started']);

const worker_alike = (worker) =>
    Object.fromEntries(Object.entries(worker).map(([name, value]) => [name, of_connections.has(name) ? typeof value : value]));

describe('bull-board shows and does with our queue what it does with Bull\'s', { concurrency: false }, () => {
    let redis;
    let twins;
    let dashboards;
    let held;

    before(async () => {
        redis = await RedisServer.start();
        twins = await Twins.start(redis, 'board');
        dashboards = await twins.each((_, name) => Dashboard.start(redis.port, name));
        held = await twins.fill();
    });
    after(async () => {
        await twins.each((which) => dashboards[which].close());
        await twins.close();
        await redis.close();
    });

    // Answered alike by both, which is returned.
    async function call(method, path, body) {
        const answers = await twins.each(async (which, name) => {
            const answer = alike(await dashboards[which].call(method, path.replace(':queue', name), body));
            return JSON.parse(JSON.stringify(answer).replaceAll(name, 'the-queue'));
        });
        assert_alike(answers, `${method} ${path}`);
        return answers.theirs;
    }

    async function ids_of(status) {
        const { body: { queues: [queue] } } = await call('GET', `?activeQueue=:queue&status=${status}&page=1`);
        return queue.jobs.map(({ id }) => id);
    }

    // Every list, the page and the log of each job there, and the numbers.
    async function look() {
        const ids = new Set();
        for (const status of statuses) for (const id of await ids_of(status)) ids.add(id);
        for (const id of ids) {
            await call('GET', `/:queue/${id}`);
            await call('GET', `/:queue/${id}/logs`);
        }
        await call('GET', '/:queue/metrics');
        return ids.size;
    }

    test('every list, job, log and count', async () => {
        assert.equal(await look(), 13);
        for (const path of ['default-job-options', 'rate-limit', 'job-data-schema', 'nobody', 'nobody/logs'])
            await call('GET', `/:queue/${path}`);
        for (const query of ['status=completed&page=2', 'status=waiting&page=1&jobsPerPage=2', 'status=waiting&page=2&jobsPerPage=2'])
            await call('GET', `?activeQueue=:queue&${query}`);
    });

    test('the workers', async () => {
        const found = await twins.each(async (which, name) => {
            const { workers } = await dashboards[which].ask('GET', `/${name}/workers`);
            return workers.map(worker_alike);
        });

        assert_alike(found, 'the workers');
        assert.equal(found.ours.length, 1);
    });

    test('a retry of one job, and of all', async () => {
        await call('PUT', `/:queue/${(await ids_of('failed'))[0]}/retry`);
        await look();
        await call('PUT', '/:queue/retry/failed');
        await look();
    });

    test('what is refused', async () => {
        await call('PUT', `/:queue/${held}/promote`);
        await call('PUT', `/:queue/${held}/clean`);
        await call('PUT', '/:queue/nobody/retry');
        await call('PUT', '/:queue/retry/waiting');
        await call('PATCH', `/:queue/${held}/delay`, { runAt: 1 });
        await call('PATCH', `/:queue/${held}/priority`, { priority: 2 });
        await look();
    });

    test('new data of a job', async () => {
        await call('PATCH', `/:queue/${held}/update-data`, { jobData: { act: 'hold', more: 'ünïcödé' } });
        await look();
    });

    test('a pause, what is added meanwhile, and a resume', async () => {
        await call('PUT', '/:queue/pause');
        await call('POST', '/:queue/add', { name: 'added', data: { act: 'echo' }, options: { attempts: 3, priority: 2 } });
        await call('POST', '/:queue/add', { name: 'added', data: {}, options: { delay: an_hour_ms } });
        await look();
        await call('PUT', '/:queue/resume');
        await look();
    });

    test('a promotion of one job, and of all', async () => {
        await call('PUT', `/:queue/${(await ids_of('delayed'))[0]}/promote`);
        await look();
        await call('PUT', '/:queue/promote');
        await look();
    });

    test('the end of a job that was held, and of those behind it', async () => {
        await twins.each((which) => twins.sides[which].let_go(held));
        await twins.settled({ active: 0, waiting: 0 });
        await twins.list_ends_by_id();
        await look();
        await twins.each(async (_, name) => assert_sound(await dump(twins.client, `bull:${name}:`)));
    });

    test('the removal of one job, of those that are old, and of all that wait', async () => {
        await call('PUT', '/:queue/job-1/clean');
        await look();
        // Bull cleans what is older than five seconds.
        await twins.each(async (which, name) => {
            for (const { id } of await twins.seen[which].getCompleted())
                await twins.client.hset(`bull:${name}:${id}`, 'finishedOn', 1);
        });
        await call('PUT', '/:queue/clean/completed');
        await look();
        await call('PUT', '/:queue/pause');
        for (const priority of [2, 1, 0]) await call('POST', '/:queue/add', { name: 'added', data: {}, options: { priority } });
        await look();
        await call('PUT', '/:queue/empty');
        await look();
    });

    test('the end of all', async () => {
        await call('PUT', '/:queue/obliterate');
        await look();
    });
});
