import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares in constant time. What was given may be of any length, and its length tells nothing about the other. */
export const sameText = (given: string, expected: string): boolean =>
  timingSafeEqual(hash(given), hash(expected));

const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
