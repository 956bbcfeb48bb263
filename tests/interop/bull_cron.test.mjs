// When repeated jobs come: as cron-parser says, by which Bull reads them.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

// What names no zone is in the machine's: here in UTC, as our side has it unless it is told.
process.env.TZ = 'UTC';

const { Board } = await import('./support/board.mjs');
const { next_run, Repetitions } = await import('./support/cron.mjs');
const { Random } = await import('./support/random.mjs');
const { RedisServer } = await import('./support/redis.mjs');

const expressions = Number(process.env.CRON_EXPRESSIONS ?? 1_000);
const seed = Number(process.env.CRON_SEED ?? 490);
const runs = 5;

let redis;
let board;
before(async () => {
    redis = await RedisServer.start();
    board = await Board.start(redis, 'cron');
});
after(async () => {
    await board.close();
    await redis.close();
});

const ours = async (cases) => {
    const answers = await board.do('next_runs', { cases });
    return answers.map((answer) => (answer?.refused ? 'refused' : answer));
};

const shown = (answer) => (typeof answer === 'number' ? new Date(answer).toISOString() : answer);

// All by both; then those that come again, from when they came.
async function compare(cases) {
    const answers = await ours(cases);
    const different = [];
    const again = [];
    cases.forEach((one, n) => {
        const expected = next_run(one);
        if (answers[n] !== expected) {
            different.push({ ...one, now: shown(one.now), ours: shown(answers[n]), cron_parser: shown(expected) });
        } else if (typeof expected === 'number') {
            again.push({ now: expected, repeat: { ...one.repeat, count: (one.repeat.count ?? 0) + 1 } });
        }
    });
    assert.deepEqual(different.slice(0, 10), [], `${different.length} of ${cases.length} differ, seed ${seed}`);
    return again;
}

describe('repeated jobs come when cron-parser says', () => {
    test(`${expressions} expressions by chance, ${runs} runs each, over many a change of clocks`, async () => {
        const repetitions = new Repetitions(new Random(seed));
        let cases = Array.from({ length: expressions }, () => repetitions.next());
        for (let run = 0; run < runs; ++run) cases = await compare(cases);
        assert.ok(cases.length > expressions / 3, 'too few come again: this test shows nothing');
    });

    test('what is no expression is refused', async () => {
        const wrong = [
            '* * * * * * *', '@reboot', '60 * * * *', '* 24 * * *', '* * 0 * *', '* * 32 * *', '* * * 0 *', '* * * 13 *',
            '* * * * 8', '5-1 * * * *', '-5 * * * *', '5- * * * *', '*/0 * * * *', '5/ * * * *', '/5 * * * *', '1/2/3 * * * *',
            '*/1-5 * * * *', '5,,6 * * * *', ',5 * * * *', '1.5 * * * *', '0x5 * * * *', '? * * * *', 'L * * * *', '* * LW * *',
            '* * 1-L * *', '* * * foo *', '* * * * mond', '* * * * fril', '0 0 * * 5#6', '0 0 * * 5#0', '0 0 * * 5#', '0 0 * * #2',
            '0 0 * * 5#2,3', '0 0 * * 1-5#2', '0 0 * * 5#2#1', '0 0 * * 1-5L', '0 0 30 2 *', '0 0 31 apr *', '0 0 31,L 4 *',
        ];
        const cases = wrong.map((cron) => ({ now: Date.UTC(2026, 0, 1), repeat: { cron } }));

        assert.deepEqual(cases.map(next_run), cases.map(() => 'refused'), 'cron-parser');
        assert.deepEqual(await ours(cases), cases.map(() => 'refused'), 'ours');
    });
});
