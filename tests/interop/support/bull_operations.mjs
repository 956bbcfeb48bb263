// Operations on a Bull queue, each by Bull's own means and by ours: same words in, and what comes
// back can be compared.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
export const Bull = require('bull');
const Job = require('bull/lib/job');
const scripts = require('bull/lib/scripts');

export const token = 'one-token-for-both';
const lock_ms = 3_600_000;

const our_places = { wait: 'waiting' };

// A queue of Bull's that does nothing by itself, by a clock of the test's.
export function quiet_queue(name, port, { database = 0 } = {}) {
    const queue = new Bull(name, {
        redis: { port, host: '127.0.0.1', db: database },
        settings: { lockDuration: lock_ms, stalledInterval: 1, maxStalledCount: 1 },
        metrics: { maxDataPoints: 10 },
    });
    queue.token = token;
    return queue;
}

export const our_flags = { token, lock_ms, metrics_points: 10 };

// What Bull says when a verb of whoever runs a job is refused.
const refusals = [
    [/Missing (key|Job)/, 'no_such_job'],
    [/Missing lock|was locked/, 'lock_lost'],
    [/is not in the/, 'not_active'],
    [/Lock mismatch/, 'locked_by_other'],
];

function answer_of(error) {
    const known = refusals.find(([words]) => words.test(error.message));
    if (!known) throw error;
    return known[1];
}

const done = (promise) => promise.then(() => 'done', answer_of);

const of_theirs = (job) => job && { id: String(job.id), name: job.name, data: job.data, opts: plain(job.opts) };
const of_ours = (job) => job && { id: job.id, name: job.name, data: job.data, opts: job.opts };
const plain = (value) => JSON.parse(JSON.stringify(value));
const started_by_ours = ({ jobs }) => (jobs.length > 0 ? of_ours(jobs[0]) : null);

// As Bull's worker does it: the next run of a repeated job is added when one starts.
async function started_by_theirs(queue, raw) {
    const [data, id] = raw || [];
    if (!data) return null;
    const job = Job.fromJSON(queue, data, id);
    if (job.opts.repeat) await queue.nextRepeatableJob(job.name, job.data, job.opts);
    return of_theirs(job);
}

export const repetitions_of = async (queue, { first, last, ascending }) => ({
    all: await queue.getRepeatableJobs(first, last, ascending),
    count: await queue.getRepeatableCount(),
});

function failure(words) {
    const error = new Error(words.reason);
    error.stack = words.stack;
    return error;
}

export const theirs = {
    add: async (queue, { jobs: [job] }) => {
        const added = await queue.add(job.name, job.data, { ...job.opts, jobId: job.id });
        return [String(added?.id ?? '')];
    },
    repeat: (queue, words) => theirs.add(queue, words),
    add_bulk: async (queue, { jobs }) => {
        const added = await queue.addBulk(
            jobs.map(({ name, data, opts, id }) => ({ name, data, opts: { ...opts, jobId: id } })));
        return added.map(({ id }) => String(id));
    },
    fetch: async (queue) => started_by_theirs(queue, await scripts.moveToActive(queue)),
    complete: async (queue, { job, value, fetch }) => {
        const found = await queue.getJob(job);
        if (!found) return { answer: 'no_such_job', next: null };
        try {
            const next = await found.moveToCompleted(value, false, !fetch);
            return { answer: 'done', next: await started_by_theirs(queue, next) };
        } catch (error) {
            return { answer: answer_of(error), next: null };
        }
    },
    fail: async (queue, words) => {
        const job = await queue.getJob(words.job);
        if (words.discard) job.discard();
        return done(job.moveToFailed(failure(words)));
    },
    delay: (queue, { job, due }) => done(scripts.moveToDelayed(queue, job, due)),
    sweep: async (queue, { now }) => (await scripts.updateDelaySet(queue, now), null),
    promote: (queue, { job }) => scripts.promote(queue, job).then((code) => code === 0),
    recover: async (queue) => {
        const [failed, waiting] = await scripts.moveUnlockedJobsToWait(queue);
        return { failed: failed.sort(), waiting: waiting.sort() };
    },
    retry: async (queue, { job }) => (await (await queue.getJob(job)).retry(), 0),
    retry_all: async (queue) => (await queue.retryJobs(), null),
    remove: (queue, { job }) => scripts.remove(queue, job).then((code) => code === 1),
    remove_matching: async (queue, { glob }) => (await queue.removeJobs(glob), null),
    clean: async (queue, { place, grace, limit }) => (await queue.clean(grace, place, limit)).sort(),
    pause: async (queue) => (await queue.pause(), null),
    resume: async (queue) => (await queue.resume(), null),
    empty: async (queue) => (await queue.empty(), null),
    obliterate: async (queue) => (await queue.obliterate({ force: true }), null),
    progress: async (queue, { job, progress }) => done((await queue.getJob(job)).progress(progress)),
    update: async (queue, { job, data }) => done((await queue.getJob(job)).update(data)),
    log: async (queue, { job, line }) => (await (await queue.getJob(job)).log(line), null),
    extend: async (queue, { job }) => Boolean(await scripts.extendLock(queue, job, lock_ms)),
    remove_repetition: async (queue, { key, name, repeat }) =>
        (key ? await queue.removeRepeatableByKey(key) : await queue.removeRepeatable(name, repeat), null),
    repetitions: repetitions_of,
    // What is asked, and changes nothing.
    counts: async (queue) => queue.getJobCounts(),
    list: async (queue, { place, first, last, ascending }) =>
        (await queue.getJobs([place], first, last, ascending)).map((job) => job && String(job.id)),
    place: async (queue, { job }) => (await queue.getJob(job)).getState(),
    is_paused: (queue) => queue.isPaused(),
    counts_by_priority: async (queue, { priorities }) =>
        Object.values(await queue.getCountsPerPriority(priorities)),
    metrics: async (queue, { completed }) => {
        const { meta, data, count } = await queue.getMetrics(completed ? 'completed' : 'failed');
        return { count: meta.count, data: data.map(Number), total: count };
    },
};

export const ours = {
    add: (board, words) => board.do('add', words),
    repeat: (board, words) => board.do('add', words),
    add_bulk: (board, words) => board.do('add', words),
    fetch: async (board) => started_by_ours(await board.do('fetch')),
    complete: async (board, { job, value, fetch }) => {
        const { answers: [answer], started } =
            await board.do('complete', { jobs: [job], value, fetch: fetch ? 1 : 0 });
        return { answer, next: started_by_ours(started) };
    },
    fail: (board, words) => board.do('fail', words),
    delay: (board, words) => board.do('delay', words),
    sweep: async (board) => (await board.do('sweep'), null),
    promote: (board, words) => board.do('promote', words),
    recover: async (board) => {
        const { failed, waiting, ghosts } = await board.do('recover', { interval: 1, stalls: 1 });
        return { failed: failed.sort(), waiting: waiting.sort(), ...(ghosts.length > 0 && { ghosts }) };
    },
    retry: (board, words) => board.do('retry', words),
    retry_all: async (board) => (await board.do('retry_all'), null),
    remove: async (board, { job }) => (await board.do('remove', { jobs: [job] }))[0],
    remove_matching: async (board, words) => (await board.do('remove_matching', words), null),
    clean: async (board, words) =>
        (await board.do('clean', { ...words, place: our_places[words.place] ?? words.place })).sort(),
    pause: async (board) => (await board.do('pause'), null),
    resume: async (board) => (await board.do('resume'), null),
    empty: async (board) => (await board.do('empty'), null),
    obliterate: async (board) => (await board.do('obliterate', { force: true }), null),
    progress: (board, words) => board.do('progress', words),
    update: (board, words) => board.do('update', words),
    log: async (board, { job, line }) => (await board.do('log', { job, lines: [line] }), null),
    extend: async (board, { job }) => (await board.do('extend', { jobs: [job] }))[0],
    remove_repetition: async (board, words) => (await board.do('remove_repetition', words), null),
    repetitions: (board, words) => board.do('repetitions', words),
    counts: (board) => board.do('counts'),
    list: async (board, words) =>
        (await board.do('list', { ...words, place: our_places[words.place] ?? words.place })).map(({ id }) => id),
    place: (board, words) => board.do('place', words),
    is_paused: (board) => board.do('is_paused'),
    counts_by_priority: (board, words) => board.do('counts_by_priority', words),
    metrics: (board, words) => board.do('metrics', words),
};
