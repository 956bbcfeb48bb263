// Bull's own verbs and ours on two queues in two databases: the same steps leave the same keys, answers and events.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { Board } from './support/board.mjs';
import { ours, our_flags, quiet_queue, theirs } from './support/bull_operations.mjs';
import { Script } from './support/bull_script.mjs';
import { Random } from './support/random.mjs';
import { dump, RedisServer } from './support/redis.mjs';
import { until } from './support/wait.mjs';

const steps = Number(process.env.BULL_STEPS ?? 5_000);
const seed = Number(process.env.BULL_SEED ?? 4165);
const databases = { theirs: 0, ours: 1 };
const first_moment = Date.UTC(2026, 0, 1);

let redis;
before(async () => { redis = await RedisServer.start(); });
after(() => redis.close());

// Where Bull lets logs or debounces of jobs stand that are gone.
const leaves_behind = ['obliterate', 'empty', 'remove_matching', 'remove_repetition'];

// Two queues of one clock, and what was published of each. They have two names: what is published is heard in every
// database.
class Pair {
    static async start(name) {
        const pair = new Pair();
        pair.now = first_moment;
        pair.bases = { theirs: `bull:${name}-theirs:`, ours: `bull:${name}-ours:` };
        pair.queue = quiet_queue(`${name}-theirs`, redis.port, { database: databases.theirs });
        await pair.queue.isReady();
        pair.board = await Board.start(redis, `${name}-ours`, { ...our_flags, database: databases.ours });
        pair.clients = Object.entries(pair.bases).map(([side, base]) => [redis.connect(databases[side]), base]);
        pair.subscriber = redis.connect();
        pair.published = { theirs: [], ours: [] };
        await pair.subscriber.psubscribe(`bull:${name}-*`);
        pair.subscriber.on('pmessage', (_pattern, channel, text) => pair.#heard(channel, text));
        await pair.move_time(1);
        return pair;
    }

    #heard(channel, text) {
        const side = channel.startsWith(this.bases.ours) ? 'ours' : 'theirs';
        this.published[side].push([channel.slice(this.bases[side].length), readable(text)]);
    }

    async move_time(ms) {
        this.now += ms;
        await this.board.do('clock', { now: this.now });
    }

    async at_this_time(run) {
        const real = Date.now;
        Date.now = () => this.now;
        try {
            return await run();
        } finally {
            Date.now = real;
        }
    }

    async take(verb, words) {
        if (verb === 'time') return this.move_time(words.ms);
        if (verb === 'lose_lock') return this.remove(`${words.job}:lock`);
        if (verb === 'recover') await this.remove('stalled-check');
        const [by_them, by_us] = await Promise.all([
            this.at_this_time(() => theirs[verb](this.queue, words)), ours[verb](this.board, words)]);
        assert.deepEqual(by_us, by_them, 'answers');
        if (leaves_behind.includes(verb)) await this.sweep_up();
    }

    // Of both queues.
    remove(key) {
        return Promise.all(this.clients.map(([client, base]) => client.del(base + key)));
    }

    // Else a later job of the same id would inherit it.
    async sweep_up() {
        for (const [client, base] of this.clients) {
            const state = await dump(client, base);
            const left = Object.keys(state).filter((key) =>
                (key.endsWith(':logs') && !state[key.slice(0, -5)]) || (key.startsWith('de:') && !state[state[key]]));
            if (left.length > 0) await client.del(left.map((key) => base + key));
        }
    }

    async states() {
        const [of_theirs, of_ours] = await Promise.all(this.clients.map(([client, base]) => dump(client, base)));
        return { theirs: comparable(of_theirs, this.bases.theirs), ours: comparable(of_ours, this.bases.ours) };
    }

    // Both have published as much, since each is heard in order.
    async events() {
        const mark = `mark-${Math.random()}`;
        await Promise.all(this.clients.map(([client, base]) => client.publish(`${base}mark`, mark)));
        const marked = (events) => events.some(([, text]) => text === mark);
        await until(() => marked(this.published.theirs) && marked(this.published.ours), 'the events are heard');
        const { theirs: of_theirs, ours: of_ours } = this.published;
        this.published = { theirs: [], ours: [] };
        return { theirs: of_theirs, ours: of_ours };
    }

    async close() {
        await Promise.all([this.queue.close(), this.board.close()]);
        this.clients.forEach(([client]) => client.disconnect());
        this.subscriber.disconnect();
    }
}

const parsed = (text) => {
    try {
        return JSON.parse(text);
    } catch {
        return text;
    }
};

// JSON by its meaning; and of a due time its milliseconds: what stands behind the point depends on
// who wrote the number.
function readable(text) {
    if (/^\d+\.\d+$/.test(text)) return String(Math.floor(Number(text)));
    const event = parsed(text);
    return event?.val === undefined ? event : { ...event, val: parsed(event.val) };
}

// JSON by its meaning, names without the queue's base. Left out is when the last look for dead workers
// was, and among the suspects of the next those that are not active any more.
function comparable(state, base) {
    const of_hash = (hash) => Object.fromEntries(
        Object.entries(hash).map(([name, value]) => [
            name, ['opts', 'data', 'progress', 'returnvalue'].includes(name) ? parsed(value) : value.replace(base, '')]));
    const kept = Object.entries(state).filter(([key]) => key !== 'stalled-check');
    const all = Object.fromEntries(
        kept.map(([key, value]) => [key, value.constructor === Object ? of_hash(value) : value]));
    const stalled = (all.stalled ?? []).filter((id) => all.active?.includes(id));
    return { ...all, stalled };
}

async function compare_step(pair, script, step, states) {
    script.now = pair.now;
    const [verb, words] = script.next(states.theirs);
    script.story.push(`${step}: ${verb} ${JSON.stringify(words)}`);
    await pair.take(verb, words);
    const after = await pair.states();
    assert.deepEqual(after.ours, after.theirs, 'state');
    if (step % 20 === 0) {
        const events = await pair.events();
        assert.deepEqual(events.ours, events.theirs, 'events');
    }
    return after;
}

async function run(kind) {
    const pair = await Pair.start(kind);
    const script = new Script(new Random(seed), kind);
    let states = { theirs: {}, ours: {} };
    try {
        for (let step = 0; step < steps; ++step) states = await compare_step(pair, script, step, states);
    } catch (error) {
        error.message += `\nseed ${seed}, the last steps:\n${script.story.slice(-25).join('\n')}`;
        throw error;
    } finally {
        await pair.close();
    }
}

describe(`${steps} random steps of Bull's and of ours leave the same`, () => {
    test('with delays, attempts, stalls, retries and jobs in front', () => run('plain'));
    test('with priorities', () => run('priorities'));
});
