// bull-board, the dashboard of Bull, before our queue: what it shows is true, and what an administrator does there
// happens.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { Dashboard } from './support/dashboard.mjs';
import { RedisServer } from './support/redis.mjs';
import { Rollcall } from './support/rollcall.mjs';
import { pause, until } from './support/wait.mjs';

const name = 'bulk-uploads';
const an_hour_ms = 3_600_000;

describe('bull-board', { concurrency: false }, () => {
    let redis;
    let server;
    let dashboard;

    before(async () => {
        redis = await RedisServer.start();
        server = await Rollcall.start({
            REDIS_HOST: '127.0.0.1', REDIS_PORT: String(redis.port), REDIS_FOREIGN_JOBS: 'on',
        });
        dashboard = await Dashboard.start(redis.port, name);
    });
    after(async () => {
        await dashboard.close();
        await server.stop();
        await redis.close();
    });

    // Asked as often as one person may; a job that Bull added is not there at once.
    const becomes = (job, status) => until(async () => {
        await pause(25);
        const answer = await server.request('GET', `/status/${job}`);
        return answer.ok && (await answer.json()).data.status === status;
    }, `${job} is ${status}`);

    // That the dashboard's administrator did it, of a job or of the queue as a whole.
    const recorded = (action, job = '') => until(async () => {
        await pause(100);
        return server.audit().some((entry) => entry.action === action && entry.actor === 'bull' && entry.subject === job);
    }, `${action} is recorded`);

    test('shows a job that is done, with its result and its log', async () => {
        const id = await server.upload(server.sample(50));
        await server.finished(id);

        const job = await until(() => dashboard.job(id, 'completed'), 'the dashboard shows the job');

        assert.equal(job.progress, 100);
        assert.equal(job.data.jobId, id);
        assert.equal(job.returnValue.database_stats.inserts, 50);
        const lines = await until(async () => {
            const logs = await dashboard.ask('GET', `/${name}/${id}/logs`);
            return logs.length > 0 && logs;
        }, 'the dashboard shows the log');
        assert.match(lines.join('\n'), /^info: run by .*: 50 rows: 50 inserted$/m);
    });

    test('draws how many jobs ended in each minute', async () => {
        const before = (await dashboard.ask('GET', `/${name}/metrics`)).completed.meta.count;
        await server.finished(await server.upload(server.sample(55)));

        await until(async () => (await dashboard.ask('GET', `/${name}/metrics`)).completed.meta.count === before + 1,
            'the job is counted');
    });

    test('counts our workers', async () => {
        const workers = await until(async () => {
            const found = await dashboard.queue.getWorkers();
            return found.length > 0 && found;
        }, 'a worker is there');

        assert.ok(workers.length >= 1);
    });

    test('has a failed job run once more', async () => {
        await server.post('/queue/pause');
        const id = await server.upload(Buffer.from('PK\x03\x04 no workbook'));
        await server.post('/queue/resume');
        assert.equal((await server.finished(id)).status, 'failed');
        const shown = await until(() => dashboard.job(id, 'failed'), 'the dashboard shows the failed job');
        assert.ok(shown.failedReason);
        await server.post('/queue/pause');

        await dashboard.ask('PUT', `/${name}/${id}/retry`);

        await becomes(id, 'paused');
        await recorded('retry', id);
        await server.post('/queue/resume');
        await becomes(id, 'failed');
    });

    test('pauses and resumes the queue', async () => {
        await dashboard.ask('PUT', `/${name}/pause`);
        await until(() => redis.cli('EXISTS', `bull:${name}:meta-paused`) === '1', 'Redis says so');
        const id = await server.upload(server.sample(60));
        await becomes(id, 'paused');
        assert.equal((await until(() => dashboard.page('paused'), 'a page')).isPaused, true);

        await dashboard.ask('PUT', `/${name}/resume`);

        assert.equal((await server.finished(id)).status, 'completed');
        await recorded('pause');
        await recorded('resume');
    });

    test('promotes a delayed job', async () => {
        const stored = await server.upload(server.sample(70));
        const data = await until(() => redis.cli('HGET', `bull:${name}:${stored}`, 'data'), 'Bull sees the job');
        const { fileId } = JSON.parse(data);
        const { id } = await dashboard.queue.add({
            fileName: 'later.xlsx', userId: '7', userRole: 'super_admin', userEmail: 'admin@example.org', fileId,
            force: true,
        }, { delay: an_hour_ms });
        await becomes(`bull-${id}`, 'delayed');

        await dashboard.ask('PUT', `/${name}/${id}/promote`);

        assert.equal((await server.finished(`bull-${id}`)).status, 'completed');
        await recorded('promote', `bull-${id}`);
    });

    test('removes a job that waits', async () => {
        await server.post('/queue/pause');
        const id = await server.upload(server.sample(80));
        await until(() => dashboard.job(id, 'paused'), 'the dashboard shows the job');
        // Seen twice, so that its absence is a removal and no loss.
        await until(() => Number(redis.cli('ZSCORE', `bull:${name}:rollcall:seen`, id)) >= 2, 'two looks saw it');

        await dashboard.ask('PUT', `/${name}/${id}/clean`);

        await becomes(id, 'cancelled');
        await recorded('cancel', id);
        await server.post('/queue/resume');
    });

    test('cleans what is done, and the record stays ours', async () => {
        const id = await server.upload(server.sample(90));
        await server.finished(id);
        await until(() => dashboard.job(id, 'completed'), 'the dashboard shows the job');

        // Bull cleans what is older than five seconds.
        await until(async () => {
            await dashboard.ask('PUT', `/${name}/clean/completed`);
            return (await dashboard.page('completed')).jobs.length === 0;
        }, 'the dashboard shows none');

        assert.equal((await server.status(id)).status, 'completed');
    });
});
