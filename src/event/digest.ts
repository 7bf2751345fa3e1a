import { createHmac, createSecretKey } from 'node:crypto';

/** A keyed hash of a text, as 64 hexadecimal digits. */
export type Digest = (text: string) => string;

/** How many hashes are cached: about the contacts of a batch and the tokens of its stores. */
const KEPT = 64;

/** Longer texts come from hostile senders, and would stay in memory. */
const LONGEST_KEPT = 1_000;

/** HMAC-SHA256 with the deployment's key. Without the key, the hash of a known e-mail or phone cannot be recognised. */
export function createDigest(key: string): Digest {
  const secret = createSecretKey(key, 'utf8');
  const kept = new Map<string, string>();
  return (text) => {
    const known = kept.get(text);
    if (known !== undefined) return known;
    const digest = createHmac('sha256', secret).update(text).digest('hex');
    if (text.length > LONGEST_KEPT) return digest;
    const [oldest] = kept.keys();
    if (kept.size === KEPT && oldest !== undefined) kept.delete(oldest);
    kept.set(text, digest);
    return digest;
  };
}
