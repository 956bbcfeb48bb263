// A websocket as its frames, by npm's ws.
import assert from 'node:assert/strict';
import WebSocket from 'ws';

import { Inbox, within } from './wait.mjs';

export { WebSocket };

const address = (peer, path, query) =>
    `${peer.url.replace('http', 'ws')}${path}${query ? `?${new URLSearchParams(query)}` : ''}`;

// What becomes of an upgrade that ends: { opened, status, code, frames }; `says` is sent once it is
// open.
export function fate(peer, path, query, { says = [], ...options } = {}) {
    const socket = new WebSocket(address(peer, path, query), options);
    const seen = { opened: false, frames: [] };
    const end = new Promise((done) => {
        socket.on('open', () => {
            seen.opened = true;
            says.forEach((frame) => socket.send(frame));
        });
        socket.on('message', (data) => seen.frames.push(data.toString()));
        socket.on('unexpected-response', (request, answer) => {
            seen.status = answer.statusCode;
            let body = '';
            answer.on('data', (piece) => { body += piece; });
            answer.on('end', () => done({ ...seen, body }));
        });
        // A refusal in the middle of the stream is an error of the protocol; 'close' follows.
        socket.on('error', (error) => { seen.error = error.message; });
        socket.on('close', (code) => done({ ...seen, code }));
    });
    return within(end, `${path} ends the websocket`);
}

export class Line {
    #inbox = new Inbox();

    // With `answers_pings` heartbeats are kept from the test.
    constructor(socket, answers_pings) {
        this.socket = socket;
        socket.on('message', (data, is_binary) => {
            const frame = is_binary ? data : data.toString();
            if (answers_pings && frame === '2') socket.send('3');
            else this.#inbox.put(frame);
        });
        this.closed = new Promise((done) => {
            socket.on('close', (code, reason) => done({ code, reason: reason.toString() }));
        });
        socket.on('error', () => {});  // 'close' follows, and that is what tests look at
    }

    static async open(peer, path, query, { answers_pings = false, ...options } = {}) {
        const line = new Line(new WebSocket(address(peer, path, query), options), answers_pings);
        const opened = new Promise((done, fail) => {
            line.socket.once('open', done);
            line.socket.once('error', fail);
        });
        await within(opened, `${path} opens a websocket`);
        return line;
    }

    // An Engine.IO session over a websocket, past its open packet.
    static async session(peer, path = '/engine.io/', options = { answers_pings: true }) {
        const line = await Line.open(peer, path, { EIO: 4, transport: 'websocket' }, options);
        const frame = await line.next();
        assert.equal(frame[0], '0');
        line.opening = JSON.parse(frame.slice(1));
        return line;
    }

    send(...frames) {
        for (const frame of frames) this.socket.send(frame);
    }

    // Text as a string, binary as a Buffer.
    next(what = 'a frame') {
        return this.#inbox.take(what);
    }

    async next_frames(count) {
        const frames = [];
        while (frames.length < count) frames.push(await this.next());
        return frames;
    }

    // What came and was not taken.
    get waiting() {
        return this.#inbox.waiting;
    }

    ended(what = 'the server closes the websocket', milliseconds) {
        return within(this.closed, what, milliseconds);
    }

    async close() {
        this.socket.close();
        return this.ended('the websocket closes');
    }
}
