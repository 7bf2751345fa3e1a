import { createHash } from 'node:crypto';

/** An e-mail within an identifier: the same for the same address, whatever its case, and not to be read. */
export const sha256 = (email: string): string =>
  createHash('sha256').update(email.trim().toLowerCase()).digest('hex').slice(0, 32);
