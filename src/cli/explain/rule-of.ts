import type { StoreSource } from '../../generated/types.ts';
import type { Origin, Origins } from './origins.ts';

/** Tools whose forms are the shop's own: what a question means has to be found out. */
const FORM_TOOLS: ReadonlySet<string> = new Set(
  'html-form typeform tally jotform google-forms'.split(' '),
);

/** What `matchAnswers` takes by its type at all. */
const TYPED: ReadonlySet<string> = new Set(
  'customer.email customer.phone customer.birthday'.split(' '),
);

interface RuledField {
  readonly from: Origin;
  readonly rule: string;
}

/** A field of a canonical event is its own origin. */
export const ofTheEvent = (path: string): RuledField => ({
  from: { place: `data.${path}` },
  rule: 'the event',
});

/** Where a field of a signup was read from, and by which rule of `matchAnswers` or of the tool's source. */
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
  const configured = configuredFor(key, fields, origin);
  if (configured !== undefined) {
    const [name, reference] = configured;
    return { from: { place: origin?.place ?? reference, reference }, rule: `fields: ${name}` };
  }
  const isByType = TYPED.has(path) && (origins.byType.has(path) || isTyped(tool, path, origin));
  return { from: origin ?? { place: tool }, rule: isByType ? 'default: type' : 'default: name' };
}

/**
 * The entry of `fields`. An address may have another number there than in the signup, where empty ones leave no gap;
 * tags have one anyway; the words of a consent may come along with it.
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

/** Tools that write no type down show it in the form of the answer. */
function isTyped(tool: string, path: string, origin: Origin | undefined): boolean {
  if (tool === 'jotform')
    return path === 'customer.phone' && /\.(?:full|phone|area)$/.test(origin?.place ?? '');
  return tool === 'google-forms' && origin?.place === 'data.respondentEmail';
}
