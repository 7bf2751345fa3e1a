import { toUtf8 } from './utf8-body.ts';

/**
 * An urlencoded body by its keys as they stand, such as `data[merges][FNAME]`: nothing is nested, because senders post
 * `list=2` beside `list[0][id]=2`. Of a repeated key the last one counts.
 *
 * @throws RejectedError `invalid_delivery` when it is not UTF-8.
 */
export const readFlatForm = (body: Uint8Array): Readonly<Record<string, string>> =>
  Object.fromEntries(new URLSearchParams(toUtf8(body)));
