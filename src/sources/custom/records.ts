import { RejectedError } from '../../event/errors.ts';
import { findExcess } from '../../event/validate.ts';
import type { DeliveryFetch, DeliveryPiece, DeliveryReference } from '../../generated/types.ts';
import { isRecord } from '../../util/is-record.ts';
import { readJsonBody } from '../read/json-body.ts';
import { pieceNames, recordName } from './described-fetcher.ts';
import { listed, type LookUp, textsIn } from './look-up.ts';
import { valueWithin } from './json-text.ts';
import { parsePointer } from './pointer.ts';
import type { PostedPerson } from './post.ts';

/** The record that an entry of a post names. */
type NamedRecord =
  /** Not fetched yet. */
  | { readonly name: string }
  | { readonly name: string; readonly value: Readonly<Record<string, unknown>> }
  /** It names none. Free of the sender's texts. */
  | { readonly why: string };

/** @throws RejectedError `invalid_delivery` where the entry names no record, or the answer holds none. */
export function recordOf(person: PostedPerson, fetch: DeliveryFetch, look: LookUp): NamedRecord {
  const pieces: string[] = [];
  for (const name of pieceNames(fetch)) {
    const piece = fetch.pieces?.[name] ?? '';
    const text = textOf(piece, person, look);
    if (text === undefined) throw refusal(`the delivery has nothing at \`fetch.pieces.${name}\``);
    const { prefix = '' } = typeof piece === 'string' ? {} : piece;
    if (!text.startsWith(prefix)) return { why: 'the id in it is of another kind of record' };
    pieces.push(text.slice(prefix.length));
  }
  const name = recordName(fetch, pieces);
  if (name === undefined) {
    throw new RejectedError(
      'invalid_delivery',
      'the delivery names a record by a text that is no id',
    );
  }
  const answer = person.post.answers?.get(name);
  return answer === undefined ? { name } : { name, value: valueIn(answer, fetch) };
}

function textOf(
  piece: DeliveryPiece,
  { keys = [] }: PostedPerson,
  look: LookUp,
): string | undefined {
  if (typeof piece !== 'string' && piece.key !== undefined) return keys[piece.key - 1];
  const places = typeof piece === 'string' ? piece : (piece.at ?? []);
  const [found] = listed<DeliveryReference>(places).flatMap(look.all);
  return found && textsIn(found.value)[0]?.trim();
}

function valueIn(
  answer: string,
  { record = '' }: DeliveryFetch,
): Readonly<Record<string, unknown>> {
  const root = jsonIn(answer);
  const excess = findExcess(root);
  if (excess) throw refusal(`the answer of the tool ${excess.expected}`);
  const value = valueWithin(root, parsePointer(record)?.tokens ?? []);
  if (isRecord(value)) return value;
  const place = record === '' ? 'is no JSON object' : 'has no object at `fetch.record`';
  throw refusal(`the answer of the tool ${place}`);
}

function jsonIn(answer: string): unknown {
  try {
    return readJsonBody(Buffer.from(answer));
  } catch (error) {
    if (error instanceof RejectedError) return undefined;
    throw error;
  }
}

const refusal = (what: string): RejectedError =>
  new RejectedError('invalid_delivery', `${what}; correct the source's \`delivery\`, then replay`);
