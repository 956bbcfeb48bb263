// What random producers, workers and administrators do to a queue, in words that Bull and our board
// both understand. Each step is chosen after the state that the steps before it left.
const texts = ['plain', 'ünïcödé 🙂', 'quotes " and \\ slashes', ''];
const values = [undefined, null, 0, false, '', 'text', { a: [1, 'b'] }, [], 3.5];
const keeps = [true, 0, 1, 3, { count: 2 }, { age: 5 }, { age: 8, count: 4 }, false];
const backoffs = [undefined, 0, 700, { type: 'fixed', delay: 900 }, { type: 'exponential', delay: 400 }];

const always = {
    add: 20, repeat: 2, remove_repetition: 0.7, repetitions: 1, add_bulk: 4, fetch: 14, complete: 10, fail: 8, delay: 3, sweep: 8, promote: 3,
    remove: 3, clean: 3, pause: 1, resume: 2, progress: 3, update: 3, log: 3, extend: 3,
    lose_lock: 2, counts: 2, list: 4, place: 4, is_paused: 1, counts_by_priority: 1, metrics: 1,
    empty: 0.2, obliterate: 0.2, remove_matching: 0.5, time: 10,
};
// Bull forgets a priority where a job is put in front or comes back: it is left out where priorities
// are tried.
const weights = {
    plain: { ...always, recover: 4, retry: 4, retry_all: 1 },
    priorities: always,
};

export class Script {
    constructor(random, kind) {
        this.random = random;
        this.kind = kind;
        this.added = 0;
        this.story = [];
    }

    // `state`: the dump of the queue.
    next(state) {
        for (;;) {
            const verb = this.random.weighted(weights[this.kind]);
            const words = this[verb](state);
            if (words) return [verb, words];
        }
    }

    options() {
        const { random } = this;
        const options = { timestamp: undefined };
        if (random.chance(0.25)) options.delay = random.of([1, 300, 2_000, 2_000, 2_000, -5]);
        if (random.chance(0.5)) options.attempts = 1 + random.below(4);
        if (random.chance(0.4)) options.backoff = random.of(backoffs);
        if (random.chance(0.3)) options.removeOnComplete = random.of(keeps);
        if (random.chance(0.3)) options.removeOnFail = random.of(keeps);
        if (random.chance(0.2)) options.stackTraceLimit = 1 + random.below(2);
        if (random.chance(0.1)) options.unknown = { to: ['both'] };
        if (this.kind === 'plain' && random.chance(0.2)) options.lifo = true;
        if (this.kind === 'priorities' && random.chance(0.7)) options.priority = random.of([1, 2, 3, 5, 10]);
        if (random.chance(0.08)) options.debounce = { id: `d${random.below(4)}`, ttl: random.of([undefined, 9e7]) };
        return JSON.parse(JSON.stringify(options));
    }

    job(state) {
        const { random } = this;
        this.added += 1;
        const known = this.jobs(state).filter((id) => id.startsWith('job-'));
        const id = random.chance(0.3) ? `job-${this.added}` : undefined;
        return {
            id: known.length > 0 && random.chance(0.04) ? random.of(known) : id,
            name: random.of(['__default__', 'named']),
            data: { n: this.added, text: random.of(texts) },
            opts: this.options(),
        };
    }

    jobs(state) {
        return Object.keys(state).filter((key) => state[key].timestamp !== undefined);
    }

    any(state) {
        const known = this.jobs(state);
        return known.length > 0 ? { job: this.random.of(known) } : null;
    }

    of_list(list) {
        const ids = (list ?? []).map((item) => (Array.isArray(item) ? item[0] : item));
        return ids.length > 0 ? { job: this.random.of(ids) } : null;
    }

    held(state) {
        return this.of_list((state.active ?? []).filter((id) => state[`${id}:lock`]));
    }

    // Few, so that equal ones are added again.
    repetition() {
        const { random } = this;
        const repeat = random.of([
            { every: 1_000 }, { every: 60_000 }, { every: 7_777 }, { cron: '*/5 * * * * *' }, { cron: '* * * * *' },
            { cron: '30 0 * * *', tz: 'Asia/Tokyo' }, { cron: '0 12 L * *', tz: 'Europe/Berlin' },
        ]);
        if (random.chance(0.3)) repeat.limit = 1 + random.below(4);
        if (random.chance(0.2)) repeat.endDate = random.of([this.now + 100_000, new Date(this.now + 9_000).toISOString(), this.now - 1]);
        if (repeat.cron && random.chance(0.2)) repeat.startDate = this.now + random.below(90_000);
        return repeat;
    }
    repeat(state) {
        const job = this.job(state);
        delete job.opts.debounce;
        return { jobs: [{ ...job, opts: { ...job.opts, repeat: this.repetition() } }] };
    }
    remove_repetition(state) {
        const known = (state.repeat ?? []).map(([key]) => key);
        if (known.length === 0 || this.random.chance(0.1)) return { name: 'named', repeat: { cron: 'never added' } };
        const key = this.random.of(known);
        if (this.random.chance(0.5)) return { key };
        const run = this.jobs(state).map((id) => state[id].opts).find(({ repeat }) => repeat?.key === key);
        return run ? { name: key.split(':')[0], repeat: run.repeat } : { key };
    }
    // Bull takes a last of 0 for the end of the list.
    repetitions() {
        const { first, last, ascending } = this.list();
        return { first, last: last || -1, ascending };
    }
    add(state) { return { jobs: [this.job(state)] }; }
    add_bulk(state) { return { jobs: Array.from({ length: 1 + this.random.below(6) }, () => this.job(state)) }; }
    fetch() { return {}; }
    complete(state) {
        const target = this.random.chance(0.1) ? this.any(state) : this.of_list(state.active);
        return target && { ...target, value: this.random.of(values), fetch: this.random.chance(0.5) };
    }
    fail(state) {
        const target = this.held(state);
        const reason = this.random.of(['broken', 'quote " and ünïcödé']);
        return target && { ...target, reason, stack: `Error: ${reason}\n    at somewhere`, discard: this.random.chance(0.1) };
    }
    delay(state) {
        const target = this.of_list(state.active);
        return target && { ...target, due: this.now + this.random.below(3_000) };
    }
    sweep() { return { now: this.now }; }
    promote(state) { return this.random.chance(0.2) ? this.any(state) : this.of_list(state.delayed); }
    recover() { return {}; }
    retry(state) { return this.of_list(state.failed); }
    retry_all() { return {}; }
    // Bull takes a removed job's debounce even from another that holds it now.
    another_holds(state, id) {
        const holder = state[`de:${state[id].deid}`];
        return holder !== undefined && holder !== id;
    }

    remove(state) {
        const target = this.any(state);
        return target && !this.another_holds(state, target.job) ? target : null;
    }
    remove_matching() { return { glob: `job-*${this.random.below(10)}` }; }
    clean(state) {
        if (this.jobs(state).some((id) => this.another_holds(state, id))) return null;
        const place = this.random.of(['completed', 'wait', 'active', 'paused', 'delayed', 'failed']);
        const limit = place === 'delayed' || this.random.chance(0.5) ? 0 : 1 + this.random.below(3);
        return { place, limit, grace: this.random.below(4_000) };
    }
    pause() { return {}; }
    resume() { return {}; }
    // Bull's leaves jobs that were delayed behind, and the queue half paused.
    empty(state) { return state.delayed || state['meta-paused'] ? null : {}; }
    obliterate() { return {}; }
    progress(state) {
        const target = this.any(state);
        return target && { ...target, progress: this.random.of([1, 99.5, 'half', { done: 3 }]) };
    }
    update(state) {
        const target = this.any(state);
        return target && { ...target, data: { updated: this.random.of(texts) } };
    }
    log(state) {
        const target = this.any(state);
        return target && { ...target, line: this.random.of(texts) };
    }
    extend(state) { return this.random.chance(0.3) ? this.any(state) : this.of_list(state.active); }
    lose_lock(state) { return this.held(state); }
    time() { return { ms: this.random.of([1, 50, 900, 70_000]) }; }
    counts() { return {}; }
    place(state) { return this.any(state); }
    is_paused() { return {}; }
    counts_by_priority() { return { priorities: [0, 1, 2, 3, 5, 10] }; }
    metrics() { return { completed: this.random.chance(0.5) }; }
    list() {
        const first = this.random.below(4);
        return {
            place: this.random.of(['completed', 'wait', 'active', 'paused', 'delayed', 'failed']),
            first,
            last: this.random.of([-1, first + this.random.below(5)]),
            ascending: this.random.chance(0.5),
        };
    }
}
