import { parseForm } from '../../sources/read/form-body.ts';
import { readJsonBody } from '../../sources/read/json-body.ts';
import type { Delivery, Found, Source, SourceContext } from '../../sources/source.ts';
import { memberOf } from '../../util/is-record.ts';
import { alter, type Leaf, leavesOf, withLeaf } from './alter.ts';

/** The part of a delivery that a field of the signup comes from. */
export interface Origin {
  /** `form_response.answers.0.email`, `data[merges][FNAME]`. */
  readonly place: string;
  /** The tool's own name for the question, if it differs from the place. */
  readonly reference?: string;
}

/** The origins of one signup, by path into the signup. */
export interface Origins {
  readonly of: ReadonlyMap<string, Origin>;
  /** Fields that were found by the type of the question. */
  readonly byType: ReadonlySet<string>;
}

type SignupValues = ReadonlyMap<string, unknown>;

/** A limit for one command: number of leaves times bytes of the delivery. */
const MAX_WORK = 50_000_000;

const MAX_LEAVES = 1_000;

const NOTHING: Origins = { of: new Map(), byType: new Set() };

/**
 * Finds the origin of each value: changes one value of the delivery after the other, and reads the delivery again. This
 * is possible for every tool, and shows the real behaviour of its source. Empty if the delivery cannot be read again.
 */
export function originsOf(
  delivery: Delivery,
  { source, context }: { readonly source: Source; readonly context: SourceContext },
): readonly Origins[] {
  const found = source.read(delivery, context);
  const document = postedDocument(delivery);
  const read = (value: unknown): readonly SignupValues[] => {
    try {
      const again = document ? source.read(document.toDelivery(value), context) : [];
      return again.length === found.length ? again.map(valuesOf) : [];
    } catch {
      return [];
    }
  };
  const before = found.map(valuesOf);
  const unchanged = read(document?.value);
  const limit = Math.min(MAX_LEAVES, MAX_WORK / (delivery.body.length + 1));
  const leaves = leavesOf(document?.value).slice(0, limit);
  const trials = leaves.map((leaf) => ({
    leaf,
    after: read(withLeaf(document?.value, leaf.path, alter(leaf.value))),
  }));
  return before.map((values, at) => {
    if (document === undefined || !isSame(values, unchanged[at])) return NOTHING;
    const own = trials.map(({ leaf, after }) => ({ leaf, after: after[at] ?? new Map() }));
    return judge(values, own, (leaf) => describe(leaf, document.placeOf, document.value));
  });
}

/** Values by path, without id and time of the signup. */
const valuesOf = (found: Found): SignupValues =>
  new Map(leavesOf(dataOf(found)).map(({ path, value }) => [path.join('.'), value]));

function dataOf(found: Found): object | undefined {
  if (found.kind === 'tags') return { customer: { tags: found.tags } };
  return found.kind === 'signup' ? found.data : undefined;
}

const isSame = (values: SignupValues, others: SignupValues = new Map()): boolean =>
  values.size === others.size && [...values].every(([path, value]) => others.get(path) === value);

interface Trial {
  readonly leaf: Leaf;
  /** Empty if the signup was not found any more: such a leaf is the origin of no field. */
  readonly after: SignupValues;
}

function judge(
  values: SignupValues,
  trials: readonly Trial[],
  show: (leaf: Leaf) => Origin,
): Origins {
  const of = new Map<string, Origin>();
  const byType = new Set<string>();
  for (const [path, value] of values) {
    const touched = trials
      .filter(({ after }) => after.size > 0 && after.get(path) !== value)
      .map(({ leaf, after }) => ({
        leaf,
        score: Number(after.has(path)) + 2 * likeness(leaf.value, value),
      }));
    const [best] = touched.toSorted((a, b) => b.score - a.score);
    if (best) of.set(path, show(best.leaf));
    if (touched.some(({ leaf }) => leaf.path.at(-1) === 'type')) byType.add(path);
  }
  return { of, byType };
}

function likeness(posted: unknown, value: unknown): number {
  const [one, other] = [posted, value].map((text) => String(text).trim().toLowerCase());
  if (one === undefined || other === undefined || one === '') return 0;
  return one === other ? 2 : Number(other.includes(one) || one.includes(other));
}

/** Typeform and Tally name a question by `ref` or `key`, in the answer or in an object around it. */
function describe(
  { path }: Leaf,
  placeOf: (path: readonly string[]) => string,
  root: unknown,
): Origin {
  const place = placeOf(path);
  let node: unknown = root;
  let reference: string | undefined;
  for (const key of path) {
    reference = referenceOf(node) ?? reference;
    node = memberOf(node, key);
  }
  return reference === undefined ? { place } : { place, reference };
}

function referenceOf(node: unknown): string | undefined {
  const names = [
    memberOf(memberOf(node, 'field'), 'ref'),
    memberOf(node, 'ref'),
    memberOf(node, 'key'),
    memberOf(node, 'checkbox_key'),
    // A lead of Meta.
    Array.isArray(memberOf(node, 'values')) ? memberOf(node, 'name') : undefined,
  ];
  return names.find((name) => typeof name === 'string');
}

/** The body of a delivery as one JSON value, and the way back to a delivery. */
interface PostedDocument {
  readonly value: unknown;
  /** The delivery with another value. Forms become urlencoded. */
  readonly toDelivery: (value: unknown) => Delivery;
  /** The name of a place in the value, as the tool shows it. */
  readonly placeOf: (path: readonly string[]) => string;
}

interface PostedField {
  readonly name: string;
  readonly value: unknown;
}

/** `undefined` if there is neither an answer of the tool, nor a body that is JSON or a form. */
function postedDocument(delivery: Delivery): PostedDocument | undefined {
  return fromAnswer(delivery) ?? fromJson(delivery) ?? fromForm(delivery);
}

/** Of a tool that posts only ids the values are in its answer. */
function fromAnswer({ answers, ...delivery }: Delivery): PostedDocument | undefined {
  const [first] = answers ?? [];
  if (first === undefined) return undefined;
  const [record, text] = first;
  const value = attempt(() => readJsonBody(Buffer.from(text)));
  if (typeof value !== 'object' || value === null) return undefined;
  return {
    value,
    toDelivery: (other) => ({
      ...delivery,
      answers: new Map([...(answers ?? []), [record, JSON.stringify(other)]]),
    }),
    placeOf: (path) => path.join('.'),
  };
}

function fromJson(delivery: Delivery): PostedDocument | undefined {
  const value = attempt(() => readJsonBody(delivery.body));
  if (typeof value !== 'object' || value === null) return undefined;
  return {
    value,
    toDelivery: (other) => ({ ...delivery, body: Buffer.from(JSON.stringify(other)) }),
    placeOf: (path) => path.join('.'),
  };
}

function fromForm(delivery: Delivery): PostedDocument | undefined {
  const entries = attempt(() => parseForm(delivery))?.filter(({ name }) => name !== '_charset_');
  if (entries === undefined) return undefined;
  const fields: readonly PostedField[] = entries.map(({ name, value }) => ({
    name,
    value: /^\s*[{[]/.test(value) ? (attempt(() => JSON.parse(value) as unknown) ?? value) : value,
  }));
  const headers = { ...delivery.headers, 'content-type': 'application/x-www-form-urlencoded' };
  return {
    // By number, because a name can occur several times.
    value: fields.map(({ value }) => value),
    toDelivery: (other) => ({
      ...delivery,
      headers,
      body: encode(fields, Object.values(Object(other))),
    }),
    placeOf: ([at, ...rest]) => [fields[Number(at)]?.name ?? '', ...rest].join('.'),
  };
}

function encode(fields: readonly PostedField[], values: readonly unknown[]): Uint8Array {
  const pairs = fields.map(({ name }, at): [string, string] => {
    const value = values[at];
    return [name, typeof value === 'string' ? value : JSON.stringify(value)];
  });
  return Buffer.from(new URLSearchParams(pairs).toString());
}

function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
