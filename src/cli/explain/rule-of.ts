import type { StoreSource } from '../../generated/types.ts';
import { referencesOf } from '../../sources/form/field-references.ts';
import type { Origin, Origins } from './origins.ts';

/** Tools with free forms: the relay must find out the meaning of each question. */
const FORM_TOOLS: ReadonlySet<string> = new Set(
  'html-form typeform tally jotform google-forms'.split(' '),
);

/** Fields that `matchAnswers` can find by type. */
const TYPED: ReadonlySet<string> = new Set(
  'customer.email customer.phone customer.birthday'.split(' '),
);

interface RuledField {
  readonly from: Origin;
  readonly rule: string;
}

/** Each field of a canonical event comes from the same field. */
export const ofTheEvent = (path: string): RuledField => ({
  from: { place: `data.${path}` },
  rule: 'the event',
});

/** The origin of a field, and the rule of `matchAnswers` or of the tool's source that found it. */
export function ruleOf(
  path: string,
  { tool, fields = {} }: StoreSource,
  origins: Origins,
): RuledField {
  const origin = origins.of.get(path);
  if (!FORM_TOOLS.has(tool)) {
    return { from: origin ?? { place: tool }, rule: 'fixed by the tool' };
  }
  const key = path.replace(/^customer\./, '').replace(/\.(?:state|at)$/, '');
  const configured = configuredFor(key, referencesOf(fields), origin);
  if (configured !== undefined) {
    const [name, reference] = configured;
    return { from: { place: origin?.place ?? reference, reference }, rule: `fields: ${name}` };
  }
  const isByType = TYPED.has(path) && (origins.byType.has(path) || isTyped(tool, path, origin));
  return { from: origin ?? { place: tool }, rule: isByType ? 'default: type' : 'default: name' };
}

/**
 * The entry of `fields` for a key. Numbers are compared last: the signup leaves out empty addresses, and tags have numbers
 * in the signup only. The text of a consent can come from the entry of the consent.
 */
function configuredFor(
  key: string,
  fields: Readonly<Record<string, string>>,
  origin: Origin | undefined,
): readonly [string, string] | undefined {
  const entries = Object.entries(fields);
  const names = [key, key.replace(/\.text$/, '')];
  const exact = names.map((name) => entries.find(([path]) => path === name)).find(Boolean);
  if (exact !== undefined && !key.startsWith('tags')) return exact;
  const like = entries.filter(([path]) => withoutNumber(path) === withoutNumber(key));
  return like.find(([, reference]) => isFrom(reference, origin)) ?? exact ?? like[0];
}

const withoutNumber = (path: string): string => path.replace(/\.\d+/, '');

const isFrom = (reference: string, origin: Origin | undefined): boolean =>
  origin !== undefined &&
  (origin.reference === reference || `.${origin.place}.`.includes(`.${reference}.`));

/** These tools send no type, but the form of the answer shows it. */
function isTyped(tool: string, path: string, origin: Origin | undefined): boolean {
  if (tool === 'jotform')
    return path === 'customer.phone' && /\.(?:full|phone|area)$/.test(origin?.place ?? '');
  return tool === 'google-forms' && origin?.place === 'data.respondentEmail';
}
