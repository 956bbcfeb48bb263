// Repetitions by chance, and when cron-parser, by which Bull reads them, has them come.
import { createRequire } from 'node:module';

const parser = createRequire(import.meta.url)('cron-parser');

// Their clocks jump at 1, 2 and 3 o'clock and at midnight, by an hour, by half of one and by two: all
// but in mid-hour, as on the Chatham Islands, where cron-parser's answer depends on the way it takes.
export const zones = [
    'Europe/Berlin', 'Europe/London', 'America/New_York', 'America/St_Johns', 'America/Havana',
    'Atlantic/Azores', 'Australia/Lord_Howe', 'Pacific/Auckland', 'Antarctica/Troll', 'Asia/Beirut',
    'America/Santiago', 'Africa/Johannesburg', 'Asia/Kathmandu', 'UTC', 'UTC+3', 'UTC-03:30', 'utc',
];

const hour = 3_600_000;
const day = 24 * hour;
const week = 7 * day;

function clock_of(zone) {
    const fixed = /^utc(?:([+-]\d+)(?::(\d+))?)?$/i.exec(zone);
    if (fixed) return () => 0;
    const format = new Intl.DateTimeFormat('en-US', {
        timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric',
    });
    return (ms) => {
        const part = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
        return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute) - ms;
    };
}

// When the clocks of a zone jump in a year, to the minute. They never do twice in a week.
function jumps_of(zone, year) {
    const offset = clock_of(zone);
    const jumps = [];
    const end = Date.UTC(year + 1, 0, 1);
    for (let at = Date.UTC(year, 0, 1); at < end; at += week) {
        const next = Math.min(at + week, end);
        if (offset(at) === offset(next)) continue;
        let [before, behind] = [at, next];
        while (behind - before > 60_000) {
            const middle = before + Math.floor((behind - before) / 120_000) * 60_000;
            if (offset(middle) === offset(at)) before = middle;
            else behind = middle;
        }
        jumps.push(behind);
    }
    return jumps;
}

const kinds = [
    { name: 'second', min: 0, max: 59 }, { name: 'minute', min: 0, max: 59 }, { name: 'hour', min: 0, max: 23 },
    { name: 'day', min: 1, max: 31, any: true }, { name: 'month', min: 1, max: 12, names: 'jan feb mar apr may jun jul aug sep oct nov dec' },
    { name: 'weekday', min: 0, max: 7, any: true, names: 'sun mon tue wed thu fri sat' },
];

export class Repetitions {
    #jumps = new Map();

    constructor(random) {
        this.random = random;
    }

    #value({ min, max, names }) {
        const { random } = this;
        const value = min + random.below(max - min + 1);
        const name = names?.split(' ')[value - min];
        if (!name || random.chance(0.7)) return [value, String(value).padStart(random.chance(0.1) ? 2 : 1, '0')];
        return [value, random.chance(0.5) ? name : name.toUpperCase()];
    }

    #item(kind, any) {
        const { random } = this;
        if (kind.name === 'day' && random.chance(0.08)) return 'L';
        if (kind.name === 'weekday' && random.chance(0.12)) return `${random.below(8)}L`;
        const step = random.chance(0.3) ? `/${1 + random.below(Math.min(kind.max + 3, 20))}` : '';
        const shape = random.below(4);
        if (shape === 0) return `${any}${step}`;
        const [[low, first], [high, last]] = [this.#value(kind), this.#value(kind)].sort((a, b) => a[0] - b[0]);
        if (shape === 1 && low <= high) return `${first}-${last}${step}`;
        return `${first}${step}`;
    }

    #field(kind) {
        const { random } = this;
        if (kind.name === 'weekday' && random.chance(0.1)) return `${this.#value(kind)[1]}#${1 + random.below(5)}`;
        if (random.chance({ minute: 0.15, hour: 0.2, day: 0.55, month: 0.7, weekday: 0.55 }[kind.name] ?? 0.1)) return '*';
        // cron-parser takes only one of them in a field.
        const any = kind.any && random.chance(0.3) ? '?' : '*';
        return Array.from({ length: Number(random.weighted({ 1: 6, 2: 2, 3: 1 })) }, () => this.#item(kind, any)).join(',');
    }

    expression() {
        const { random } = this;
        if (random.chance(0.02)) return random.of(['@hourly', '@daily', '@weekly', '@monthly', '@yearly']);
        const fields = kinds.map((kind) => this.#field(kind));
        return fields.slice(Number(random.weighted({ 0: 2, 1: 7, 2: 0.3 }))).join(random.of([' ', ' ', '  ', '\t']));
    }

    // Often shortly before clocks jump, or between what they show twice.
    #moment(zone) {
        const { random } = this;
        const year = 2024 + random.below(14);
        const name = `${zone} ${year}`;
        if (!this.#jumps.has(name)) this.#jumps.set(name, jumps_of(zone, year));
        const jumps = this.#jumps.get(name);
        if (jumps.length > 0 && random.chance(0.7)) return random.of(jumps) + random.below(3 * day) - 2 * day;
        return Date.UTC(year, 0, 1) + random.below(365 * day);
    }

    // { now, repeat }
    next() {
        const { random } = this;
        const zone = random.of(zones);
        const now = this.#moment(zone) - (random.chance(0.5) ? 0 : 1) * random.below(1_000);
        const repeat = { cron: this.expression(), tz: random.chance(0.93) ? zone : undefined };
        const date = (ms) => random.of([ms, new Date(ms).toISOString()]);
        if (random.chance(0.15)) repeat.endDate = date(now + random.below(40) * day);
        if (random.chance(0.1)) repeat.startDate = date(now + (random.below(20) - 5) * day);
        if (random.chance(0.15)) repeat.limit = 1 + random.below(4);
        return { now, repeat: JSON.parse(JSON.stringify(repeat)) };
    }
}

// When the run after `now` is due: ms, null where it was the last, 'refused' where it cannot be read.
export function next_run({ now, repeat }) {
    if (repeat.limit !== undefined && (repeat.count ?? 0) + 1 > repeat.limit) return null;
    if (repeat.endDate !== undefined && now > new Date(repeat.endDate)) return null;
    const start = repeat.startDate === undefined ? now : Math.max(now, new Date(repeat.startDate).getTime());
    let times;
    try {
        times = parser.parseExpression(repeat.cron, { ...repeat, currentDate: new Date(start) });
    } catch {
        return 'refused';
    }
    try {
        return times.next().getTime();
    } catch {
        return null;
    }
}
