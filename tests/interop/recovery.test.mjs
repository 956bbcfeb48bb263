// Connection state recovery: who was cut off gets back its id and what it missed.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { start_peer, unhurried } from './support/peer.mjs';
import { Polling } from './support/polling.mjs';
import { connect, joined, open_session, path } from './support/socket_io.mjs';
import { until } from './support/wait.mjs';

let peer;

before(async () => { peer = await start_peer({ ...unhurried, recovery: true }); });
after(() => peer.stop());

// The event without its offset, and the offset.
function split(frame) {
    const values = JSON.parse(frame.slice(2));
    const offset = values.pop();
    assert.equal(typeof offset, 'string', frame);
    return { values, offset };
}

// The server knows that the line is gone.
async function cut_off(line) {
    const session = new Polling(peer, path, line.opening);
    line.socket.terminate();
    await until(async () => (await (await session.get()).json()).code === 1, 'the session is gone');
}

// What a client that comes back hears, up to the event that greets it.
async function come_back(auth) {
    const line = await open_session(peer);
    line.send(`40${JSON.stringify(auth)}`);
    const frames = [];
    do frames.push(await line.next()); while (!frames.at(-1).startsWith('42["auth"'));
    await line.close();
    return frames.slice(0, -1);
}

async function event_back(line, value) {
    line.send(`42["message",${value}]`);
    return split(await line.next());
}

describe('with recovery', () => {
    test('CONNECT is answered with exactly sid and pid', async () => {
        const line = await open_session(peer);

        const answer = await connect(line, '40');

        assert.deepEqual(Object.keys(answer).sort(), ['pid', 'sid']);
        assert.notEqual(answer.pid, answer.sid);
        await line.close();
    });

    test('events carry an offset of their own behind their values', async () => {
        const line = await joined(peer);

        const one = await event_back(line, 1);
        const two = await event_back(line, 2);

        assert.deepEqual(split(line.greeting).values, ['auth', {}]);
        assert.deepEqual([one.values, two.values], [['message-back', 1], ['message-back', 2]]);
        assert.notEqual(one.offset, two.offset);
        await line.close();
    });

    test('acknowledgements carry none', async () => {
        const line = await joined(peer);

        line.send('427["message-with-ack",1]');

        assert.equal(await line.next(), '437[1]');
        await line.close();
    });

    test('who was cut off hears what it missed before CONNECT, under its old id', async () => {
        const line = await joined(peer);
        const { offset } = await event_back(line, 1);
        const missed = [await event_back(line, 2), await event_back(line, 3)];
        await cut_off(line);

        const frames = await come_back({ pid: line.joined.pid, offset });

        assert.deepEqual(frames.slice(0, 2).map(split), missed);
        assert.deepEqual(JSON.parse(frames[2].slice(2)), line.joined);
        assert.equal(frames.length, 3);
    });

    test('who missed nothing gets back its id', async () => {
        const line = await joined(peer);
        const { offset } = await event_back(line, 1);
        await cut_off(line);

        const frames = await come_back({ pid: line.joined.pid, offset });

        assert.deepEqual(frames.map((frame) => JSON.parse(frame.slice(2))), [line.joined]);
    });

    const fresh = [
        ['an unknown private id', ({ offset }) => ({ pid: 'unknown', offset })],
        ['an unknown offset', ({ pid }) => ({ pid, offset: 'unknown' })],
        ['a private id that is no text', ({ offset }) => ({ pid: 1, offset })],
        ['an offset that is no text', ({ pid }) => ({ pid, offset: [] })],
        ['no offset', ({ pid }) => ({ pid })],
    ];
    for (const [name, auth] of fresh) {
        test(`${name} begins a fresh session`, async () => {
            const line = await joined(peer);
            const { offset } = await event_back(line, 1);
            await cut_off(line);

            const frames = await come_back(auth({ pid: line.joined.pid, offset }));

            assert.equal(frames.length, 1);
            const { sid, pid } = JSON.parse(frames[0].slice(2));
            assert.notEqual(sid, line.joined.sid);
            assert.notEqual(pid, line.joined.pid);
        });
    }

    test('who left by itself begins a fresh session', async () => {
        const line = await joined(peer);
        const { offset } = await event_back(line, 1);
        line.send('41');
        await cut_off(line);

        const frames = await come_back({ pid: line.joined.pid, offset });

        assert.equal(frames.length, 1);
        assert.notEqual(JSON.parse(frames[0].slice(2)).sid, line.joined.sid);
    });
});
