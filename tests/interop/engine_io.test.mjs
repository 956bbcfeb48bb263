// Engine.IO 4 over HTTP: what the wire carries, packet by packet.
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, describe, test } from 'node:test';

import { Line, fate } from './support/line.mjs';
import {
    beating, max_payload, ping_interval, ping_timeout, start_peer, timer_slack, unhurried,
} from './support/peer.mjs';
import { Polling, assert_refused, separator } from './support/polling.mjs';
import { heard, pause, until } from './support/wait.mjs';

const path = '/engine.io/';
const errors = [
    'Transport unknown', 'Session ID unknown', 'Bad handshake method', 'Bad request', 'Forbidden',
    'Unsupported protocol version',
];
let peer;
let beating_peer;  // for who answers its heartbeat
let prompt_peer;   // for who does not

before(async () => {
    peer = await start_peer(unhurried);
    beating_peer = await start_peer(beating);
    prompt_peer = await start_peer();
});
after(async () => {
    await peer.stop();
    await beating_peer.stop();
    await prompt_peer.stop();
});

function assert_opening(opening, upgrades) {
    const { sid, ...rest } = opening;
    assert.match(sid, /^[A-Za-z0-9_-]{20}$/);
    assert.deepEqual(rest, {
        upgrades,
        pingInterval: unhurried.ping_interval,
        pingTimeout: unhurried.ping_timeout,
        maxPayload: max_payload,
    });
}

// So many milliseconds have passed since then, and no fewer; the moment that it is now.
function assert_passed(milliseconds, began) {
    const now = performance.now();
    assert.ok(now - began >= milliseconds - timer_slack, `after ${now - began} ms`);
    return now;
}

async function is_gone(session) {
    await assert_refused(await session.get(), 1);
}

describe('the handshake over polling', () => {
    test('opens a session with exactly the five keys', async () => {
        const answer = await fetch(`${peer.url}${path}?EIO=4&transport=polling&t=abc&b64=1`);

        assert.equal(answer.status, 200);
        assert.equal(answer.headers.get('content-type').toLowerCase(), 'text/plain; charset=utf-8');
        assert.equal(answer.headers.get('cache-control'), 'no-store');
        const body = await answer.text();
        assert.equal(body[0], '0');
        assert_opening(JSON.parse(body.slice(1)), ['websocket']);
    });

    test('gives each session an id of its own', async () => {
        const sessions = await Promise.all(Array.from({ length: 50 }, () => Polling.open(peer)));

        assert.equal(new Set(sessions.map(({ sid }) => sid)).size, 50);
    });

    const refusals = [
        ['without a protocol version', 'GET', 'transport=polling', 5],
        ['of protocol 3', 'GET', 'EIO=3&transport=polling', 5],
        ['of a protocol that is no number', 'GET', 'EIO=abc&transport=polling', 5],
        ['without a transport', 'GET', 'EIO=4', 0],
        ['over an unknown transport', 'GET', 'EIO=4&transport=abc', 0],
        ['over a property of every object', 'GET', 'EIO=4&transport=constructor', 0],
        ['by POST', 'POST', 'EIO=4&transport=polling', 2],
        ['by PUT', 'PUT', 'EIO=4&transport=polling', 2],
        ['over a websocket that is none', 'GET', 'EIO=4&transport=websocket', 3],
        ['with an unknown session', 'GET', 'EIO=4&transport=polling&sid=abc', 1],
        ['with a property of every object as session', 'GET', 'EIO=4&transport=polling&sid=__proto__', 1],
        ['by POST with an unknown session', 'POST', 'EIO=4&transport=polling&sid=abc', 1],
    ];
    for (const [name, method, query, code] of refusals) {
        test(`is refused ${name}`, async () => {
            const body = method === 'GET' ? undefined : '4hello';
            const answer = await fetch(`${peer.url}${path}?${query}`, { method, body });

            assert.equal(answer.status, 400);
            assert.deepEqual(await answer.json(), { code, message: errors[code] });
        });
    }
});

describe('the handshake over a websocket', () => {
    test('opens a session with exactly the five keys and no upgrades', async () => {
        const line = await Line.session(peer);

        assert_opening(line.opening, []);
        await line.close();
    });

    const refusals = [
        ['without a transport', { EIO: 4 }],
        ['over an unknown transport', { EIO: 4, transport: 'abc' }],
        ['with an unknown session', { EIO: 4, transport: 'websocket', sid: 'abc' }],
    ];
    for (const [name, query] of refusals) {
        test(`is refused with 400 ${name}`, async () => {
            const seen = await fate(peer, path, query);

            assert.equal(seen.status, 400);
            assert.equal(seen.opened, false);
        });
    }

    for (const version of [undefined, '3', 'abc']) {
        test(`carries no session of protocol ${version}`, async () => {
            const query = version ? { EIO: version } : {};
            const seen = await fate(peer, path, { ...query, transport: 'websocket' });

            assert.deepEqual(seen.frames, []);
            assert.ok(seen.status === 400 || seen.code === 1006, JSON.stringify(seen));
        });
    }
});

describe('messages over polling', () => {
    test('are taken with ok and come back with the next poll', async () => {
        const session = await Polling.open(peer);

        const posted = await session.post('4hello');
        assert.equal(posted.status, 200);
        assert.equal(posted.headers.get('content-type'), 'text/html');
        assert.equal(posted.headers.get('cache-control'), 'no-store');
        assert.equal(await posted.text(), 'ok');

        const polled = await session.get();
        assert.equal(polled.status, 200);
        assert.equal(polled.headers.get('content-type').toLowerCase(), 'text/plain; charset=utf-8');
        assert.equal(await polled.text(), '4hello');
    });

    test('of one POST come back in one answer, in order', async () => {
        const session = await Polling.open(peer);

        await session.send('4one', '4two', '4three');

        assert.equal(await (await session.get()).text(), ['4one', '4two', '4three'].join(separator));
    });

    test('of several POSTs gather for the next poll', async () => {
        const session = await Polling.open(peer);

        for (let index = 0; index < 5; index += 1) await session.send(`4${index}`);

        assert.deepEqual(await session.packets(), ['40', '41', '42', '43', '44']);
    });

    test('answer a poll that already waits', async () => {
        const session = await Polling.open(peer);

        const [packets] = await Promise.all([session.packets(), session.send('4late')]);

        assert.deepEqual(packets, ['4late']);
    });

    for (const bytes of [[1], [1, 2], [1, 2, 3, 4], [0, 255, 254, 253, 252]]) {
        test(`of ${bytes.length} binary bytes come back as padded base64`, async () => {
            const session = await Polling.open(peer);
            const packet = `b${Buffer.from(bytes).toString('base64')}`;

            await session.send(packet, '4text', packet);

            assert.deepEqual(await session.packets(), [packet, '4text', packet]);
        });
    }

    test('may be empty', async () => {
        const session = await Polling.open(peer);

        await session.send('4', '4x');

        assert.deepEqual(await session.packets(), ['4', '4x']);
    });

    test('keep every character', async () => {
        const session = await Polling.open(peer);
        const text = '4€ äöü 😀 \u0000 \u2028 "\\';

        await session.send(text);

        assert.deepEqual(await session.packets(), [text]);
    });

    test('go both ways without end', async () => {
        const session = await Polling.open(peer);

        for (let index = 0; index < 50; index += 1) {
            const [received] = await Promise.all([
                session.receive(1), session.send(`4${index}`),
            ]);
            assert.deepEqual(received, [`4${index}`]);
        }
    });
});

describe('messages over a websocket', () => {
    test('come back as they were sent, text as text and bytes as bytes', async () => {
        const line = await Line.session(peer);
        const bytes = Buffer.from([0, 1, 2, 3, 255]);

        line.send('4hello', bytes, '4', '4€😀');

        assert.deepEqual(await line.next_frames(4), ['4hello', bytes, '4', '4€😀']);
        await line.close();
    });

    test('keep their order in a burst of 2,000', async () => {
        const line = await Line.session(peer);
        const frames = Array.from({ length: 2_000 }, (_, index) => `4${index}`);

        line.send(...frames);

        assert.deepEqual(await line.next_frames(2_000), frames);
        await line.close();
    });
});

describe('the biggest message', () => {
    const biggest = `4${'x'.repeat(max_payload - 1)}`;

    test('passes by POST', async () => {
        const session = await Polling.open(peer);

        await session.send(biggest);

        assert.deepEqual(await session.receive(1), [biggest]);
    });

    test('is not passed by one byte more by POST', async () => {
        const session = await Polling.open(peer);

        const answer = await session.post(`${biggest}x`);

        assert.equal(answer.status, 413);
    });

    test('is not passed in pieces of unknown length', async () => {
        const session = await Polling.open(peer);
        const post = request(session.url, { method: 'POST' });
        post.on('error', () => {});  // the server may end the connection as soon as it has answered
        const answered = heard(post, 'response');

        post.write(biggest);
        post.end('x');

        assert.equal((await answered)[0].statusCode, 413);
        post.destroy();
    });

    test('passes over a websocket', async () => {
        const line = await Line.session(peer);

        line.send(biggest);

        assert.equal(await line.next(), biggest);
        await line.close();
    });

    test('is not passed by one byte more over a websocket', async () => {
        const line = await Line.session(peer);

        line.send(`${biggest}x`);

        assert.equal((await line.ended()).code, 1009);
    });
});

describe('a session over polling ends', () => {
    test('with a packet of no type', async () => {
        const session = await Polling.open(peer);

        // Some servers drop the connection instead of an answer.
        await session.post('abc').then((answer) => answer.text(), () => {});

        await is_gone(session);
    });

    test('with a bad packet behind a good one', async () => {
        const session = await Polling.open(peer);

        await session.post(`4good${separator}abc`).then((answer) => answer.text(), () => {});

        await is_gone(session);
    });

    test('with binary content', async () => {
        const session = await Polling.open(peer);

        const answer = await session.post('4hello', { 'content-type': 'application/octet-stream' });

        assert.equal(answer.status, 400);
        await is_gone(session);
    });

    test('with a second poll at once: the first hears close, the second is refused', async () => {
        const session = await Polling.open(peer);

        const answers = await Promise.all([session.get(), session.get()]);

        const [first, second] = answers.sort((one, other) => one.status - other.status);
        assert.equal(first.status, 200);
        assert.equal(await first.text(), '1');
        assert.ok([400, 500].includes(second.status));
        await is_gone(session);
    });

    test('with a poll that the client aborts', async () => {
        const session = await Polling.open(peer);
        const poll = await session.waiting_poll();

        poll.abort();

        await until(async () => (await fetch(session.url, { method: 'POST', body: '3' })).status === 400,
            'the session is gone');
        await is_gone(session);
    });

    test('with a second POST at once', async () => {
        const session = await Polling.open(peer);
        const slow = request(session.url, {
            method: 'POST', headers: { 'Content-Length': 7, 'Expect': '100-continue' },
        });
        slow.on('error', () => {});  // the session takes this request with it
        slow.on('response', (answer) => answer.resume());
        slow.flushHeaders();
        await heard(slow, 'continue');

        const answer = await session.post('4hello');

        assert.equal(answer.status, 400);
        await is_gone(session);
        slow.destroy();
    });

    test('when the client asks for it, and the waiting poll gets a noop', async () => {
        for (let round = 0; round < 20; round += 1) {
            const session = await Polling.open(peer);

            const poll = await session.waiting_poll();

            assert.equal((await session.post('1')).status, 200);
            assert.deepEqual(await poll.answered(), { status: 200, body: '6' }, `round ${round}`);
            await is_gone(session);
        }
    });
});

describe('the heartbeat', () => {
    test('over polling is a ping for each interval', async () => {
        let began = performance.now();
        const session = await Polling.open(beating_peer);

        for (let beat = 0; beat < 3; beat += 1) {
            assert.equal(await (await session.get()).text(), '2');
            began = assert_passed(ping_interval, began);
            await session.send('3');
        }
    });

    test('over a websocket is a ping for each interval', async () => {
        let began = performance.now();
        const line = await Line.session(beating_peer, path, {});

        for (let beat = 0; beat < 3; beat += 1) {
            assert.equal(await line.next(), '2');
            began = assert_passed(ping_interval, began);
            line.send('3');
        }
        await line.close();
    });

    test('ends a session that does not poll, not before interval and timeout', async () => {
        const began = performance.now();
        const session = await Polling.open(prompt_peer);

        await until(async () => {
            const answer = await session.post('4a message is no pong');
            await answer.text();
            return answer.status === 400;
        }, 'the session is gone');

        assert_passed(ping_interval + ping_timeout, began);
        await is_gone(session);
    });

    test('waits for a session that polls late', async () => {
        const session = await Polling.open(beating_peer);
        await pause(2 * ping_interval);

        assert.deepEqual(await session.packets(), ['2']);
        await session.send('3', '4still here');

        assert.deepEqual(await session.receive(1), ['4still here']);
    });

    test('ends a websocket that does not answer, not before interval and timeout', async () => {
        const began = performance.now();
        const line = await Line.session(prompt_peer, path, {});

        await line.ended();

        assert_passed(ping_interval + ping_timeout, began);
        assert.deepEqual(line.waiting, ['2']);
    });

    test('is the server\'s: a client that pings is closed', async () => {
        const line = await Line.session(peer, path, {});

        line.send('2');

        await line.ended();
        assert.deepEqual(line.waiting, []);
    });
});

describe('a session over a websocket ends', () => {
    test('with a close packet, at the latest with the heartbeat', async () => {
        const line = await Line.session(prompt_peer, path, {});

        line.send('1');

        await line.ended();
    });

    test('with the websocket', async () => {
        const line = await Line.session(peer);
        const session = new Polling(peer, path, line.opening);
        await line.close();

        await until(async () => {
            const answer = await session.get();
            return answer.status === 400 && (await answer.json()).code === 1;
        }, 'the session is gone');
    });

    test('with a packet of no type', async () => {
        const line = await Line.session(peer);

        line.send('abc');

        await line.ended();
    });

    test('and polls of it are refused while it lives', async () => {
        const line = await Line.session(peer);
        const session = new Polling(peer, path, line.opening);

        await assert_refused(await session.get(), 3);
        await assert_refused(await session.post('4hello'), 3);

        line.send('4alive');
        assert.equal(await line.next(), '4alive');
        await line.close();
    });
});

describe('pages of other origins', () => {
    const origin = 'https://app.example.org';

    test('may read every answer', async () => {
        const session = await Polling.open(peer);
        const answers = await Promise.all([
            fetch(`${peer.url}${path}?EIO=4&transport=polling`, { headers: { origin } }),
            session.post('4hello', { origin }),
            fetch(`${peer.url}${path}?EIO=4&transport=polling&sid=abc`, { headers: { origin } }),
        ]);

        assert.deepEqual(answers.map(({ status }) => status), [200, 200, 400]);
        for (const answer of answers) {
            assert.equal(answer.headers.get('access-control-allow-origin'), '*');
        }
        const poll = await session.get({ headers: { origin } });
        assert.equal(poll.headers.get('access-control-allow-origin'), '*');
    });

    test('may ask first', async () => {
        const answer = await fetch(`${peer.url}${path}?EIO=4&transport=polling`, {
            method: 'OPTIONS',
            headers: {
                origin,
                'access-control-request-method': 'POST',
                'access-control-request-headers': 'content-type,x-custom',
            },
        });

        assert.equal(answer.status, 204);
        assert.equal(answer.headers.get('access-control-allow-origin'), '*');
        assert.match(answer.headers.get('access-control-allow-methods'), /\bGET\b.*\bPOST\b/);
        assert.match(answer.headers.get('access-control-allow-headers'), /content-type/i);
        assert.match(answer.headers.get('access-control-allow-headers'), /x-custom/i);
    });
});
