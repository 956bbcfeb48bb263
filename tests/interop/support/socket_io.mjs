// Socket.IO by hand, over a raw websocket.
import assert from 'node:assert/strict';

import { Line } from './line.mjs';

export const path = '/socket.io/';

// An Engine.IO session that has joined no namespace yet; it answers heartbeats.
export const open_session = (peer, options) => Line.session(peer, path, options);

// What a CONNECT packet was answered with, as { packet, sid, pid }; the prefix is `40` or
// `40/custom,`.
export async function connect(line, packet) {
    line.send(packet);
    const answer = await line.next('the answer to CONNECT');
    const prefix = packet.startsWith('40/') ? `${/40[^,{]*/.exec(packet)[0]},` : '40';
    assert.ok(answer.startsWith(`${prefix}{`), answer);
    return JSON.parse(answer.slice(prefix.length));
}

// A session in the main namespace, past its `auth` event.
export async function joined(peer, options) {
    const line = await open_session(peer, options);
    line.joined = await connect(line, '40');
    line.greeting = await line.next('the event auth');
    return line;
}
