// npm's socket.io behind the flags of socketio_test_server: what that must be told from by nobody.
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';

import { Server as EngineServer } from 'engine.io';
import { Server as SocketServer } from 'socket.io';
import { WebSocketServer } from 'ws';

import { add_fixture } from './reference_fixture.mjs';

const { values: flags } = parseArgs({
    options: {
        'port': { type: 'string', default: '0' },
        'ping-interval': { type: 'string', default: '25000' },
        'ping-timeout': { type: 'string', default: '20000' },
        'connect-timeout': { type: 'string', default: '45000' },
        'max-payload': { type: 'string', default: '1000000' },
        'recovery': { type: 'boolean', default: false },
        'fixture': { type: 'boolean', default: false },
    },
});

const engine_options = {
    pingInterval: Number(flags['ping-interval']),
    pingTimeout: Number(flags['ping-timeout']),
    maxHttpBufferSize: Number(flags['max-payload']),
    cors: { origin: '*' },
    // Several servers share the port: none may end the upgrades of another.
    destroyUpgrade: false,
};

const http_server = createServer((request, response) => {
    response.writeHead(404);
    response.end();
});

const engine = new EngineServer(engine_options);
engine.attach(http_server, { path: '/engine.io/', destroyUpgrade: false });
engine.on('connection', (session) => session.on('data', (data) => session.send(data)));

const sockets = new SocketServer(http_server, {
    ...engine_options,
    path: '/socket.io/',
    serveClient: false,
    connectTimeout: Number(flags['connect-timeout']),
    ...(flags.recovery || flags.fixture ? { connectionStateRecovery: {} } : {}),
    ...(flags.fixture ? { allowRequest: (_, decide) => setTimeout(decide, 10, null, true) } : {}),
});

function add_echo(server) {
    server.on('connection', (socket) => {
        socket.emit('auth', socket.handshake.auth);
        socket.on('message', (...values) => socket.emit('message-back', ...values));
        socket.on('message-with-ack', (...values) => values.pop()(...values));
    });
    server.of('/custom').on('connection', (socket) => socket.emit('auth', socket.handshake.auth));
}

(flags.fixture ? add_fixture : add_echo)(sockets);

const bare_websockets = new WebSocketServer({
    noServer: true, maxPayload: Number(flags['max-payload']),
});
bare_websockets.on('connection', (socket) => {
    socket.on('message', (data, is_binary) => socket.send(data, { binary: is_binary }));
    socket.on('error', () => {});  // ws has already sent the close code
});
http_server.on('upgrade', (request, socket, head) => {
    const path = request.url.split('?')[0];
    if (path === '/ws-echo') {
        bare_websockets.handleUpgrade(request, socket, head, (websocket) =>
            bare_websockets.emit('connection', websocket, request));
    } else if (path !== '/engine.io/' && path !== '/socket.io/') {
        socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
    }
});

http_server.listen(Number(flags.port), '127.0.0.1', () => console.log(http_server.address().port));

process.on('SIGTERM', () => {
    sockets.close(() => process.exit(0));
    engine.close();
    http_server.closeAllConnections();
});
