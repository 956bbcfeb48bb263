// npm's Bull before `rollcall serve`: what its producers, listeners and workers see of our jobs, and we of theirs.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

import { base, id_number, list_of, listen, serve } from './support/bull_server.mjs';
import { dump } from './support/redis.mjs';
import { heard, until, within } from './support/wait.mjs';

const an_hour_ms = 3_600_000;

describe('Bull beside our server', { concurrency: false }, () => {
    serve({ REDIS_FOREIGN_JOBS: 'on' }, (world) => {
        test('its listeners hear progress and result of a job of ours', async () => {
            const told_of = await listen(world.bull);
            const id = await world.server.upload(list_of(0, 40), { name: 'members.csv' });
            const status = await world.server.finished(id);
            await until(() => told_of(id, 'completed').length > 0, 'the end is heard');

            const [[, , result]] = told_of(id, 'completed');
            assert.equal(result.job_id, id);
            assert.deepEqual(result.database_stats, status.database_stats);
            assert.equal(told_of(id, 'completed').length, 1);
            const progress = told_of(id, 'progress').map(([, , value]) => value);
            assert.ok(progress.every((value, n) => Number.isInteger(value) && value >= (progress[n - 1] ?? 0) && value <= 100));
            assert.deepEqual(told_of(id).slice(0, 2).map(([event]) => event), ['waiting', 'active']);
            const job = await world.bull.getJob(id);
            assert.deepEqual([job._progress, job.returnvalue], [100, result]);
        });

        test('its listeners hear why a job of ours failed', async () => {
            const told_of = await listen(world.bull);
            const id = await world.server.upload(Buffer.from('PK\x03\x04 no workbook'));
            const status = await world.server.finished(id);
            await until(() => told_of(id, 'failed').length > 0, 'the failure is heard');

            assert.deepEqual(told_of(id, 'failed').map(([, , reason]) => reason), [status.error_message]);
            assert.equal((await world.bull.getJob(id)).failedReason, status.error_message);
        });

        test('a job of ours names its file and uploader, and nothing in Redis a member', async () => {
            const id = await world.server.upload(list_of(100, 5), { name: 'members.csv' });
            await world.server.finished(id);
            const { data } = await until(() => world.bull.getJob(id), 'Bull knows the job');

            assert.deepEqual(Object.keys(data), ['jobId', 'fileName', 'uploadedBy', 'userId', 'userRole', 'userEmail', 'fileId']);
            assert.deepEqual([data.jobId, data.fileName, data.userRole], [id, 'members.csv', 'super_admin']);
            await until(async () => (await world.bull.getJob(id)).finishedOn, 'Bull knows its end');
            const everything = JSON.stringify(await dump(world.client, ''));
            for (const word of [id_number(100), 'Thandeka', 'Examplesen', '79800001']) assert.ok(!everything.includes(word), word);
        });

        test('its producer is told of the end of a job that leaves nothing behind', async () => {
            const data = await world.stored(200);
            const job = await world.bull.add(data, { removeOnComplete: true });

            const result = await within(job.finished(), 'the end of the job');

            assert.equal(result.job_id, `bull-${job.id}`);
            await until(async () => await world.bull.getJob(job.id) === null, 'the job is gone');
            assert.equal((await world.server.status(`bull-${job.id}`)).status, 'completed');
            const left = Object.keys(await dump(world.client, base)).filter((key) => key.split(':').includes(String(job.id)));
            assert.deepEqual(left, [`rollcall:removed:${job.id}`]);
        });

        test('its producer may keep the last ones alone', async () => {
            const data = await world.stored(300);
            for (let n = 0; n < 3; ++n)
                await within((await world.bull.add(data, { removeOnComplete: 2 })).finished(), 'the end of the job');

            await until(async () => await world.bull.getCompletedCount() === 2, 'two are kept');
        });

        test('its producer may add again under a debounce whose job has ended', async () => {
            const data = await world.stored(500);
            const add = (options) => world.bull.add(data, { debounce: { id: 'nightly' }, ...options });
            const first = await add();
            await within(first.finished(), 'the end of the first');
            const second = await add({ delay: an_hour_ms });
            assert.notEqual(second.id, first.id);
            assert.equal((await add()).id, second.id);
            await world.becomes(`bull-${second.id}`, 'delayed');

            await world.server.post(`/cancel/bull-${second.id}`);

            await until(async () => await world.bull.getJob(second.id) === null, 'the second is gone');
            const third = await world.bull.add({ ...data, userRole: 'nobody' }, { debounce: { id: 'nightly' } });
            assert.notEqual(third.id, second.id);
            await assert.rejects(within(third.finished(), 'the end of the third'), /userRole/);
            assert.equal(await world.client.exists(`${base}de:nightly`), 0);
        });

        test('its producer\'s delayed job starts when it is due, whenever the queues are compared', async () => {
            const data = await world.stored(600);
            // As nobody hears of it: it is found when the queues are compared.
            const add_silently = async (id) => {
                const now = Date.now();
                await world.client.hset(`${base}${id}`, {
                    name: '__default__', data: JSON.stringify(data), opts: '{}', timestamp: now, delay: 1, priority: 0,
                });
                await world.client.zadd(`${base}delayed`, (now + 1) * 4096, id);
            };
            await add_silently('9000001');
            await world.becomes('bull-9000001', 'completed');
            await add_silently('9000002');

            const job = await world.bull.add(data, { delay: 500 });
            await within(job.finished(), 'the end of the job');

            assert.equal((await world.server.request('GET', '/status/bull-9000002')).status, 404);
            await world.becomes('bull-9000002', 'completed');
        });

        test('a delayed job of its producer that we cancel is gone', async () => {
            const job = await world.bull.add(await world.stored(400), { delay: an_hour_ms });
            await world.becomes(`bull-${job.id}`, 'delayed');

            await world.server.post(`/cancel/bull-${job.id}`);

            await until(async () => await world.bull.getJob(job.id) === null, 'the job is gone');
            assert.equal(await world.bull.getDelayedCount(), 0);
        });
    });
});

describe('a worker of Bull\'s beside our server', { concurrency: false }, () => {
    serve({ WORKERS: '0' }, (world) => {
        test('never gets a job that we cancelled', async () => {
            const id = await world.server.upload(list_of(0, 3), { name: 'members.csv' });
            await until(() => world.bull.getJob(id), 'Bull sees the job');

            await world.server.post(`/cancel/${id}`);

            await until(async () => await world.bull.getJob(id) === null, 'the job is gone');
            assert.equal(await world.bull.getWaitingCount(), 0);
        });

        test('is refused when it ends a job that we cancelled as it ran', async () => {
            const complaints = [];
            world.bull.on('error', (error) => complaints.push(error.message));
            let let_go;
            const running = new Promise((started) => {
                world.bull.process((job) => new Promise((done) => {
                    let_go = done;
                    started(job);
                }));
            });
            const id = await world.server.upload(list_of(10, 3), { name: 'members.csv' });
            assert.equal((await within(running, 'Bull runs it')).id, id);
            await world.becomes(id, 'active');
            const failed = heard(world.bull, 'global:failed');
            await world.bull._registerEvent('global:failed');

            await world.server.post(`/cancel/${id}`);

            await world.becomes(id, 'cancelled');
            assert.match((await failed)[1], /^cancelled by admin@example\.org/);
            assert.equal(await world.client.exists(`${base}${id}:lock`), 0);
            let_go('too late');
            await until(() => complaints.some((text) => text.includes(`Missing lock for job ${id}`)), 'Bull is refused');
            const state = await dump(world.client, base);
            assert.deepEqual([state.wait, state.active, state.completed, state.delayed], Array(4).fill(undefined));
            assert.deepEqual(state.failed.map(([job]) => job), [id]);
            assert.equal(state[id].returnvalue, undefined);
            assert.equal((await world.server.status(id)).status, 'cancelled');
        });
    });
});

describe('Bull\'s own jobs beside our server', { concurrency: false }, () => {
    serve({ WORKERS: '0', REDIS_FOREIGN_JOBS: 'on' }, (world) => {
        let data;
        const cancel = async (id, name) => {
            await world.server.post(`/cancel/${id}`);
            await until(async () => await world.bull.getJob(name) === null, `${name} is gone`);
        };

        before(async () => {
            const id = await world.server.upload(list_of(20, 3), { name: 'members.csv' });
            await world.server.post(`/cancel/${id}`);
            const { file_sha256: fileId } = await world.server.status(id);
            data = { fileName: 'members.csv', userId: '7', userRole: 'super_admin', fileId, force: true };
        });

        test('one that is removed and added again is another', async () => {
            const add = (jobId, hours) => world.bull.add({ ...data, jobId }, { jobId: 'nightly', delay: hours * an_hour_ms });
            await add('job-1-1', 1);
            await world.becomes('job-1-1', 'delayed');

            await (await world.bull.getJob('nightly')).remove();
            await add('job-1-2', 2);

            await world.becomes('job-1-1', 'cancelled');
            await world.becomes('job-1-2', 'delayed');
            const job = await world.bull.getJob('nightly');
            assert.deepEqual([job.data.jobId, job.opts.delay], ['job-1-2', 2 * an_hour_ms]);
            await job.promote();
            await world.becomes('job-1-2', 'waiting');
            await cancel('job-1-2', 'nightly');
        });

        test('one waits or not as Bull said last, however fast it changes its mind', async () => {
            await world.bull.add({ ...data, jobId: 'job-3-1' }, { jobId: 'last' });
            await world.becomes('job-3-1', 'waiting');
            for (let times = 1; times <= 6; ++times) {
                for (let n = 0; n < times; ++n) await (n % 2 === 0 ? world.bull.pause() : world.bull.resume());
                await world.becomes('job-3-1', times % 2 === 1 ? 'paused' : 'waiting');
                assert.equal(await world.bull.isPaused(), times % 2 === 1);
                await world.bull.resume();
                await world.becomes('job-3-1', 'waiting');
            }
            await cancel('job-3-1', 'last');
        });

        test('one that leaves nothing behind ends as its worker ended it', async () => {
            const options = { removeOnComplete: true, removeOnFail: true };
            await world.bull.pause();
            for (const jobId of ['job-4-1', 'job-4-2']) {
                await world.bull.add({ ...data, jobId }, { jobId, ...options });
                await world.becomes(jobId, 'paused');
            }

            world.bull.process(async (job) => {
                if (job.id === 'job-4-2') throw new Error('the list is torn');
            });
            await world.bull.resume();

            await world.becomes('job-4-1', 'completed');
            await world.becomes('job-4-2', 'failed');
            assert.match((await world.server.status('job-4-2')).error_message, /the list is torn/);
            assert.equal(await world.bull.getJob('job-4-1'), null);
            assert.equal(await world.bull.getJob('job-4-2'), null);
        });
    });
});
