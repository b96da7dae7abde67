/** Nonces tried between two breaths: a few milliseconds of work, so that the page stays alive. */
const chunk = 256;

/**
 * Proof of work: a nonce for which SHA-256 of "challenge:nonce" begins with `bits` zero bits.
 * On the page itself, because a worker would need its own file or a policy with blob:.
 */
export async function solve(challenge: string, bits: number): Promise<string> {
  const encoder = new TextEncoder();
  const enough = async (nonce: number) => {
    const hash = await crypto.subtle.digest("SHA-256", encoder.encode(`${challenge}:${nonce}`));
    // Thirty-two bits are more than any form may ask for.
    return Math.clz32(new DataView(hash).getUint32(0)) >= bits;
  };
  for (let first = 0; ; first += chunk) {
    const found = (await Promise.all(Array.from({ length: chunk }, (_, i) => enough(first + i)))).indexOf(true);
    if (found >= 0) return String(first + found);
    await new Promise((resume) => setTimeout(resume));
  }
}
