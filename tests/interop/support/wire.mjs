// Bytes on a TCP connection, for what no client would ever send.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';

import { within } from './wait.mjs';

export const Opcode = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 };

// A websocket frame as a client sends it; `claims` is the length it tells instead of its own.
export function frame(opcode, payload = '', { final = true, masked = true, reserved = 0, claims } = {}) {
    const bytes = Buffer.from(payload);
    const length = claims ?? bytes.length;
    const head = [(final ? 0x80 : 0) | (reserved << 4) | opcode];
    const mask_bit = masked ? 0x80 : 0;
    if (length < 126) {
        head.push(mask_bit | length);
    } else if (length < 65_536) {
        head.push(mask_bit | 126, length >> 8, length & 255);
    } else {
        const wide = Buffer.alloc(8);
        wide.writeBigUInt64BE(BigInt(length));
        head.push(mask_bit | 127, ...wide);
    }
    if (!masked) return Buffer.concat([Buffer.from(head), bytes]);
    const mask = randomBytes(4);
    return Buffer.concat([Buffer.from(head), mask, bytes.map((byte, index) => byte ^ mask[index % 4])]);
}

export class Wire {
    received = Buffer.alloc(0);

    static async open(peer) {
        const wire = new Wire();
        wire.socket = connect(peer.port, '127.0.0.1');
        wire.socket.on('data', (bytes) => { wire.received = Buffer.concat([wire.received, bytes]); });
        wire.socket.on('error', () => {});  // 'close' follows, and that is what tests look at
        wire.closed = new Promise((done) => wire.socket.once('close', done));
        await within(once(wire.socket, 'connect'), 'a connection');
        return wire;
    }

    // A connection past a websocket's upgrade; what follows the answer's head is in `received`.
    static async websocket(peer, target) {
        const wire = await Wire.open(peer);
        wire.write(
            `GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${peer.port}\r\nConnection: Upgrade\r\n` +
            'Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
            `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
        );
        const head_end = await wire.find('\r\n\r\n');
        const head = wire.received.subarray(0, head_end).toString();
        if (!head.startsWith('HTTP/1.1 101 ')) throw new Error(`not upgraded: ${head}`);
        wire.received = wire.received.subarray(head_end + 4);
        return wire;
    }

    write(bytes) {
        if (this.socket.writable) this.socket.write(bytes);
    }

    // Where `text` begins in what was received.
    async find(text) {
        const found = async () => {
            while (!this.received.includes(text)) {
                if (this.socket.destroyed) throw new Error(`closed before ${JSON.stringify(text)} came`);
                await Promise.race([once(this.socket, 'data'), this.closed]);
            }
            return this.received.indexOf(text);
        };
        return within(found(), `the bytes ${JSON.stringify(text)}`);
    }

    ended(what = 'the server ends the connection') {
        return within(this.closed, what);
    }

    destroy() {
        this.socket.destroy();
    }

    // The code of the close frame that was received; undefined when there is none.
    close_code() {
        return [...server_frames(this.received)].find(({ opcode }) => opcode === Opcode.close)?.code;
    }
}

// A server's frames, which are not masked.
export function* server_frames(bytes) {
    let at = 0;
    while (at + 2 <= bytes.length) {
        const opcode = bytes[at] & 15;
        let length = bytes[at + 1];
        let head = 2;
        if (length === 126) [length, head] = [bytes.readUInt16BE(at + 2), 4];
        else if (length === 127) [length, head] = [Number(bytes.readBigUInt64BE(at + 2)), 10];
        const payload = bytes.subarray(at + head, at + head + length);
        const code = opcode === Opcode.close && length >= 2 ? payload.readUInt16BE(0) : undefined;
        yield { opcode, payload, code };
        at += head + length;
    }
}
