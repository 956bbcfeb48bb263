// The namespaces and events that socket.io-client's own suite wants of its server.
import { Buffer } from 'node:buffer';

const utf8_texts = ['てすと', 'Я Б Г Д Ж Й', 'Ä ä Ü ü ß', 'utf8 — string', 'utf8 — string'];

function add_namespaces(server) {
    server.of('/foo').on('connection', (socket) => {
        socket.on('getId', (answer) => answer(socket.id));
    });
    for (const name of ['/timeout_socket', '/valid', '/asd']) {
        server.of(name).on('connection', () => {});
    }
    server.of('/abc').on('connection', (socket) => socket.emit('handshake', socket.handshake));
    server.of('/no').use((socket, next) => next(new Error('Auth failed (custom namespace)')));
    server.use((socket, next) => {
        const fails = socket.handshake.query.fail;
        next(fails ? new Error('Auth failed (main namespace)') : undefined);
    });
}

function add_texts(socket) {
    socket.on('hi', () => socket.emit('hi'));
    socket.on('echo', (value, answer) => answer(value));
    socket.on('ack', () => {
        socket.emit('ack', (number, object) => {
            if (number === 5 && object.test) socket.emit('got it');
        });
    });
    socket.on('getAckDate', (data, answer) => answer(new Date()));
    socket.on('getDate', () => socket.emit('takeDate', new Date()));
    socket.on('getDateObj', () => socket.emit('takeDateObj', { date: new Date() }));
    socket.on('getUtf8', () => utf8_texts.forEach((text) => socket.emit('takeUtf8', text)));
    socket.on('false', () => socket.emit('false', false));
    socket.on('getHandshake', (answer) => answer(socket.handshake));
    socket.on('getId', (answer) => answer(socket.id));
}

// Answers `event` with `answer` when what came is as expected, and not at all when it is not.
function expect_binary(socket, event, answer, is_expected = Buffer.isBuffer) {
    socket.on(event, (value) => {
        if (is_expected(value)) socket.emit(answer);
    });
}

const is_mixed = (value) =>
    value.hello === 'lol' && value.goodbye === 'gotcha' && Buffer.isBuffer(value.message);

// Answers the last of `events` with `answer` once all came in this order; the first is binary.
function expect_order(socket, events, answer) {
    const seen = [];
    for (const event of events) {
        socket.on(event, (value) => {
            if (Buffer.isBuffer(value) || seen.length > 0) seen.push(event);
            if (seen.join() === events.join()) socket.emit(answer);
        });
    }
}

function add_binary(socket) {
    socket.on('doge', () => socket.emit('doge', Buffer.from('asdfasdf')));
    socket.on('getbin', () => socket.emit('takebin', Buffer.from('asdfasdf')));
    expect_binary(socket, 'buffa', 'buffack');
    expect_binary(socket, 'jsonbuff', 'jsonbuff-ack', is_mixed);
    expect_order(socket, ['abuff1', 'abuff2'], 'abuff2-ack');
    expect_binary(socket, 'blob', 'back');
    expect_binary(socket, 'jsonblob', 'jsonblob-ack', is_mixed);
    expect_order(socket, ['blob1', 'blob2', 'blob3'], 'blob3-ack');
}

export function add_fixture(server) {
    add_namespaces(server);
    server.on('connection', (socket) => {
        add_texts(socket);
        add_binary(socket);
    });
}
