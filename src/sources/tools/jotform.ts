import { findExcess } from '../../event/validate.ts';
import { validateJotformDelivery } from '../../generated/sources-validators.js';
import type { Answer } from '../form/answer.ts';
import { toSignupData } from '../form/fields.ts';
import { toBirthday } from '../../event/birthday.ts';
import { parseForm } from '../read/form-body.ts';
import { skipped } from '../read/found.ts';
import { readJsonBody } from '../read/json-body.ts';
import { readPosted } from '../read/read-posted.ts';
import { toTexts } from '../read/texts.ts';
import type { Delivery, Found, Source, SourceContext } from '../source.ts';
import { CJK } from '../../util/cjk.ts';

/**
 * Jotform's submission: a form whose field `rawRequest` is JSON. `fields` name a question by its number (`q4`), its
 * unique name (`email`), or both (`q4_email`). The number stays when the form is edited. Parts follow a dot
 * (`q3.first`).
 *
 * @see https://www.jotform.com/help/245-how-to-setup-a-webhook-with-jotform/
 */
export const jotform: Source = { tool: 'jotform', trust: 'anonymous', read };

function read(delivery: Delivery, context: SourceContext): readonly Found[] {
  const parts = Object.fromEntries(parseForm(delivery).map(({ name, value }) => [name, value]));
  const { submissionID, rawRequest } = parts;
  const answers = rawRequest === undefined ? undefined : readJsonBody(Buffer.from(rawRequest));
  const posted = { submissionID, rawRequest: answers };
  return readPosted(validateJotformDelivery, posted, {}, (submission) => {
    // An edited submission keeps its number and is another event.
    const event = submission.rawRequest.event_id;
    const id = event ? `${submission.submissionID}/${event}` : submission.submissionID;
    if (isTrue(submission.rawRequest['preview'])) return [skipped(id, 'is a preview of the form')];
    const signup = toSignupData(jotformAnswers(submission.rawRequest), context);
    return [{ kind: 'signup', type: 'customer.signed_up', id, ...signup }];
  });
}

const isTrue = (value: unknown): boolean => value === true || value === 'true';

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

/** An answer with several parts. */
type ObjectAnswer = Readonly<Record<string, unknown>>;

/** The answers in Jotform's `rawRequest`; fields that are no question (`slug`, `path`, …) are left out. */
const jotformAnswers = (rawRequest: object): readonly Answer[] =>
  Object.entries(rawRequest).flatMap(([key, value]: [string, unknown]) => {
    const [, number, name] = /^(q\d+)_(.*)$/s.exec(key) ?? [];
    if (number === undefined || name === undefined) return [];
    return answersOf([key, number, name, withoutNumber(name, number)], name, fromJson(value));
  });

/** Unique names carry the number of their question: `q4_email4`. */
const withoutNumber = (name: string, number: string): string =>
  name.endsWith(number.slice(1)) ? name.slice(0, 1 - number.length) : name;

/** A matrix and some widgets post JSON in a text. */
function fromJson(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*(?:\{\s*["}]|\[\s*["[{\]])/.test(value)) return value;
  try {
    const inner = readJsonBody(Buffer.from(value));
    return findExcess(inner) ? value : inner;
  } catch {
    return value;
  }
}

function answersOf(refs: readonly string[], name: string, value: unknown): readonly Answer[] {
  if (Array.isArray(value))
    return [{ refs, names: [], kind: 'boxes', ...listed(Object.fromEntries(value.entries())) }];
  if (!isParts(value)) return [{ refs, names: namesOf(name), kind: 'text', texts: toTexts(value) }];
  if (isList(value)) return [{ refs, names: [], kind: 'boxes', ...listed(value) }];
  if ('full' in value || 'phone' in value) {
    return [{ refs, names: [], kind: 'phone', texts: toTexts(phoneOf(value)) }];
  }
  if ('day' in value && 'month' in value) {
    return [
      {
        refs,
        names: namesOf(name),
        kind: 'date',
        texts: toTexts(toBirthday(value) ?? dateText(value)),
      },
    ];
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

/** The widget for birthdays posts the month's name. A date that is none is left out and reported later. */
function dateText({ year, month, day }: ObjectAnswer): string {
  const isNamed = /\p{L}/u.test(toTexts(month).join(''));
  const parts = (isNamed ? [day, month, year] : [year, month, day]).flatMap((part) =>
    toTexts(part),
  );
  return parts.join(isNamed ? ' ' : '-');
}

/** `email` of `email4`. */
const namesOf = (name: string): readonly string[] => [name, name.replace(/(?<!\d)\d+$/, '')];

/** Options of a question with "Other": `{"0": "Skin care", "other": "Sun"}`. */
const isList = (value: ObjectAnswer): boolean =>
  Object.keys(value).every((key) => /^(?:\d+|other)$/.test(key));

function listed({ other, ...options }: ObjectAnswer): Pick<Answer, 'texts' | 'typed'> {
  const inner = Object.values(options).map((one) =>
    isParts(one) ? listed({ ...one }) : { texts: toTexts(one) },
  );
  return {
    texts: inner.flatMap(({ texts }) => texts),
    typed: [...inner.flatMap((one) => ('typed' in one && one.typed) || []), ...toTexts(other)],
  };
}

const isParts = (value: unknown): value is ObjectAnswer =>
  typeof value === 'object' && value !== null;

/** `{full}`, `{area, phone}`, with a calling code in `country` where the form asks for one. */
function phoneOf({ full, country, area, phone }: ObjectAnswer): string | undefined {
  const [whole] = toTexts(full);
  const [local] = toTexts(phone);
  const [code] = toTexts(country);
  const [prefix] = toTexts(area);
  const national = whole ?? (prefix === undefined ? local : `${prefix} ${local ?? ''}`);
  if (national === undefined || (local === undefined && whole === undefined)) return undefined;
  if (code === undefined || !/\d/.test(code) || /^\s*(?:\+|00)/.test(national)) return national;
  return `+${code.replace(/^(?:\+|00)/, '')} ${national}`;
}

/**
 * One text of a name that was asked for in two fields. Chinese, Japanese and Korean names have the family name first.
 */
function nameOf({ first, last }: ObjectAnswer): string | undefined {
  const [given] = toTexts(first);
  const [family] = toTexts(last);
  if (given === undefined || family === undefined) return given ?? family;
  return CJK.test(given) && CJK.test(family) ? `${family}${given}` : `${given} ${family}`;
}
