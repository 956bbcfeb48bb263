// How an Engine.IO session moves from polling to a websocket.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { Line, fate } from './support/line.mjs';
import { beating, ours_only, start_peer, unhurried } from './support/peer.mjs';
import { Polling, assert_refused } from './support/polling.mjs';
import { within } from './support/wait.mjs';

const path = '/engine.io/';
let peer;
let beating_peer;

before(async () => {
    peer = await start_peer(unhurried);
    beating_peer = await start_peer(beating);
});
after(async () => {
    await peer.stop();
    await beating_peer.stop();
});

// A session over polling with a websocket beside it that has probed.
async function probed({ at = peer, answers_pings = true } = {}) {
    const session = await Polling.open(at);
    const line = await join(session, { at, answers_pings });
    line.send('2probe');
    assert.equal(await line.next(), '3probe');
    return { session, line };
}

function join(session, { at = peer, ...options } = {}) {
    return Line.open(at, path, { EIO: 4, transport: 'websocket', sid: session.sid }, options);
}

// What becomes of another websocket for a session that has one, though it tries to take over.
function second_fate(sid) {
    return fate(peer, path, { EIO: 4, transport: 'websocket', sid }, { says: ['2probe', '5'] });
}

async function upgraded() {
    const { session, line } = await probed();
    line.send('5');
    line.send('4moved');
    assert.equal(await line.next(), '4moved');
    return { session, line };
}

describe('the move', () => {
    test('is probed, completed, and carries messages both ways', async () => {
        const { session, line } = await probed();

        line.send('5');
        const poll = await session.get();

        await assert_refused(poll, 3);
        line.send('4hello', Buffer.from([1, 2, 3]));
        assert.deepEqual(await line.next_frames(2), ['4hello', Buffer.from([1, 2, 3])]);
        await line.close();
    });

    test('refuses polls at once, over whichever connection they come', async () => {
        for (let round = 0; round < 20; round += 1) {
            const { session, line } = await probed();

            line.send('5');
            const [polled, posted] = await Promise.all([session.get(), session.post('4late')]);

            await assert_refused(polled, 3);
            await assert_refused(posted, 3);
            await line.close();
        }
    });

    test('answers a poll after the probe with a noop', async () => {
        const { session, line } = await probed();

        assert.deepEqual(await session.packets(), ['6']);

        line.send('5');
        await line.close();
    });

    test('lets a poll go that waits since before the probe', async () => {
        const session = await Polling.open(peer);
        const poll = await session.waiting_poll();
        const line = await join(session);

        line.send('2probe');

        assert.equal(await line.next(), '3probe');
        assert.deepEqual(await poll.answered(), { status: 200, body: '6' });
        line.send('5');
        await line.close();
    });

    test('takes along what waits, in order', async () => {
        const { session, line } = await probed();
        await session.send('41', '42', `b${Buffer.from([3]).toString('base64')}`);
        await session.send('44');

        line.send('5', '45');

        assert.deepEqual(await line.next_frames(5), ['41', '42', Buffer.from([3]), '44', '45']);
        await line.close();
    });

    test('keeps the heartbeat going', async () => {
        const { line } = await probed({ at: beating_peer, answers_pings: false });
        line.send('5');

        for (let beat = 0; beat < 3; beat += 1) {
            assert.equal(await line.next(), '2');
            line.send('3');
        }

        line.send('4alive');
        assert.equal(await line.next(), '4alive');
        await line.close();
    });
});

describe('until it is complete', () => {
    test('messages go on over polling', async () => {
        const { session, line } = await probed();

        await session.send('4polled');

        assert.deepEqual(await session.receive(1), ['4polled']);
        line.send('5');
        await line.close();
    });

    test('a websocket that goes away leaves the session where it was', async () => {
        const { session, line } = await probed();

        await line.close();

        await session.send('4hello');
        assert.deepEqual(await session.receive(1), ['4hello']);
    });

    for (const probe of ['4hello', '2', '2other', '3probe', 'abc', '1']) {
        test(`a websocket that begins with ${probe} is closed, the session goes on`, async () => {
            const session = await Polling.open(peer);
            const line = await join(session);

            line.send(probe);

            await line.ended();
            assert.deepEqual(line.waiting, []);
            await session.send('4hello');
            assert.deepEqual(await session.receive(1), ['4hello']);
        });
    }

    test('a second websocket is closed and the first completes', async () => {
        const { session, line } = await probed();

        const second = await second_fate(session.sid);

        assert.deepEqual(second.frames, []);
        line.send('5', '4hello');
        assert.equal(await line.next(), '4hello');
        await line.close();
    });
});

describe('once it is complete', () => {
    test('a second websocket is closed and the first stays usable', async () => {
        const { session, line } = await upgraded();

        const second = await second_fate(session.sid);

        assert.deepEqual(second.frames, []);
        line.send('4hello');
        assert.equal(await line.next(), '4hello');
        await line.close();
    });

    test('the session ends with its websocket', async () => {
        const { session, line } = await upgraded();

        await line.close();

        const gone = async () => {
            for (;;) {
                const { code } = await (await session.get()).json();
                if (code === 1) return;
            }
        };
        await within(gone(), 'the session is gone');
    });

    const skip = ours_only('a second websocket takes over a session that began over one');
    test('a session that began over a websocket takes no second one', { skip }, async () => {
        const line = await Line.session(peer);
        const { sid } = line.opening;

        const second = await second_fate(sid);

        assert.deepEqual(second.frames, []);
        line.send('4hello');
        assert.equal(await line.next(), '4hello');
        await line.close();
    });
});
