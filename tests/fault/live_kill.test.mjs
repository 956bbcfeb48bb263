// The server is killed in the middle of a job that 500 clients follow: each comes back, subscribes
// again and learns the end once, having seen nothing go backwards.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { WebSocket } from '../interop/support/line.mjs';
import { Rollcall } from '../interop/support/rollcall.mjs';
import { patience_ms, until } from '../interop/support/wait.mjs';

const subscribers_count = 500;
const first_rows = 200_000;
const rows_max = 3_200_000;
const all_patience_ms = 10 * patience_ms;
const final_events = ['bulk_upload_complete', 'bulk_upload_failed', 'bulk_upload_cancelled'];
let server;
let subscribers = [];

// All come from one address, like a province behind its proxy.
before(async () => { server = await Rollcall.start({ MAX_SOCKETS_PER_ADDRESS: '1000' }); });
after(async () => {
    subscribers.forEach((subscriber) => subscriber.close());
    await server.stop();
});

// A client as light as can be that comes back whenever its line is lost.
class Subscriber {
    constructor(token, job_id) {
        this.token = token;
        this.job_id = job_id;
        this.subscriptions = 0;
        this.has_left = false;
        this.progress = [];
        this.ends = [];
        this.#connect();
    }

    // Everything the server had to say before the answer to this was heard.
    leave() {
        this.is_leaving = true;
        this.#ask(1, 'unsubscribe_bulk_upload_job');
    }

    close() {
        this.is_leaving = true;
        this.socket.terminate();
    }

    #connect() {
        const address = `${server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`;
        this.socket = new WebSocket(address);
        this.socket.on('message', (data) => this.#take(data.toString()));
        this.socket.on('error', () => {});  // 'close' follows
        this.socket.on('close', () => {
            if (!this.is_leaving) setTimeout(() => this.#connect(), 50);
        });
    }

    #ask(number, event) {
        this.socket.send(`42${number}${JSON.stringify([event, { job_id: this.job_id }])}`);
    }

    #take(frame) {
        if (frame === '2') this.socket.send('3');
        else if (frame[0] === '0') this.socket.send(`40${JSON.stringify({ token: this.token })}`);
        else if (frame.startsWith('40')) this.#ask(0, 'subscribe_bulk_upload_job');
        else if (frame.startsWith('430[{"success":true')) this.subscriptions += 1;
        else if (frame.startsWith('431[{"success":true')) this.has_left = true;
        else if (frame.startsWith('42[')) this.#hear(JSON.parse(frame.slice(2)));
        else throw new Error(`unexpected: ${frame}`);
    }

    #hear([name, value]) {
        if (name === 'bulk_upload_progress') this.progress.push(value);
        if (final_events.includes(name)) this.ends.push({ name, ...value });
    }
}

const all = (is_so) => () => subscribers.every(is_so);
const has_an_end = ({ ends }) => ends.length > 0;
const is_midway = ({ rows_done, rows_total }) => rows_done > 0 && (!rows_total || rows_done < rows_total);

// Everyone follows a new job of so many rows; false when it was over before the server was killed.
async function cut_in_the_middle(job_id, token) {
    subscribers = Array.from({ length: subscribers_count }, () => new Subscriber(token, job_id));
    await until(all(({ subscriptions }) => subscriptions === 1), 'everyone has subscribed', all_patience_ms);
    await server.post('/queue/resume');
    const has_seen_it = (one) => one.progress.some(is_midway) || has_an_end(one);
    await until(all(has_seen_it), 'everyone sees rows done', all_patience_ms);
    await server.kill();
    return !subscribers.some(has_an_end);
}

async function next_job(rows) {
    await server.post('/queue/pause');
    return server.upload(server.sample(rows));
}

test('500 subscribers learn the end of a job once though the server is killed', async () => {
    const watcher = server.token('national_admin', 'watcher@example.org');
    let rows = first_rows;
    let job_id = await next_job(rows);
    // Where the clients are slower than the job, only a longer one can be cut.
    while (!await cut_in_the_middle(job_id, watcher)) {
        subscribers.forEach((subscriber) => subscriber.close());
        assert.ok(rows < rows_max, 'every job was over before all had heard of it');
        rows *= 2;
        await server.start();
        job_id = await next_job(rows);
    }
    await server.start();

    await until(all(has_an_end), 'everyone learns the end', all_patience_ms);
    subscribers.forEach((subscriber) => subscriber.leave());
    await until(all(({ has_left }) => has_left), 'everyone leaves', all_patience_ms);
    subscribers.forEach((subscriber) => assert_told(subscriber, rows));
    assert.equal((await server.status(job_id)).validation_stats.total_records, rows);
});

function assert_told({ subscriptions, progress, ends }, rows) {
    assert.equal(subscriptions, 2);
    assert.deepEqual(ends.map(({ name }) => name), ['bulk_upload_complete']);
    assert.equal(ends[0].validation_stats.total_records, rows);
    for (let index = 1; index < progress.length; index += 1) {
        const [earlier, later] = [progress[index - 1], progress[index]];
        assert.ok(later.seq > earlier.seq, `seq ${earlier.seq}, then ${later.seq}`);
        assert.ok(later.progress >= earlier.progress, `${earlier.progress} %, then ${later.progress} %`);
    }
}
