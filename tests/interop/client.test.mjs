// The official client, over each of its transports.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';

import { io } from 'socket.io-client';

import { beating, start_peer, unhurried } from './support/peer.mjs';
import { Proxy } from './support/proxy.mjs';
import { heard, patience_ms, pause, until } from './support/wait.mjs';

const paths = {
    'polling': ['polling'],
    'a websocket': ['websocket'],
    'polling and then a websocket': ['polling', 'websocket'],
};
const opened = [];

function client(url, options = {}) {
    const socket = io(url, { forceNew: true, reconnectionDelay: 20, ...options });
    opened.push(socket);
    return socket;
}

async function connected(url, options) {
    const socket = client(url, options);
    await heard(socket, 'connect');
    return socket;
}

// What `message` brings back.
async function echo(socket, ...values) {
    const back = heard(socket, 'message-back');
    socket.emit('message', ...values);
    return back;
}

async function moved(socket) {
    await until(() => socket.io.engine.transport.name === 'websocket', 'the client moves');
}

afterEach(() => opened.splice(0).forEach((socket) => socket.disconnect()));

for (const [name, transports] of Object.entries(paths)) {
    describe(`over ${name}`, () => {
        let peer;

        before(async () => { peer = await start_peer(unhurried); });
        after(() => peer.stop());

        test('the client connects under an id of its own', async () => {
            const socket = await connected(peer.url, { transports });

            assert.match(socket.id, /^[A-Za-z0-9_-]{20,}$/);
            assert.notEqual(socket.id, socket.io.engine.id);
            assert.ok(!socket.recovered);
        });

        test('events come back with their values', async () => {
            const socket = await connected(peer.url, { transports });
            const values = [1, '2', { 3: [false, null] }, 'é😀', []];

            assert.deepEqual(await echo(socket, ...values), values);
        });

        test('events are acknowledged with their values', async () => {
            const socket = await connected(peer.url, { transports });
            const values = [1, '2', { 3: [false] }];

            const answer = await new Promise((done) => {
                socket.emit('message-with-ack', ...values, (...back) => done(back));
            });

            assert.deepEqual(answer, values);
        });

        test('binary values go both ways', async () => {
            const socket = await connected(peer.url, { transports });
            const bytes = Buffer.from([0, 1, 254, 255]);

            const [first, second] = await echo(socket, bytes, { deep: [bytes] });
            const acknowledged = await socket.emitWithAck('message-with-ack', { bytes });

            assert.deepEqual([first, second, acknowledged], [bytes, { deep: [bytes] }, { bytes }]);
        });

        test('1,000 events keep their order, also while the client moves', async () => {
            const socket = client(peer.url, { transports });
            const seen = [];
            socket.on('message-back', (number) => seen.push(number));

            for (let number = 0; number < 500; number += 1) socket.emit('message', number);
            await heard(socket, 'connect');
            for (let number = 500; number < 1_000; number += 1) socket.emit('message', number);

            await until(() => seen.length === 1_000, 'every event comes back');
            assert.deepEqual(seen, Array.from({ length: 1_000 }, (_, number) => number));
        });

        test('the token arrives as the client gives it', async () => {
            const socket = client(peer.url, { transports, auth: (give) => give({ token: 'abc' }) });

            assert.deepEqual(await heard(socket, 'auth'), [{ token: 'abc' }]);
        });

        test('heartbeats keep an idle client', async () => {
            const beating_peer = await start_peer(beating);
            const socket = await connected(beating_peer.url, { transports });
            let is_lost = false;
            socket.on('disconnect', () => { is_lost = true; });

            // A ping comes only after the last one's answer was taken.
            for (let beat = 0; beat < 4; beat += 1) await heard(socket.io, 'ping');

            assert.equal(is_lost, false);
            assert.deepEqual(await echo(socket, 'alive'), ['alive']);
            socket.disconnect();
            await beating_peer.stop();
        });

        test('an answer that does not come runs into the client\'s timeout', async () => {
            const socket = await connected(peer.url, { transports });

            await assert.rejects(socket.timeout(50).emitWithAck('unknown'), /timed out/);
            assert.equal(await socket.timeout(patience_ms).emitWithAck('message-with-ack', 1), 1);
        });

        test('retries go on to the last and then give up, in order', async () => {
            const socket = client(peer.url, { transports, retries: 2, ackTimeout: patience_ms });
            let sent = 0;
            await heard(socket, 'connect');
            socket.io.engine.on('packetCreate', ({ data }) => {
                if (String(data).includes('unknown')) sent += 1;
            });

            const lost = assert.rejects(socket.timeout(60).emitWithAck('unknown'), /timed out/);
            const taken = socket.emitWithAck('message-with-ack', 'next');

            await lost;
            assert.equal(await taken, 'next');
            assert.equal(sent, 3);
        });

        test('volatile events arrive while connected, and are dropped while not', async () => {
            const socket = await connected(peer.url, { transports });
            if (transports.length > 1) await moved(socket);
            await until(() => socket.io.engine.transport.writable, 'the line is free');
            const back = heard(socket, 'message-back');
            socket.volatile.emit('message', 'kept');
            assert.deepEqual(await back, ['kept']);

            socket.disconnect();
            socket.volatile.emit('message', 'dropped');
            socket.connect();
            await heard(socket, 'connect');

            assert.deepEqual(await echo(socket, 'after'), ['after']);
        });

        test('an unknown namespace is refused, the others go on', async () => {
            const socket = await connected(peer.url, { transports });
            const other = socket.io.socket('/random');
            opened.push(other);

            const [error] = await heard(other, 'connect_error');

            assert.equal(error.message, 'Invalid namespace');
            assert.deepEqual(await echo(socket, 1), [1]);
        });

        test('two namespaces share a line; leaving one leaves the other', async () => {
            const socket = await connected(peer.url, { transports });
            const custom = socket.io.socket('/custom', { auth: { token: 'abc' } });
            opened.push(custom);
            assert.deepEqual(await heard(custom, 'auth'), [{ token: 'abc' }]);
            assert.notEqual(custom.id, socket.id);

            custom.disconnect();

            assert.deepEqual(await echo(socket, 1), [1]);
            custom.connect();
            await heard(custom, 'connect');
        });

        test('a line that is cut is taken up again, and nothing sent meanwhile is lost', async () => {
            const proxy = await Proxy.to(peer.port);
            const socket = await connected(proxy.url, { transports });
            const first_id = socket.id;

            const lost = heard(socket, 'disconnect');
            proxy.cut();
            const [reason] = await lost;
            proxy.mend();
            const back = heard(socket, 'message-back');
            socket.emit('message', 'meanwhile');
            await heard(socket, 'connect');

            assert.ok(['transport close', 'transport error'].includes(reason), reason);
            assert.notEqual(socket.id, first_id);
            assert.deepEqual(await back, ['meanwhile']);
            socket.disconnect();
            await proxy.close();
        });
    });

    describe(`over ${name}, with a server that goes away`, () => {
        for (const end of ['kill', 'stop']) {
            test(`the client comes back after a ${end}`, async () => {
                const first = await start_peer(unhurried);
                const socket = await connected(first.url, { transports });

                const lost = heard(socket, 'disconnect');
                await first[end]();
                const [reason] = await lost;
                const again = heard(socket, 'connect');
                const second = await start_peer({ ...unhurried, port: first.port });
                await again;

                assert.notEqual(reason, 'io server disconnect');
                assert.deepEqual(await echo(socket, 'back'), ['back']);
                socket.disconnect();
                await second.stop();
            });
        }
    });

    describe(`over ${name}, with recovery`, () => {
        let peer;
        let proxy;

        before(async () => {
            peer = await start_peer({ ...unhurried, recovery: true });
            proxy = await Proxy.to(peer.port);
        });
        after(async () => {
            await proxy.close();
            await peer.stop();
        });

        test('a client that was cut off gets back its id and what it missed', async () => {
            const socket = await connected(proxy.url, { transports });
            if (transports.length > 1) await moved(socket);
            const first_id = socket.id;
            assert.deepEqual((await echo(socket, 'heard')).slice(0, 1), ['heard']);
            const missed = heard(socket, 'message-back');
            const lost = heard(socket, 'disconnect');
            await until(() => socket.io.engine.transport.writable, 'the line is free');

            proxy.deafen();
            socket.emit('message', 'missed');
            await until(() => proxy.unheard.includes('missed'), 'the server answers');
            await pause(100);  // cut at once, one in eight got its state anew: why is not known
            proxy.cut();
            await lost;
            proxy.mend();
            await heard(socket, 'connect');

            assert.equal(socket.recovered, true);
            assert.equal(socket.id, first_id);
            assert.deepEqual((await missed).slice(0, 1), ['missed']);
        });
    });
}
