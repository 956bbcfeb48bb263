// bull-board's own server before a queue of Bull's.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createRequire } from 'node:module';

import Bull from 'bull';

const require = createRequire(import.meta.url);
const { createBullBoard } = require('@bull-board/api');
const { BullAdapter } = require('@bull-board/api/bullAdapter');
const { ExpressAdapter } = require('@bull-board/express');
const express = require('express');

export class Dashboard {
    static async start(port, name) {
        const dashboard = new Dashboard();
        dashboard.name = name;
        dashboard.queue = new Bull(name, { redis: { host: '127.0.0.1', port } });
        const routes = new ExpressAdapter();
        createBullBoard({ queues: [new BullAdapter(dashboard.queue)], serverAdapter: routes });
        dashboard.server = express().use('/', routes.getRouter()).listen(0, '127.0.0.1');
        await once(dashboard.server, 'listening');
        return dashboard;
    }

    // What a call is answered with, whatever that is: { status, body }.
    async call(method, path, body) {
        const answer = await fetch(`http://127.0.0.1:${this.server.address().port}/api/queues${path}`, {
            method, body: body && JSON.stringify(body), headers: body && { 'content-type': 'application/json' },
        });
        const text = await answer.text();
        return { status: answer.status, body: /^[{[]/.test(text) ? JSON.parse(text) : text };
    }

    async ask(method, path, body) {
        const answer = await this.call(method, path, body);
        assert.ok(answer.status < 300, `${method} ${path}: ${JSON.stringify(answer.body)}`);
        return answer.body;
    }

    // The queue with a page of its jobs in the state.
    async page(status) {
        const { queues } = await this.ask('GET', `?activeQueue=${this.name}&status=${status}&page=1`);
        return queues.find((queue) => queue.name === this.name);
    }

    async job(id, status) {
        return (await this.page(status)).jobs.find((job) => job.id === id);
    }

    async close() {
        this.server.close();
        await this.queue.close();
    }
}
