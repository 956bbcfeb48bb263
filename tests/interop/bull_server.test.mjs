// npm's Bull before `rollcall serve`: what its producers, listeners and workers see of our jobs, and we of theirs.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { Bull } from './support/bull_operations.mjs';
import { dump, RedisServer } from './support/redis.mjs';
import { Rollcall } from './support/rollcall.mjs';
import { heard, pause, until, within } from './support/wait.mjs';

const name = 'bulk-uploads';
const base = `bull:${name}:`;
const an_hour_ms = 3_600_000;

// A list of made-up people; the last digit of an ID number makes its Luhn sum whole.
function id_number(n) {
    const digits = `800101${String(n).padStart(4, '0')}08`;
    const sum = [...digits].reduce((total, digit, at) => {
        const doubled = Number(digit) * (at % 2 === 1 ? 2 : 1);
        return total + (doubled > 9 ? doubled - 9 : doubled);
    }, 0);
    return digits + String((10 - (sum % 10)) % 10);
}
const list_of = (first, rows) => Buffer.from(
    ['ID Number,Firstname,Surname,Ward',
        ...Array.from({ length: rows }, (_, n) => `${id_number(first + n)},Thandeka,Examplesen,79800001`)].join('\n'));

function serve(settings, use) {
    let redis;
    let client;
    let server;
    let bull;
    before(async () => {
        redis = await RedisServer.start();
        client = redis.connect();
        server = await Rollcall.start({ REDIS_HOST: '127.0.0.1', REDIS_PORT: String(redis.port), ...settings });
        bull = new Bull(name, { redis: { port: redis.port, host: '127.0.0.1' } });
        await bull.isReady();
    });
    after(async () => {
        await bull.close();
        await server.stop();
        client.disconnect();
        await redis.close();
    });
    use({
        get client() { return client; },
        get server() { return server; },
        get bull() { return bull; },
        // Asked as often as one person may.
        becomes: (job, status) => until(async () => {
            await pause(25);
            const answer = await server.request('GET', `/status/${job}`);
            return answer.ok && (await answer.json()).data.status === status;
        }, `${job} is ${status}`),
        stored: async (first) => {
            const id = await server.upload(list_of(first, 3), { name: 'members.csv' });
            const { file_sha256: fileId } = await server.finished(id);
            return { fileName: 'members.csv', userId: '7', userRole: 'super_admin', userEmail: 'a@example.org', fileId, force: true };
        },
    });
}

// What is published of each job from now on, by listeners of Bull's.
async function listen(bull) {
    const told = [];
    const events = {
        'global:active': (id) => told.push(['active', id]),
        'global:progress': (id, progress) => told.push(['progress', id, progress]),
        'global:completed': (id, result) => told.push(['completed', id, JSON.parse(result)]),
        'global:failed': (id, reason) => told.push(['failed', id, reason]),
    };
    for (const [event, hear] of Object.entries(events)) {
        bull.on(event, hear);
        await bull._registerEvent(event);  // the subscription stands
    }
    return (id, kind) => told.filter(([event, job]) => String(job) === id && (!kind || event === kind));
}

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
            assert.equal(told_of(id)[0][0], 'active');
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
