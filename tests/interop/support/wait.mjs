// Waits that end: for a promise, a condition or the next item, never for mere time.

// Only a failure waits so long: no machine is too slow for it.
export const patience_ms = 60_000;

// The promise's value; an error that says what was awaited when it does not come in time.
export async function within(promise, what, milliseconds = patience_ms) {
    let timer;
    const too_late = new Promise((_, reject) => {
        const error = new Error(`not within ${milliseconds} ms: ${what}`);
        timer = setTimeout(() => reject(error), milliseconds);
    });
    try {
        return await Promise.race([promise, too_late]);
    } finally {
        clearTimeout(timer);
    }
}

// The condition's first true value.
export async function until(condition, what, milliseconds = patience_ms) {
    const deadline = performance.now() + milliseconds;
    for (;;) {
        const value = await condition();
        if (value) return value;
        if (performance.now() > deadline) throw new Error(`not within ${milliseconds} ms: ${what}`);
        await pause(5);
    }
}

// For what must not happen too soon, and to leave the processor to others: what has to have happened
// is awaited.
export const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

// What came, in order, for whoever takes it; taking waits.
export class Inbox {
    #items = [];
    #takers = [];

    put(item) {
        const taker = this.#takers.shift();
        if (taker) taker(item);
        else this.#items.push(item);
    }

    take(what = 'the next item', milliseconds = patience_ms) {
        if (this.#items.length > 0) return Promise.resolve(this.#items.shift());
        const taken = new Promise((taker) => this.#takers.push(taker));
        return within(taken, what, milliseconds);
    }

    get waiting() {
        return this.#items;
    }
}

// The next emission of a Node or socket.io emitter, as the array of its arguments.
export function heard(emitter, event, milliseconds = patience_ms) {
    const once = new Promise((done) => emitter.once(event, (...values) => done(values)));
    return within(once, `the event ${event}`, milliseconds);
}
