import type { TallyDelivery } from '../../generated/types.ts';
import { validateTallyDelivery } from '../../generated/sources-validators.js';
import type { Answer } from '../form/answer.ts';
import { toSignupData } from '../form/fields.ts';
import { known, skipped } from '../read/found.ts';
import { readJsonBody } from '../read/json-body.ts';
import { readPosted } from '../read/read-posted.ts';
import { isRecord } from '../../util/is-record.ts';
import type { Delivery, Found, Source, SourceContext } from '../source.ts';
import { toTexts } from '../read/texts.ts';
import { timeOfText } from '../read/times.ts';

type Field = NonNullable<NonNullable<TallyDelivery['data']>['fields']>[number];

/**
 * Tally's `FORM_RESPONSE`. `fields` name a question by its `key`, or by its label where the form has that label once.
 *
 * @see https://tally.so/help/webhooks
 */
export const tally: Source = { tool: 'tally', trust: 'anonymous', read };

function read({ body }: Delivery, context: SourceContext): readonly Found[] {
  return readPosted(validateTallyDelivery, readJsonBody(body), {}, (posted) =>
    readResponse(posted, context),
  );
}

function readResponse(posted: TallyDelivery, context: SourceContext): readonly Found[] {
  const { eventId: id, eventType, data: response } = posted;
  if (eventType !== 'FORM_RESPONSE') return [skipped(id, 'is no FORM_RESPONSE')];
  const fields = response?.fields ?? [];
  const byKey = new Map(fields.toReversed().map((field) => [field.key, field]));
  const signup = toSignupData(
    fields.map((field) => toAnswer(field, byKey)),
    context,
  );
  const time = timeOfText(response?.createdAt);
  return [{ kind: 'signup', type: 'customer.signed_up', id, ...known({ time }), ...signup }];
}

/** The fields of a response; of a key that comes twice the first. */
type ByKey = ReadonlyMap<string, Field>;

function toAnswer(field: Field, all: ByKey): Answer {
  const { key, type, value, options } = field;
  const label = field.label?.trim() ?? '';
  const kind = KINDS.get(type) ?? (Array.isArray(value) ? 'boxes' : 'text');
  const names = type === 'HIDDEN_FIELDS' ? [] : [label];
  const base = { refs: [key, label], names, kind, wording: label };
  const group = groupOf(field, all);
  const isOnlyOption = options?.length === 1 || group?.options?.length === 1;
  // One option of a group of boxes has a field of its own beside the group's.
  if (typeof value === 'boolean') {
    const wording = (group && wordsOfOption(field, group)) || label;
    return { ...base, kind: 'box', texts: [], isYes: value, isOnlyOption, wording };
  }
  if (isRecord(value)) return { ...base, kind: 'boxes', ...cellsOf(field, value) };
  if (kind === 'boxes' || kind === 'choice')
    return { ...base, isOnlyOption, ...chosenOf(field, all) };
  return { ...base, texts: toTexts(value), isOnlyOption };
}

type Chosen = Pick<Answer, 'texts' | 'typed' | 'unnamedOptions'>;

/** Values are ids of options; anything else was typed. The words of an id may stand at the field of its option only. */
function chosenOf(field: Field, all: ByKey): Chosen {
  const { key, value, options } = field;
  const given = toTexts(value).map((id) => {
    const option = byId(options).get(id);
    const own = all.get(`${key}_${id}`);
    const words = option?.text ?? (own && wordsOfOption(own, field));
    const isTyped = option === undefined ? !own && !isId(id, options ?? []) : option.isOtherOption;
    return isTyped === true ? { typed: words ?? id } : { words: toTexts(words)[0] };
  });
  const texts = given.flatMap(({ words }) => words ?? []);
  const typed = given.flatMap((one) => one.typed ?? []);
  return { texts, typed, ...unnamed(given.length - texts.length - typed.length) };
}

const unnamed = (count: number): Pick<Answer, 'unnamedOptions'> =>
  count > 0 ? { unnamedOptions: count } : {};

/** The words of an option by the field of its own: those of the group's list, else `Sun` of `Interests (Sun)`. */
function wordsOfOption({ key, label }: Field, group: Field): string | undefined {
  const listed = byId(group.options)
    .get(key.slice(group.key.length + 1))
    ?.text?.trim();
  if (listed) return listed;
  const start = `${group.label?.trim() ?? ''} (`;
  const text = label?.trim() ?? '';
  return text.startsWith(start) && text.endsWith(')') ? text.slice(start.length, -1) : undefined;
}

/** A matrix holds ids of columns by the id of their row: `{"row": ["column"]}`. */
function cellsOf({ rows, columns }: Field, value: Readonly<Record<string, unknown>>): Chosen {
  const wordsIn = (list: Field['rows'], id: string): string | undefined =>
    toTexts(byId(list).get(id)?.text)[0];
  const cells = Object.entries(value).flatMap(([row, ids]) =>
    toTexts(ids).map((id) => [wordsIn(rows, row), wordsIn(columns, id)] as const),
  );
  const texts = cells.flatMap(([row, column]) => (row && column ? [`${row}: ${column}`] : []));
  return { texts, ...unnamed(cells.length - texts.length) };
}

/** The question that a field of one option belongs to: `question_x` of `question_x_<option id>`. */
function groupOf({ key }: Field, all: ByKey): Field | undefined {
  for (let at = key.lastIndexOf('_'); at !== -1; at = at > 0 ? key.lastIndexOf('_', at - 1) : -1) {
    const group = all.get(key.slice(0, at));
    if (group) return group;
  }
  return undefined;
}

type Listed = NonNullable<Field['options'] | Field['rows']>;

const indexes = new WeakMap<object, ReadonlyMap<string, Listed[number]>>();

/** The entries of a list by their id; of an id that comes twice the first. Made once for each list: lists can be long. */
function byId<T extends Field['options'] | Field['rows']>(
  list: T,
): ReadonlyMap<string, NonNullable<T>[number]> {
  if (!list) return new Map();
  const index = indexes.get(list) ?? new Map(list.toReversed().map((one) => [String(one.id), one]));
  indexes.set(list, index);
  return index;
}

/** Ids are UUIDs in Tally's documentation. Without a list of options a word with a digit may be one, too. */
const isId = (text: string, options: readonly unknown[]): boolean =>
  /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text.trim()) ||
  (options.length === 0 && /^(?=.*\d)[\w-]+$/.test(text.trim()));

const KINDS: ReadonlyMap<string, Answer['kind']> = new Map([
  ['INPUT_EMAIL', 'email'],
  ['INPUT_PHONE_NUMBER', 'phone'],
  ['INPUT_DATE', 'date'],
  ['CHECKBOXES', 'boxes'],
  ['MULTIPLE_CHOICE', 'choice'],
  ['DROPDOWN', 'choice'],
  ['MULTI_SELECT', 'boxes'],
  ['RANKING', 'boxes'],
]);
