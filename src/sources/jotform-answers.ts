import type { Answer } from './form/answer.ts';
import { toBirthday } from './read/birthdays.ts';
import { toTexts } from './texts-of.ts';

/** Jotform's names for the parts of a question, as forms commonly call them. */
const PARTS: ReadonlyMap<string, string> = new Map([
  ['first', 'first_name'],
  ['last', 'last_name'],
  ['addr_line1', 'address_line1'],
  ['addr_line2', 'address_line2'],
  ['city', 'city'],
  ['state', 'province'],
  ['postal', 'postal_code'],
  ['country', 'country'],
]);
const CJK = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/u;

type Parts = Readonly<Record<string, unknown>>;

/** The answers in Jotform's `rawRequest`; what is no question (`slug`, `path`, …) is left out. */
export const jotformAnswers = (rawRequest: object): readonly Answer[] =>
  Object.entries(rawRequest).flatMap(([key, value]: [string, unknown]) => {
    const [, number, name] = /^(q\d+)_(.*)$/s.exec(key) ?? [];
    return number === undefined || name === undefined
      ? []
      : answersOf([key, number, name], name, value);
  });

function answersOf(refs: readonly string[], name: string, value: unknown): readonly Answer[] {
  if (Array.isArray(value)) return [{ refs, names: [], kind: 'boxes', texts: toTexts(value) }];
  if (!isParts(value)) return [{ refs, names: [name], kind: 'text', texts: toTexts(value) }];
  if ('full' in value || 'phone' in value) {
    return [{ refs, names: [], kind: 'phone', texts: toTexts(phoneOf(value)) }];
  }
  if ('day' in value && 'month' in value) {
    return [{ refs, names: [name], kind: 'date', texts: toTexts(toBirthday(value)) }];
  }
  const isAddress = 'addr_line1' in value;
  const whole: readonly Answer[] =
    'first' in value || 'last' in value
      ? [{ refs, names: [], kind: 'text', texts: toTexts(nameOf(value)) }]
      : [];
  return [...whole, ...Object.entries(value).map(toPart)];

  function toPart([part, inner]: [string, unknown]): Answer {
    const common = isAddress || part === 'first' || part === 'last' ? PARTS.get(part) : undefined;
    return {
      refs: refs.map((ref) => `${ref}.${part}`),
      names: common === undefined ? [] : [common],
      kind: 'text',
      texts: toTexts(inner),
    };
  }
}

const isParts = (value: unknown): value is Parts => typeof value === 'object' && value !== null;

/** `{full}`, `{area, phone}`, `{country, area, phone}`; a calling code may stand in either of the first two. */
function phoneOf({ full, country, area, phone }: Parts): string | undefined {
  const [whole] = toTexts(full);
  const [local] = toTexts(phone);
  if (whole !== undefined || local === undefined) return whole;
  const [code] = toTexts(country);
  const [prefix] = toTexts(area);
  const national = prefix === undefined ? local : `${prefix} ${local}`;
  return code === undefined ? national : `+${code.replace(/^(?:\+|00)/, '')} ${national}`;
}

/** One text of a name that was asked for in two: Chinese, Japanese and Korean names have the family name first. */
function nameOf({ first, last }: Parts): string | undefined {
  const [given] = toTexts(first);
  const [family] = toTexts(last);
  if (given === undefined || family === undefined) return given ?? family;
  return CJK.test(given) && CJK.test(family) ? `${family}${given}` : `${given} ${family}`;
}
