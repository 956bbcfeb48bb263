// Arena, an older dashboard of Bull, before a queue of Bull's own and before ours, with the same jobs: its lists, its
// pages and what it does come out alike.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';

import { Bull } from './support/bull_operations.mjs';
import { dump, RedisServer } from './support/redis.mjs';
import { alike, assert_alike, Twins } from './support/twins.mjs';
import { assert_sound } from './support/two_sided.mjs';

const require = createRequire(import.meta.url);
const Arena = require('bull-arena');
const express = require('express');

// Arena never closes its queues.
const opened = [];
class ArenasBull extends Bull {
    constructor(...words) {
        super(...words);
        opened.push(this);
    }
}

// Arena never answers for those of a paused queue, whosever that is.
const states = ['waiting', 'active', 'completed', 'failed', 'delayed'];
const host = 'here';
// Times as a page writes them: of this century, in milliseconds or in words.
const time_on_a_page = /\b(1[6-9]\d{11}|2\d{12})\b|\b(\d+|an?|a few) (seconds?|minutes?) ago\b|\d{4}-\d\d-\d\d[T ][\d:.]+Z?/g;

describe('Arena shows and does with our queue what it does with Bull\'s', { concurrency: false }, () => {
    let redis;
    let twins;
    let server;
    let held;

    before(async () => {
        redis = await RedisServer.start();
        twins = await Twins.start(redis, 'arena');
        held = await twins.fill();
        const queues = Object.values(twins.names).map((name) => ({
            name, hostId: host, type: 'bull', redis: { port: redis.port, host: '127.0.0.1' },
        }));
        server = express().use('/', Arena({ Bull: ArenasBull, queues }, { disableListen: true, useCdn: false })).listen(0, '127.0.0.1');
        await once(server, 'listening');
    });
    after(async () => {
        server.close();
        await Promise.all(opened.map((queue) => queue.close()));
        await twins.close();
        await redis.close();
    });

    // Answered alike of both, which is returned.
    async function call(method, path, body) {
        const answers = await twins.each(async (_, name) => {
            const answer = await fetch(`http://127.0.0.1:${server.address().port}${path.replace(':queue', name)}`, {
                method, body: body && JSON.stringify(body), headers: body && { 'content-type': 'application/json' },
            });
            const text = (await answer.text()).replaceAll(name, 'the-queue');
            const is_json = (answer.headers.get('content-type') ?? '').includes('json');
            return { status: answer.status, body: is_json ? alike(JSON.parse(text)) : text.replace(time_on_a_page, 'a time') };
        });
        assert_alike(answers, `${method} ${path}`);
        return answers.theirs;
    }

    async function look() {
        const ids = new Set();
        for (const state of states) {
            const { status, body } = await call('GET', `/${host}/:queue/${state}.json`);
            assert.equal(status, 200);
            for (const { id } of body) ids.add(id);
            await call('GET', `/${host}/:queue/${state}`);
        }
        for (const id of ids) await call('GET', `/${host}/:queue/${id}`);
        return ids.size;
    }

    const act = async (method, path, body) => {
        const { status } = await call(method, `/api/queue/${host}/:queue/${path}`, body);
        assert.equal(status, 200, `${method} ${path}`);
        await look();
    };

    test('every list, and the page of each job', async () => {
        assert.equal(await look(), 13);
    });

    test('a pause and a resume', async () => {
        await act('PUT', 'pause');
        await act('PUT', 'resume');
    });

    test('a promotion, a retry, new data and a removal', async () => {
        const { body: [delayed] } = await call('GET', `/${host}/:queue/delayed.json`);
        const { body: [failed] } = await call('GET', `/${host}/:queue/failed.json`);
        await act('PATCH', `delayed/job/${delayed.id}`);
        await act('PATCH', `job/${failed.id}`);
        await act('PUT', `job/${held}/data`, { act: 'hold', more: 'ünïcödé' });
        await act('DELETE', 'job/job-1');
    });

    test('a new job, and the end of all', async () => {
        await act('POST', 'job', { name: 'added', data: { act: 'echo' } });
        await twins.each((which) => twins.sides[which].let_go(held));
        await twins.settled({ active: 0, waiting: 0 });
        await twins.list_ends_by_id();
        await look();
        await twins.each(async (_, name) => assert_sound(await dump(twins.client, `bull:${name}:`)));
    });
});
