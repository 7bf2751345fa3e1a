import { createHash } from 'node:crypto';
import { RejectedError } from '../../event/errors.ts';
import { findExcess, validate } from '../../event/validate.ts';
import { validateSourceDelivery } from '../../generated/custom-validators.js';
import type { SourceDelivery, StoreSource } from '../../generated/types.ts';
import { MAX_ELEMENTS } from '../read/found.ts';
import { isJsonBody } from '../read/form-body.ts';
import { formFields } from '../read/form-fields.ts';
import { readJsonBody } from '../read/json-body.ts';
import type { Delivery, SourceContext } from '../source.ts';
import { entriesOf } from '../../util/is-record.ts';
import { valueWithin } from './json-text.ts';
import { parsePointer } from './pointer.ts';

/** A post, read as its source says. */
export interface Post {
  readonly settings: SourceDelivery;
  readonly headers: Delivery['headers'];
  /** JSON, or the fields of a form by name. */
  readonly root: unknown;
  /** The same for every repetition of the post. */
  readonly hash: string;
  /** What was fetched of the records that it names. */
  readonly answers?: Delivery['answers'];
}

/** One person of a post. */
export interface PostedPerson {
  readonly post: Post;
  readonly value: unknown;
  /** Number in the list; absent where the post is about one person. */
  readonly index?: number;
  /** The names that each `*` of `people` stands for. */
  readonly keys?: readonly string[];
}

const checked = new WeakMap<object, SourceDelivery>();

/**
 * The `delivery` of a source.
 *
 * @throws RejectedError `invalid_delivery` for a source without it, or with one that breaks its schema.
 */
function settingsIn({ delivery }: Pick<StoreSource, 'delivery'>): SourceDelivery {
  if (delivery === undefined) {
    const detail =
      "the source has no `delivery`, which says where its fields stand; correct the store's configuration, then replay";
    throw new RejectedError('invalid_delivery', detail);
  }
  const known = checked.get(delivery);
  if (known) return known;
  const subject = "the source's `delivery`";
  const settings = validate(validateSourceDelivery, delivery, 'invalid_delivery', subject);
  checked.set(delivery, settings);
  return settings;
}

/** @throws RejectedError `invalid_delivery` when the body is not of the form that the source says. */
export function openPost(delivery: Delivery, { config, country }: SourceContext): Post {
  const settings = settingsIn(config);
  const { body = 'json' } = settings;
  const { headers, answers } = delivery;
  const base = { settings, headers, ...(answers && { answers }) };
  if (body === 'json') {
    return { ...base, root: jsonOf(delivery), hash: sha256(delivery.body) };
  }
  if (isJsonBody(delivery)) {
    const detail = 'the delivery is JSON, and the source says that it is a form: correct `body`';
    throw new RejectedError('invalid_delivery', detail);
  }
  const fields = [...formFields(delivery, country)];
  const root = Object.fromEntries(
    fields.map(([name, texts]) => [name, texts.length === 1 ? texts[0] : texts]),
  );
  // Not of the bytes: a repeated multipart form has another boundary.
  const post = { ...base, root, hash: sha256(JSON.stringify(fields)) };
  return typeof body === 'string' ? post : { ...post, root: withJson(root, body.jsonField) };
}

function jsonOf(delivery: Delivery): unknown {
  try {
    return readJsonBody(delivery.body);
  } catch (error) {
    const { 'content-type': type = '' } = delivery.headers;
    if (!/form/i.test(type)) throw error;
    const detail =
      'the delivery is a form, and the source says that it is JSON: set `body` to `form`';
    throw new RejectedError('invalid_delivery', detail, { cause: error });
  }
}

function withJson(root: Readonly<Record<string, unknown>>, name: string): unknown {
  const text = Object.hasOwn(root, name) ? root[name] : undefined;
  if (typeof text !== 'string') {
    const detail = 'the form does not have the field of `body.jsonField` once: correct its name';
    throw new RejectedError('invalid_delivery', detail);
  }
  return { ...root, [name]: readJsonBody(Buffer.from(text)) };
}

const sha256 = (content: Uint8Array | string): string =>
  createHash('sha256').update(content).digest('hex').slice(0, 32);

/** The people of a post, of one list or of several; undefined where there is none. */
export function peopleIn(post: Post): readonly PostedPerson[] | undefined {
  const { settings, root } = post;
  const tokens = parsePointer(settings.people ?? '')?.tokens ?? [];
  const lists = listsAt(root, tokens).filter(({ list }) => list !== undefined);
  const isStray = lists.some(({ list }) => !Array.isArray(list));
  if (lists.length === 0 || isStray) return undefined;
  const people = lists.flatMap(({ list, keys }) =>
    [list].flat().map((value: unknown) => ({ value, keys })),
  );
  if (people.length <= MAX_ELEMENTS) {
    return people.map(({ value, keys }, index) => ({ post, value, index, keys }));
  }
  const most = MAX_ELEMENTS.toLocaleString('en');
  throw new RejectedError(
    'invalid_delivery',
    `the delivery has ${people.length.toLocaleString('en')} people, and at most ${most} are read: let the tool send fewer in one post`,
  );
}

/** Stands for every member of an object or a list. */
export const EVERY = '*';

interface FoundList {
  readonly list: unknown;
  readonly keys: readonly string[];
}

function listsAt(root: unknown, tokens: readonly string[]): readonly FoundList[] {
  const at = tokens.indexOf(EVERY);
  if (at === -1) return [{ list: valueWithin(root, tokens), keys: [] }];
  return entriesOf(valueWithin(root, tokens.slice(0, at))).flatMap(([key, inner]) =>
    listsAt(inner, tokens.slice(at + 1)).map(({ list, keys }) => ({ list, keys: [key, ...keys] })),
  );
}

/** @throws RejectedError `invalid_delivery` for a person of too many values, or nested too deeply. */
export function refuseExcess(value: unknown): void {
  const excess = findExcess(value);
  if (excess) {
    const detail = `the delivery ${excess.expected}`;
    throw new RejectedError('invalid_delivery', detail, { issues: [excess] });
  }
}
