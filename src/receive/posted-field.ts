import { RejectedError } from '../event/errors.ts';
import { mediaType, parseForm } from '../sources/read/form-body.ts';
import type { ReceiveRequest } from './request.ts';
import { memberOf } from '../util/is-record.ts';

/**
 * The text of one field of a posted form, urlencoded, multipart or JSON (`group.name` within a group). All of its texts,
 * where it came several times; empty where it is missing or the body cannot be read, which consume reports.
 */
export function postedField(request: ReceiveRequest, name: string): string {
  if (/[/+]json$/.test(mediaType(request.headers))) return textOf(jsonField(request.body, name));
  try {
    return parseForm(request)
      .filter((entry) => entry.name.replace(/\[\]$/, '') === name)
      .map(({ value }) => value)
      .join('');
  } catch (error) {
    if (error instanceof RejectedError) return '';
    throw error;
  }
}

/** What a JSON body holds at its top, or in a group; undefined where it is no JSON. */
export function jsonField(body: Buffer, name: string): unknown {
  try {
    const value: unknown = JSON.parse(body.toString('utf8').replace(/^\uFEFF/, ''));
    return memberOf(value, name) ?? name.split('.').reduce(memberOf, value);
  } catch {
    return undefined;
  }
}

/** One level only: a list in a list is no answer to a field. */
const textOf = (value: unknown): string =>
  [value]
    .flat()
    .filter((one) => typeof one === 'string' || typeof one === 'number')
    .join('');
