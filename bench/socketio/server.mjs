// npm's socket.io behind the same events as bench/realtime_server.cpp: everybody in one room, and
// bursts into it on demand. Prints the port it listens on.
import { createServer } from 'node:http';

import { Server } from 'socket.io';

const http_server = createServer();
const server = new Server(http_server, { serveClient: false });

function event_of(number, bytes) {
    const event = {
        job_id: '01JD3Z5K8N4V7Q2T6R9W0X1Y2Z', status: 'active', stage: 'loading',
        progress: 42, rows_done: number, note: '',
    };
    const empty = JSON.stringify(['bulk_upload_progress', event]).length + '42'.length;
    event.note = 'x'.repeat(Math.max(0, bytes - empty));
    return event;
}

server.on('connection', (socket) => {
    socket.join('all');
    socket.on('burst', (first, events, bytes) => {
        for (let number = first; number < first + events; ++number) {
            server.to('all').emit('bulk_upload_progress', event_of(number, bytes));
        }
    });
});

http_server.listen(0, '127.0.0.1', () => console.log(http_server.address().port));
process.on('SIGTERM', () => process.exit(0));
