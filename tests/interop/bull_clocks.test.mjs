// Bull and our board on one queue while our hour is wrong: a job comes early or late by that much at
// most, and nobody's job is taken for a dead worker's.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { client, ended, share_a_redis, with_queue } from './support/two_sided.mjs';
import { until } from './support/wait.mjs';

share_a_redis();

const skew = 10_000;
const hours = [['ahead', skew], ['behind', -skew]];

for (const [which, ahead] of hours) {
    describe(`while our clock is ten seconds ${which}`, () => {
        test('a delayed job of Bull\'s is due by our clock, no more off than that', () => with_queue(async (bull, board) => {
            const job = await bull.add({}, { delay: 60_000 });
            const due = job.timestamp + 60_000;
            const at = async (real) => {
                await board.do('clock', { now: real + ahead });
                return (await board.do('sweep')).waiting;
            };

            assert.equal(await at(due - ahead - 1), 0);
            // Whoever was added behind others in one millisecond is due in the next.
            assert.equal(await at(due - ahead + 1), 1);
        }));

        test('a delayed job of ours is due at Bull\'s by the clock it was added by', () => with_queue(async (bull, board, base) => {
            await board.do('wrong_clock', { ahead });
            const before = Date.now();
            const [id] = await board.add({ data: {}, opts: { delay: 60_000 } });
            const after = Date.now();

            const due = Math.floor(Number(await client.zscore(`${base}delayed`, id)) / 4096);

            assert.ok(due >= before + ahead + 60_000 && due <= after + ahead + 60_000, `due ${due - before} ms from now`);
        }));

        test('a failed attempt is tried again as long after as it shall be', () => with_queue(async (bull, board) => {
            await board.do('wrong_clock', { ahead });
            await board.work();
            const job = await bull.add({ act: 'fail', reason: 'once', times: 1 }, { attempts: 2, backoff: 50 });

            const found = await ended(bull, job);

            assert.equal(found.attemptsMade, 1);
            assert.equal(await found.getState(), 'completed');
        }));

        const impatient = {
            bull: { settings: { stalledInterval: 40, lockDuration: 8_000 } },
            ours: { lock_ms: 8_000, stalled_interval_ms: 40 },
        };

        // Looks for dead workers; whoever takes one leaves the time of his clock there.
        const looks = async (base, count) => {
            const seen = new Set();
            await until(async () => {
                const at = await client.get(`${base}stalled-check`);
                if (at) seen.add(at);
                return seen.size >= count;
            }, `${count} looks for dead workers`);
        };

        test('no job that lives is taken for a dead worker\'s', () => with_queue(async (bull, board, base) => {
            await board.do('wrong_clock', { ahead });
            const release = [];
            bull.process('theirs', () => new Promise((done) => release.push(done)));
            bull.process('*', async () => 'taken over');
            const theirs = await bull.add('theirs', {});
            await until(() => release.length > 0, 'Bull runs its job');
            await bull.pause(true, true);  // it takes no other
            await board.work();
            const ours = await bull.add({ act: 'hold', value: 'ours' });
            await board.told('started', ours.id);
            const stalled = [];
            bull.on('global:stalled', (id) => stalled.push(id));

            try {
                await looks(base, 10);
            } finally {
                release[0]('theirs');
                await board.do('let_go', { job: String(ours.id) });
            }

            assert.deepEqual(stalled, []);
            assert.equal((await ended(bull, theirs)).returnvalue, 'theirs');
            assert.equal((await ended(bull, ours)).returnvalue, 'ours');
            for (const { id } of [theirs, ours]) assert.equal(await client.hget(`${base}${id}`, 'stalledCounter'), null);
        }, impatient));
    });
}
