// Engine.IO over HTTP, by hand.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';

import { heard, within } from './wait.mjs';

export const separator = '\x1e';

// A session over long polling.
export class Polling {
    constructor(peer, path, opening) {
        this.opening = opening;
        this.sid = opening.sid;
        this.url = `${peer.url}${path}?EIO=4&transport=polling&sid=${opening.sid}`;
    }

    static async open(peer, path = '/engine.io/') {
        const answer = await fetch(`${peer.url}${path}?EIO=4&transport=polling`);
        assert.equal(answer.status, 200);
        const body = await answer.text();
        assert.equal(body[0], '0');
        return new Polling(peer, path, JSON.parse(body.slice(1)));
    }

    get(options) {
        return within(fetch(this.url, options), 'the answer to a poll');
    }

    // A poll that the server has before anything that is sent from now on, as { answered, abort }. Its
    // connection has carried an answer already: on a new one it could be overtaken.
    async waiting_poll() {
        const agent = new Agent({ keepAlive: true, maxSockets: 1 });
        const [first] = await heard(request(this.url, { method: 'OPTIONS', agent }).end(), 'response');
        await text(first);
        const poll = request(this.url, { agent });
        const response = new Promise((done) => poll.once('response', done));
        poll.on('error', () => {});  // of a poll that is aborted; one without an answer is missed below
        poll.end();
        await once(poll, 'finish');
        const answered = async () => {
            const answer = await within(response, 'the answer to a poll');
            const body = await text(answer);
            agent.destroy();
            return { status: answer.statusCode, body };
        };
        return { answered, abort: () => agent.destroy() };
    }

    // The packets of the next answer.
    async packets() {
        const answer = await this.get();
        assert.equal(answer.status, 200);
        return (await answer.text()).split(separator);
    }

    post(body, headers = {}) {
        return within(fetch(this.url, { method: 'POST', body, headers }), 'the answer to a POST');
    }

    async send(...packets) {
        const answer = await this.post(packets.join(separator));
        assert.equal(answer.status, 200);
        assert.equal(await answer.text(), 'ok');
    }

    // Polls until `count` packets came, heartbeats and noops not counted; answers the heartbeats.
    async receive(count) {
        const received = [];
        while (received.length < count) {
            for (const packet of await this.packets()) {
                if (packet === '2') await this.send('3');
                else if (packet !== '6') received.push(packet);
            }
        }
        return received;
    }
}

// Both closed sessions and transports that moved on answer so.
export async function assert_refused(answer, code) {
    assert.equal(answer.status, 400);
    const body = await answer.text();
    if (code !== undefined) assert.equal(JSON.parse(body).code, code);
}
