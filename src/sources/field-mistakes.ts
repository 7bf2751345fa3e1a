import { decode } from 'html-entities';
import { showName, showPath } from '../event/issues.ts';
import { parseJson } from '../event/validate.ts';
import { deliveryMistakes } from './custom/mistakes.ts';
import { completeStore, presetMistakes } from './custom/presets.ts';
import { normalForm } from './form/consent-words.ts';
import { asRecord, isRecord } from '../util/is-record.ts';

/** A mistake in a source, by its place in the configuration and without values. */
interface Mistake {
  readonly place: string;
  readonly text: string;
}

/**
 * Mistakes in `preset`, `fields`, `trust` and `delivery` of the sources, one sentence each. Lists of answers have rules that the schema
 * cannot express. And the schema's errors do not name a path such as `consent.email`.
 */
export function fieldMistakes(configuration: unknown): readonly Mistake[] {
  const sources = Object.entries(asRecord(asRecord(completeStore(configuration))['sources']));
  const mistakes: Mistake[] = [...presetMistakes(configuration)];
  for (const [name, source] of sources) {
    const { fields, trust, line } = asRecord(source);
    const at = `/sources/${showName(name)}`;
    const ofFields = Object.entries(asRecord(fields)).flatMap(([path, field]) => {
      const text = mistakeOf(path, field);
      return text === undefined ? [] : [{ place: `${at}/fields/${showPath(path)}`, text }];
    });
    const ofDelivery = deliveryMistakes(source).map(({ place, text }) => ({
      place: `${at}${place}`,
      text,
    }));
    const ofLine = line === undefined ? [] : [{ place: `${at}/line`, text: LINE_PLACE }];
    const ofTrust = trustMistakes(trust, `${at}/trust`);
    mistakes.push(...ofTrust, ...ofFields, ...ofDelivery, ...ofLine);
  }
  return mistakes;
}

/** The same of a text that may be no JSON: then it has no such mistake. */
export function fieldMistakesInText(text: string): readonly Mistake[] {
  try {
    return fieldMistakes(parseJson(text));
  } catch {
    return [];
  }
}

const LINE_PLACE = 'stands beside `public`: move it into `public` of the form';

const trustMistakes = (trust: unknown, place: string): readonly Mistake[] =>
  trust === undefined || trust === 'verified' || trust === 'anonymous'
    ? []
    : [{ place, text: 'must be `verified` or `anonymous`' }];

const OPTIONS = new Set(['field', 'granted', 'denied']);
const LISTS = ['granted', 'denied'] as const;
/** Limits of the schema. */
const MOST_ANSWERS = 50;
const LONGEST = 500;

function mistakeOf(path: string, field: unknown): string | undefined {
  if (isReference(field)) return undefined;
  if (!isRecord(field)) return 'must be the name of a field of the tool';
  if (path !== 'consent.email' && path !== 'consent.sms') {
    return 'must be the name of a field of the tool: only `consent.email` and `consent.sms` can have lists of answers';
  }
  const unknown = Object.keys(field).find((name) => !OPTIONS.has(name));
  if (unknown !== undefined) {
    return `has the unknown option \`${showName(unknown)}\`: a consent field has \`field\`, \`granted\` and \`denied\``;
  }
  if (!isReference(field['field'])) return 'needs `field`, the name of a field of the tool';
  const given = LISTS.filter((name) => field[name] !== undefined);
  if (given.length === 0) return 'needs a list `granted` or `denied`';
  const wrong = given.find((name) => !isList(field[name]));
  if (wrong !== undefined) {
    return `needs 1 to ${MOST_ANSWERS} answers in \`${wrong}\`, each a text of at most ${LONGEST} characters`;
  }
  return sharedAnswer(field);
}

/** An answer of both lists, compared as `consume` compares it. */
function sharedAnswer(field: Readonly<Record<string, unknown>>): string | undefined {
  const [granted = [], denied = []] = LISTS.map((name) => formsOf(field[name]));
  const at = denied.findIndex((form) => granted.includes(form));
  return at === -1
    ? undefined
    : `has the same answer in \`granted\` (number ${granted.indexOf(denied[at] ?? '') + 1}) and in \`denied\` (number ${at + 1}): take it out of one list`;
}

const formsOf = (list: unknown): readonly string[] =>
  Array.isArray(list) ? list.map((answer) => normalForm(decode(String(answer)))) : [];

const isReference = (value: unknown): boolean =>
  typeof value === 'string' && value !== '' && value.length <= LONGEST;

const isList = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.length <= MOST_ANSWERS &&
  value.every((answer) => isReference(answer));
