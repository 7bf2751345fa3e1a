import { createHmac } from 'node:crypto';

/** A keyed hash of a text, as 64 hexadecimal digits. */
export type Digest = (text: string) => string;

/** HMAC-SHA256 with the deployment's key: without the key, hashes of known e-mails and phones cannot be recognised. */
export const createDigest =
  (key: string): Digest =>
  (text) =>
    createHmac('sha256', key).update(text).digest('hex');
