/** Milliseconds of work between two breaths, so that the page stays alive. */
const stint = 8;

/**
 * Proof of work: a nonce for which SHA-256 of "challenge:nonce" begins with `bits` zero bits,
 * thirty-two at most. On the page itself, because a worker would need its own file or a policy
 * with blob:, and by our own hash, because the browser’s takes three times as long by promising
 * each result, and is missing on plain http.
 */
export async function solve(challenge: string, bits: number): Promise<string> {
  for (let nonce = 0; ; ) {
    const pause = performance.now() + stint;
    do {
      if (Math.clz32(firstWord(`${challenge}:${nonce}`)) >= bits) return String(nonce);
      nonce++;
    } while (performance.now() < pause);
    await new Promise((resume) => setTimeout(resume));
  }
}

/** The constants of FIPS 180-4: fractions of the roots of the first 64 primes. */
const [start, constants] = (() => {
  const primes: number[] = [];
  for (let n = 2; primes.length < 64; n++) if (primes.every((prime) => n % prime)) primes.push(n);
  const fractions = (power: number) => Int32Array.from(primes, (prime) => ((prime ** power) % 1) * 2 ** 32);
  return [fractions(1 / 2).subarray(0, 8), fractions(1 / 3)];
})();

type Words = [number, number, number, number, number, number, number, number];

const schedule = new Int32Array(64);

/** The first 32 bits of the SHA-256 of ASCII text, as FIPS 180-4 computes it. */
function firstWord(text: string): number {
  const { length } = text;
  const state = Int32Array.from(start);
  for (let block = 0; block < length + 9; block += 64) {
    for (let i = 0; i < 16; i++) {
      schedule[i] = 0;
      for (let at = block + 4 * i, end = at + 4; at < end; at++) {
        schedule[i] = (schedule[i]! << 8) | (at < length ? text.charCodeAt(at) : at === length ? 0x80 : 0);
      }
    }
    if (block + 64 >= length + 9) schedule[15] = length * 8;
    for (let i = 16; i < 64; i++) {
      const early = schedule[i - 15]!;
      const late = schedule[i - 2]!;
      const mixed = (turn(early, 7) ^ turn(early, 18) ^ (early >>> 3)) + (turn(late, 17) ^ turn(late, 19) ^ (late >>> 10));
      schedule[i] = schedule[i - 16]! + schedule[i - 7]! + mixed;
    }
    let [a, b, c, d, e, f, g, h] = state as unknown as Words;
    for (let i = 0; i < 64; i++) {
      const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + constants[i]! + schedule[i]!) | 0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      // Written out: as one swap of eight it is half as fast.
      h = g;
      g = f;
      f = e;
      e = (d + one) | 0;
      d = c;
      c = b;
      b = a;
      a = (one + two) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] = state[i]! + word));
  }
  return state[0]!;
}

function turn(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}
