// `rollcall serve` on a Redis, and a queue of Bull's beside it.
import { after, before } from 'node:test';

import { Bull } from './bull_operations.mjs';
import { RedisServer } from './redis.mjs';
import { Rollcall } from './rollcall.mjs';
import { pause, until } from './wait.mjs';

export const name = 'bulk-uploads';
export const base = `bull:${name}:`;

// A list of made-up people; the last digit of an ID number makes its Luhn sum whole.
export function id_number(n) {
    const digits = `800101${String(n).padStart(4, '0')}08`;
    const sum = [...digits].reduce((total, digit, at) => {
        const doubled = Number(digit) * (at % 2 === 1 ? 2 : 1);
        return total + (doubled > 9 ? doubled - 9 : doubled);
    }, 0);
    return digits + String((10 - (sum % 10)) % 10);
}
export const list_of = (first, rows) => Buffer.from(
    ['ID Number,Firstname,Surname,Ward',
        ...Array.from({ length: rows }, (_, n) => `${id_number(first + n)},Thandeka,Examplesen,79800001`)].join('\n'));

// Both for the tests of a suite, which `use` defines.
export function serve(settings, use) {
    let redis;
    let client;
    let server;
    let bull;
    before(async () => {
        redis = await RedisServer.start();
        client = redis.connect();
        server = await Rollcall.start({ REDIS_HOST: '127.0.0.1', REDIS_PORT: String(redis.port), ...settings });
        bull = new Bull(name, { redis: { port: redis.port, host: '127.0.0.1' } });
        await bull.isReady();
    });
    after(async () => {
        await bull.close();
        await server.stop();
        client.disconnect();
        await redis.close();
    });
    use({
        get redis() { return redis; },
        get client() { return client; },
        get server() { return server; },
        get bull() { return bull; },
        // Asked as often as one person may.
        becomes: (job, status) => until(async () => {
            await pause(25);
            const answer = await server.request('GET', `/status/${job}`);
            return answer.ok && (await answer.json()).data.status === status;
        }, `${job} is ${status}`),
        stored: async (first) => {
            const id = await server.upload(list_of(first, 3), { name: 'members.csv' });
            const { file_sha256: fileId } = await server.finished(id);
            return { fileName: 'members.csv', userId: '7', userRole: 'super_admin', userEmail: 'a@example.org', fileId, force: true };
        },
    });
}

// What is published of each job from now on, by listeners of Bull's.
export async function listen(bull) {
    const told = [];
    const events = {
        'global:waiting': (id) => told.push(['waiting', id]),
        'global:active': (id) => told.push(['active', id]),
        'global:progress': (id, progress) => told.push(['progress', id, progress]),
        'global:completed': (id, result) => told.push(['completed', id, JSON.parse(result)]),
        'global:failed': (id, reason) => told.push(['failed', id, reason]),
    };
    for (const [event, hear] of Object.entries(events)) {
        bull.on(event, hear);
        await bull._registerEvent(event);  // the subscription stands
    }
    return (id, kind) => told.filter(([event, job]) => String(job) === id && (!kind || event === kind));
}
