import type { RecordedCall, Target } from './recorder.ts';

/**
 * The calls of one batch of ten, for any ten people. A part is a text, or the place of something that differs from batch
 * to batch.
 */
export interface Score {
  readonly calls: readonly ScoredCall[];
  /** How often it writes the item with the limits. */
  readonly writes: number;
}

export interface ScoredCall {
  readonly to: Target;
  readonly method: string;
  readonly path: readonly Part[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: readonly Part[];
  /** The calls, by their place in the list, whose answers it waits for. */
  readonly after: readonly number[];
  /** The person whose customer id the answer brings. */
  readonly bringsIdOf?: number;
}

/**
 * `second` is the start of the first customer id of the batch. `version` and `seen` are the versions of the item with the
 * limits: this write of the batch writes `version`, the one before it wrote `seen`. Writes count from zero.
 */
export type Part =
  | string
  | { readonly is: 'name' | 'hash' | 'id'; readonly person: number }
  | { readonly is: 'version' | 'seen'; readonly write: number }
  | { readonly is: 'second' };

/** How the people of a recorded batch are called in its calls. */
export interface Cast {
  readonly names: readonly string[];
  /** Keyed hashes of their e-mail addresses. */
  readonly hashes: readonly string[];
  /** Ids of their customers. */
  readonly ids: readonly string[];
}

const HASH = /[0-9a-f]{64}/;

/** Finds hashes and ids of the people: one call has a person's name and id, another one the id and the hash. */
export function castOf(names: readonly string[], calls: readonly RecordedCall[]): Cast {
  const ids = names.map((name) => {
    const created = calls.find(
      ({ method, body }) => method === 'POST' && body.includes(`${name}@`),
    );
    return found((JSON.parse(created?.answer ?? '{}') as { readonly id?: string }).id);
  });
  const hashes = ids.map((id) => {
    const linked = calls.find(({ body }) => HASH.test(body) && body.includes(id));
    return found(HASH.exec(linked?.body ?? '')?.[0]);
  });
  return { names, hashes, ids };
}

/** @param calls of one batch, in the order of their sending. */
export function scoreOf(calls: readonly RecordedCall[], cast: Cast): Score {
  const people = calls.map((call) => peopleIn(call, cast));
  const waits = calls.map((call, at) =>
    calls.flatMap((before, place) =>
      before.ended < call.sent && areOneWay(people[place], people[at]) ? [place] : [],
    ),
  );
  const isWrite = ({ body }: RecordedCall): boolean => VERSION.test(body);
  return {
    writes: calls.filter(isWrite).length,
    calls: calls.map(({ to, method, path, headers, body, answer }, at) => {
      const after = waits[at] ?? [];
      const implied = new Set(after.flatMap((place) => waits[place] ?? []));
      const person = cast.ids.findIndex((id) => answer.includes(id));
      return {
        to,
        method,
        path: partsOf(path, cast),
        headers,
        body: partsOf(body, cast, calls.slice(0, at).filter(isWrite).length),
        after: after.filter((place) => !implied.has(place)),
        ...(to === 'shop' && method === 'POST' && { bringsIdOf: person }),
      };
    }),
  };
}

/** The people whom a call is about. */
const peopleIn = ({ path, body }: RecordedCall, { names, hashes, ids }: Cast): readonly number[] =>
  names.flatMap((name, at) =>
    [name, hashes[at], ids[at]].some((one) => one !== undefined && (path + body).includes(one))
      ? [at]
      : [],
  );

/**
 * Whether an order of two calls is meant. Calls of two people run side by side, so that theirs is chance. A call for
 * several people, or for none, concerns all.
 */
function areOneWay(a: readonly number[] = [], b: readonly number[] = []): boolean {
  const [one] = a;
  return a.length !== 1 || b.length !== 1 || one === b[0];
}

const VERSION = /("version":\{"N":")(\d+)("\})/;
const SEEN = /(":seen":\{"N":")(\d+)("\})/;

/** The version of the item with the limits after these calls. */
export const versionIn = (calls: readonly RecordedCall[]): number =>
  Math.max(0, ...calls.map(({ body }) => Number(VERSION.exec(body)?.[2] ?? 0)));

/** Splits a text at everything that another batch has to replace. */
function partsOf(text: string, { names, hashes, ids }: Cast, write = 0): readonly Part[] {
  const second = new RegExp(`(newborns#\\w+#)(${ids[0]?.slice(0, 8) ?? ''})(")`);
  let parts: readonly Part[] = [text];
  const replace = (pattern: RegExp, part: Part): void => {
    parts = parts.flatMap((one) => (typeof one === 'string' ? splitAt(one, pattern, part) : one));
  };
  for (const person of names.keys()) {
    replace(exactly(names[person]), { is: 'name', person });
    replace(exactly(hashes[person]), { is: 'hash', person });
    replace(exactly(ids[person]), { is: 'id', person });
  }
  replace(second, { is: 'second' });
  replace(VERSION, { is: 'version', write });
  replace(SEEN, { is: 'seen', write });
  return parts;
}

const exactly = (text: string | undefined): RegExp => new RegExp(`()(${found(text)})()`);

/** @param pattern has three groups: what comes before the place, the place, and what comes after. */
function splitAt(text: string, pattern: RegExp, part: Part): readonly Part[] {
  const match = pattern.exec(text);
  if (match === null) return text === '' ? [] : [text];
  const [, before = '', place = ''] = match;
  const from = match.index + before.length;
  return [text.slice(0, from), part, ...splitAt(text.slice(from + place.length), pattern, part)];
}

function found(text: string | undefined): string {
  if (text === undefined) throw new Error('the recorded calls do not show all people');
  return text;
}
