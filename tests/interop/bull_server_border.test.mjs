// npm's Bull and `rollcall serve` at one queue at the same time: pauses, clean-ups, retries and deaths of either side.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { Bull } from './support/bull_operations.mjs';
import { base, list_of, listen, serve } from './support/bull_server.mjs';
import { BullWorker } from './support/bull_worker.mjs';
import { dump } from './support/redis.mjs';
import { until } from './support/wait.mjs';

const an_hour_ms = 3_600_000;
const many = 100;

// Jobs that have started: they run, or have ended.
const started_of = async (client) => {
    const state = await dump(client, base);
    const ended = [...(state.completed ?? []), ...(state.failed ?? [])].map(([id]) => id);
    return new Set([...(state.active ?? []), ...ended]);
};
const is_within = (some, all) => [...some].every((id) => all.has(id));

describe('Bull and our server at one queue', { concurrency: false }, () => {
    serve({ REDIS_FOREIGN_JOBS: 'on' }, (world) => {
        test('nothing starts here once Bull has paused the queue', async () => {
            const data = await world.stored(0);
            await world.bull.addBulk(Array.from({ length: many }, () => ({ data })));
            await until(async () => await world.bull.getCompletedCount() > 3, 'some have run');

            await world.bull.pause();

            const started = await started_of(world.client);
            const late = await world.bull.add(data);
            await world.becomes(`bull-${late.id}`, 'paused');
            await until(async () => await world.client.llen(`${base}active`) === 0, 'what had started has ended');
            assert.ok(started.size < many, 'all had run before: this shows nothing');
            assert.ok(is_within(await started_of(world.client), started));
            assert.ok((await world.client.lrange(`${base}paused`, 0, -1)).includes(late.id));
            await world.bull.resume();
            // With the upload whose file they name.
            await until(async () => await world.bull.getCompletedCount() === many + 2, 'all have run');
        });

        test('listeners hear of the steps that a worker of Bull\'s would tell of', async () => {
            const data = await world.stored(100);
            const steps_of = async (queue) => {
                const told_of = await listen(queue);
                const jobs = [await queue.add(data), await queue.add(data, { delay: 300 })];
                for (const { id } of jobs) await until(() => told_of(id, 'completed').length > 0, `the end of ${id}`);
                return jobs.map(({ id }) => told_of(id).map(([event]) => event).filter((event) => event !== 'progress'));
            };
            const alone = new Bull('alone', { redis: { port: world.redis.port, host: '127.0.0.1' } });
            alone.process(async () => ({}));

            assert.deepEqual(await steps_of(world.bull), await steps_of(alone));
            await alone.close();
        });

        test('Bull may write to a job that we run, and not remove it', async () => {
            const id = await world.server.upload(world.server.sample(20_000));
            await until(async () => (await world.client.lrange(`${base}active`, 0, -1)).includes(id), 'it runs');
            world.server.child.kill('SIGSTOP');
            const job = await world.bull.getJob(id);
            assert.equal(await job.getState(), 'active', 'it has ended before: this shows nothing');
            await job.log('a line of Bull\'s');
            await job.progress(1);
            await job.update({ ...job.data, note: 'seen' });
            await assert.rejects(job.remove(), /Could not remove job/);
            world.server.child.kill('SIGCONT');

            const { outcomes } = await world.server.finished(id);

            assert.equal(outcomes.inserted, 20_000);
            const ended = await until(async () => {
                const found = await world.bull.getJob(id);
                return found.finishedOn && found;
            }, 'Bull knows its end');
            assert.deepEqual([ended._progress, ended.data.note, ended.returnvalue.job_id], [100, 'seen', id]);
            const { logs } = await until(async () => {
                const found = await world.bull.getJobLogs(id);
                return found.count > 1 && found;
            }, 'the log has our lines, too');
            assert.ok(logs.includes('a line of Bull\'s'), logs.join('\n'));
        });

        test('what is open is there again after Bull obliterated the queue', async () => {
            const data = await world.stored(150);
            await world.server.post('/queue/pause');
            const waiting = await world.server.upload(list_of(200, 3), { name: 'members.csv' });
            const delayed = await world.bull.add(data, { delay: an_hour_ms });
            await world.becomes(`bull-${delayed.id}`, 'delayed');
            await until(() => world.bull.getJob(waiting), 'Bull sees the job');

            await world.bull.obliterate({ force: true });

            await until(() => world.bull.getJob(waiting), 'it sees the job again');
            await until(async () => (await world.bull.getDelayed()).some(({ id }) => id === delayed.id), 'and the delayed');
            await world.server.post('/queue/resume');
            assert.equal((await world.server.finished(waiting)).status, 'completed');
            await until(async () => (await world.bull.getJob(waiting)).finishedOn, 'Bull knows its end');
            const state = await dump(world.client, base);
            assert.deepEqual([state.wait, state.paused, state.active], [undefined, undefined, undefined]);
            await world.server.post(`/cancel/bull-${delayed.id}`);
        });
    });
});

describe('workers of Bull\'s at our queue', { concurrency: false }, () => {
    serve({ WORKERS: '0' }, (world) => {
        test('start nothing once we have paused it, and run once more what we have retried', async () => {
            const runs = [];
            const runs_of = (id) => runs.filter((run) => run === id).length;
            world.bull.process(async (job) => {
                runs.push(job.id);
                if (job.data.fileName !== 'last.csv' || runs_of(job.id) > 1) return;
                job.discard();
                throw new Error('not today');
            });
            for (let n = 1; n < many; ++n) await world.server.upload(list_of(3 * n, 3), { name: `${n}.csv` });
            const last = await world.server.upload(list_of(3 * many, 3), { name: 'last.csv' });
            await until(async () => await world.bull.getCompletedCount() > 3, 'some have run');

            await world.server.post('/queue/pause');

            const started = await started_of(world.client);
            await until(async () => await world.client.llen(`${base}active`) === 0, 'what had started has ended');
            assert.ok(is_within(new Set(runs), started));
            await world.server.post('/queue/resume');
            await world.becomes(last, 'failed');
            await world.server.post(`/queue/retry/${last}`);
            await world.becomes(last, 'completed');
            assert.equal(runs_of(last), 2);
            await until(async () => await world.bull.getCompletedCount() === many, 'all have run');
            assert.equal(runs.length, many + 1);
        });
    });
});

// A worker of Bull's that has the job in hand, and a lock that runs out soon.
async function worker_with(world, job) {
    const worker = new BullWorker(world.bull, { lockDuration: 2_000, stalledInterval: an_hour_ms });
    await worker.told('started', job);
    await world.becomes(job, 'active');
    return worker;
}

// Who died or froze with a job leaves it to us.
async function finish_here({ server }, job) {
    await server.kill();
    server.environment.WORKERS = '1';
    await server.start();
    return server.finished(job);
}

for (const signal of ['SIGKILL', 'SIGSTOP']) {
    describe(`a worker of Bull's at our queue that gets ${signal}`, { concurrency: false }, () => {
        serve({ WORKERS: '0' }, (world) => {
            test('leaves its job to us', async () => {
                const id = await world.server.upload(list_of(0, 3), { name: 'members.csv' });
                const worker = await worker_with(world, id);
                worker.signal(signal);

                const status = await finish_here(world, id);

                assert.deepEqual([status.status, status.outcomes.inserted], ['completed', 3]);
                const ended = await until(async () => {
                    const job = await world.bull.getJob(id);
                    return job.finishedOn && job;
                }, 'Bull knows its end');
                if (signal === 'SIGSTOP') {
                    worker.signal('SIGCONT');
                    worker.let_go(id);
                    assert.match((await worker.told('error')).message, new RegExp(`lock.* ${id}`, 'i'));
                    await until(async () => !(await world.bull.getJob(id)).failedReason, 'nothing says that it failed');
                }
                await worker.kill();
                const job = await world.bull.getJob(id);
                assert.deepEqual([job.returnvalue, job.stacktrace], [ended.returnvalue, []]);
                assert.equal(await job.getState(), 'completed');
                assert.equal((await world.server.status(id)).status, 'completed');
            });
        });
    });
}
