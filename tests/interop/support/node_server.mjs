// A server of npm's socket.io with redis-adapter, as an organisation may have one beside ours.
import { once } from 'node:events';
import { createServer } from 'node:http';

import { createAdapter } from '@socket.io/redis-adapter';
import { Server } from 'socket.io';

export class NodeServer {
    // Whoever connects is in these rooms.
    static async start(redis, rooms) {
        const server = new NodeServer();
        server.lines = [redis.connect(), redis.connect()];
        // While Redis is away they try again by themselves.
        server.lines.forEach((line) => line.on('error', () => {}));
        server.http = createServer();
        server.io = new Server(server.http, { adapter: createAdapter(...server.lines) });
        server.io.on('connection', (socket) => {
            socket.join(rooms);
            socket.emit('ready');
        });
        server.http.listen(0, '127.0.0.1');
        await once(server.http, 'listening');
        server.url = `http://127.0.0.1:${server.http.address().port}`;
        return server;
    }

    async close() {
        await this.io.close();
        this.lines.forEach((line) => line.disconnect());
    }
}
