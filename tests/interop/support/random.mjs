// Chance that a seed repeats (mulberry32).
export class Random {
    #state;

    constructor(seed) {
        this.#state = seed >>> 0;
    }

    // At least 0, below 1.
    real() {
        this.#state = (this.#state + 0x6d2b79f5) >>> 0;
        let mixed = this.#state;
        mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    }

    below(bound) {
        return Math.floor(this.real() * bound);
    }

    chance(share) {
        return this.real() < share;
    }

    of(items) {
        return items[this.below(items.length)];
    }

    // By the weights that stand for the names.
    weighted(weights) {
        const all = Object.entries(weights);
        let left = this.real() * all.reduce((sum, [, weight]) => sum + weight, 0);
        for (const [name, weight] of all) {
            left -= weight;
            if (left < 0) return name;
        }
        return all.at(-1)[0];
    }
}
