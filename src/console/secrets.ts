import { createHash, timingSafeEqual } from 'node:crypto';

/** What lets a browser in. Made anew by every start, kept nowhere. */
export interface Secrets {
  /** In the printed address. */
  readonly token: string;
  /** In the cookie that the address is exchanged for. */
  readonly session: string;
  /** In a header of everything that changes something. */
  readonly csrf: string;
}

/** @param newSecret at least 128 bits that nobody can guess. */
export const createSecrets = (newSecret: () => string): Secrets => ({
  token: newSecret(),
  session: newSecret(),
  csrf: newSecret(),
});

/** Takes the same time wherever they differ. */
export const isSame = (secret: string, given: unknown): boolean =>
  typeof given === 'string' && timingSafeEqual(hashOf(secret), hashOf(given));

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();
