import { createDecipheriv } from 'node:crypto';
import { RejectedError } from '../../event/errors.ts';
import { isRecord } from '../../util/is-record.ts';
import { type Credential, type Fetcher, forAll } from './fetcher.ts';

/**
 * The query API of SurveyCake's webhooks: base64 of AES-128-CBC with the keys of the form. That the answer can be decrypted
 * proves that it is of this form: anybody can post the id of another one.
 *
 * @see https://github.com/SurveyCake/webhook
 */
export const surveycakeFetcher: Fetcher = {
  vendor: 'SurveyCake',
  baseUrl: 'https://www.surveycake.com',
  hosts: ['www.surveycake.com', '.surveycake.com', '.surveycake.biz'],
  needs: ['key', 'iv'],
  limits: [{ perSecond: 5, burst: 5 }],
  perCall: 1,
  noRecord: '0/0',
  ifMissing: 'the submission was deleted, or was never of this form',
  request: ([record = '']) => ({
    method: 'GET',
    path: `/webhook/v0/${record.split('/').map(encodeURIComponent).join('/')}`,
    route: '/webhook/v0/{svid}/{hash}',
    headers: { accept: 'text/plain' },
  }),
  read(text, records, { fetch }) {
    const answer = decrypt(text, fetch);
    return forAll(records, answer === undefined ? { error: undecryptable() } : { answer });
  },
};

const undecryptable = (): RejectedError =>
  new RejectedError(
    'invalid_delivery',
    "the answers cannot be decrypted: correct `key` and `iv` in the source's `fetch`, then replay; if they are right, the id was not of this form",
  );

const BLOCK_BYTES = 16;
const KEY_BYTES = 16;

/**
 * The JSON in an encrypted answer. SurveyCake's pages say that it is filled up with zeros; its code for Node.js reads PKCS#7.
 * Both are read.
 *
 * @returns undefined where the keys do not fit.
 */
function decrypt(text: string, { key = '', iv = '' }: Credential): string | undefined {
  const base64 = text.trim();
  const bytes = Buffer.from(base64, 'base64');
  if (Buffer.byteLength(key) !== KEY_BYTES || Buffer.byteLength(iv) !== KEY_BYTES) return undefined;
  const isWhole = bytes.length > 0 && bytes.length % BLOCK_BYTES === 0;
  if (!isWhole || !/^[A-Za-z0-9+/\s]+={0,2}$/.test(base64)) return undefined;
  const decipher = createDecipheriv('aes-128-cbc', key, iv);
  decipher.setAutoPadding(false);
  const plain = Buffer.concat([decipher.update(bytes), decipher.final()]);
  return jsonIn(plain.subarray(0, plain.length - paddingOf(plain)));
}

/** Bytes at the end that are no text. JSON ends with a bracket, so neither kind of padding can be part of it. */
function paddingOf(plain: Buffer): number {
  const last = plain.at(-1) ?? 0;
  const isPkcs7 =
    last > 0 && last <= BLOCK_BYTES && plain.subarray(-last).every((byte) => byte === last);
  if (isPkcs7) return last;
  const end = plain.findLastIndex((byte) => byte !== 0);
  return plain.length - end - 1;
}

/** Other keys give bytes that are neither UTF-8 nor JSON. */
function jsonIn(bytes: Uint8Array): string | undefined {
  try {
    const text = UTF8.decode(bytes);
    return isRecord(JSON.parse(text)) ? text : undefined;
  } catch {
    return undefined;
  }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });
