// What socket.io-client's own suite asks of its server: the official client against the fixture.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';

import { io } from 'socket.io-client';

import { start_peer, unhurried } from './support/peer.mjs';
import { heard, until } from './support/wait.mjs';

const opened = [];
let peer;

before(async () => { peer = await start_peer({ ...unhurried, fixture: true, ping_interval: 2_000 }); });
after(() => peer.stop());
afterEach(() => opened.splice(0).forEach((socket) => socket.disconnect()));

function client(name = '/', options = {}) {
    const socket = io(`${peer.url}${name}`, { forceNew: true, ...options });
    opened.push(socket);
    return socket;
}

const acknowledged = (socket, event, ...values) => socket.emitWithAck(event, ...values);

async function answered(socket, event, answer, ...values) {
    const back = heard(socket, answer);
    socket.emit(event, ...values);
    return (await back)[0];
}

describe('the main namespace', () => {
    test('says hi', async () => {
        const socket = client();
        const back = heard(socket, 'hi');
        socket.emit('hi');
        await back;
        assert.ok(socket.connected);
    });

    test('echoes', async () => {
        assert.deepEqual(await acknowledged(client(), 'echo', { a: [1, null] }), { a: [1, null] });
        assert.equal(await acknowledged(client(), 'echo', '😀'), '😀');
    });

    test('asks for an acknowledgement and takes it', async () => {
        const socket = client();
        socket.on('ack', (answer) => answer(5, { test: true }));
        const got = heard(socket, 'got it');

        socket.emit('ack');

        await got;
    });

    test('acknowledges with a date as text', async () => {
        const text = await acknowledged(client(), 'getAckDate', { test: true });
        assert.equal(new Date(text).toISOString(), text);
    });

    test('emits a date as text', async () => {
        const text = await answered(client(), 'getDate', 'takeDate');
        assert.equal(new Date(text).toISOString(), text);
    });

    test('emits a date inside an object', async () => {
        const { date } = await answered(client(), 'getDateObj', 'takeDateObj');
        assert.equal(new Date(date).toISOString(), date);
    });

    test('emits text beyond ASCII in order', async () => {
        const socket = client();
        const texts = [];
        socket.on('takeUtf8', (text) => texts.push(text));

        socket.emit('getUtf8');

        await until(() => texts.length === 5, 'five texts');
        assert.deepEqual(texts, [
            'てすと', 'Я Б Г Д Ж Й', 'Ä ä Ü ü ß', 'utf8 — string', 'utf8 — string',
        ]);
    });

    test('emits false as false', async () => {
        assert.equal(await answered(client(), 'false', 'false'), false);
    });

    test('tells the id', async () => {
        const socket = client();
        assert.equal(await acknowledged(socket, 'getId'), socket.id);
    });

    test('tells the handshake', async () => {
        const socket = client('/', {
            auth: { token: 'abc' }, query: { key: 'a b&c' }, extraHeaders: { 'X-Custom': 'yes' },
        });

        const handshake = await acknowledged(socket, 'getHandshake');

        assert.deepEqual(handshake.auth, { token: 'abc' });
        assert.equal(handshake.query.key, 'a b&c');
        assert.equal(handshake.query.EIO, '4');
        assert.equal(handshake.headers['x-custom'], 'yes');
    });

    test('refuses a connection whose query says so', async () => {
        const [error] = await heard(client('/', { query: { fail: 'true' } }), 'connect_error');
        assert.equal(error.message, 'Auth failed (main namespace)');
    });
});

for (const transports of [['polling'], ['websocket']]) {
    describe(`binary values over ${transports}`, () => {
        const bytes = Buffer.from('asdfasdf');
        const mixed = { hello: 'lol', message: bytes, goodbye: 'gotcha' };
        const binary_client = () => client('/', { transports });

        for (const [event, answer] of [['doge', 'doge'], ['getbin', 'takebin']]) {
            test(`come with ${answer}`, async () => {
                assert.deepEqual(await answered(binary_client(), event, answer), bytes);
            });
        }

        for (const [event, answer, value] of [
            ['buffa', 'buffack', bytes], ['blob', 'back', bytes],
            ['jsonbuff', 'jsonbuff-ack', mixed], ['jsonblob', 'jsonblob-ack', mixed],
        ]) {
            test(`are taken by ${event}`, async () => {
                await answered(binary_client(), event, answer, value);
            });
        }

        for (const [events, answer, values] of [
            [['abuff1', 'abuff2'], 'abuff2-ack', [bytes, bytes]],
            [['blob1', 'blob2', 'blob3'], 'blob3-ack', [bytes, 'second', bytes]],
        ]) {
            test(`arrive in order for ${answer}`, async () => {
                const socket = binary_client();
                const back = heard(socket, answer);
                events.forEach((event, index) => socket.emit(event, values[index]));
                await back;
            });
        }
    });
}

describe('other namespaces', () => {
    for (const name of ['/timeout_socket', '/valid', '/asd']) {
        test(`${name} takes a client`, async () => {
            const socket = client(name);
            await heard(socket, 'connect');
            assert.ok(socket.id);
        });
    }

    test('/foo tells the id', async () => {
        const socket = client('/foo');
        assert.equal(await acknowledged(socket, 'getId'), socket.id);
    });

    test('/abc greets with the handshake', async () => {
        const socket = client('/abc', { query: { b: 'c', d: 'e' }, auth: { token: 'abc' } });

        const [handshake] = await heard(socket, 'handshake');

        assert.equal(handshake.query.b, 'c');
        assert.equal(handshake.query.d, 'e');
        assert.deepEqual(handshake.auth, { token: 'abc' });
        assert.match(handshake.headers.host, /^127\.0\.0\.1:\d+$/);
    });

    test('/no refuses', async () => {
        const [error] = await heard(client('/no'), 'connect_error');
        assert.equal(error.message, 'Auth failed (custom namespace)');
    });

    test('an unknown one is refused', async () => {
        const [error] = await heard(client('/doesnotexist'), 'connect_error');
        assert.equal(error.message, 'Invalid namespace');
    });
});

describe('recovery', () => {
    test('gives back the id after the line went away', async () => {
        const socket = client('/', { reconnectionDelay: 20 });
        await answered(socket, 'hi', 'hi');
        const { id } = socket;

        socket.io.engine.close();
        await heard(socket, 'connect');

        assert.equal(socket.id, id);
        assert.equal(socket.recovered, true);
    });
});
