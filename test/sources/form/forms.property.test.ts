import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RejectedError } from '../../../src/event/errors.ts';
import { validateSignup } from '../../../src/generated/signup-validators.js';
import { googleForms } from '../../../src/sources/tools/google-forms.ts';
import { htmlForm } from '../../../src/sources/tools/html-form.ts';
import { jotform } from '../../../src/sources/tools/jotform.ts';
import type { Found } from '../../../src/sources/source.ts';
import { tally } from '../../../src/sources/tools/tally.ts';
import { typeform } from '../../../src/sources/tools/typeform.ts';
import { validate } from '../../../src/event/validate.ts';
import { thrownBy } from '../../support/thrown-by.ts';
import { aDelivery, readWith } from '../form-delivery.ts';

const SOURCES = [htmlForm, typeform, tally, jotform, googleForms];
const FIELDS = { 'consent.email': 'news', tags: 'a', 'addresses.0.city': 'b', note: 'c' };
const TYPES = [
  'application/json',
  'application/x-www-form-urlencoded',
  'application/x-www-form-urlencoded; charset=big5',
  'multipart/form-data; boundary=b',
  'multipart/form-data',
  'nonsense; ;',
];

const key = fc.oneof(
  fc.constantFrom(
    'email',
    'phone',
    'name',
    'birthday',
    'news',
    'a',
    'b',
    'c',
    '__proto__',
    'q1_email',
    'q2_name',
    'constructor',
  ),
  fc.string(),
);
const leaf = fc.oneof(
  fc.string(),
  fc.constantFrom('a@example.com', '0912345678', ' 886912345678', '05/14', 'on', '', '\u0000'),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);
const tree = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, leaf, fc.array(tie('value'), { maxLength: 4 }), tie('object')),
  object: fc.dictionary(key, tie('value'), { maxKeys: 6 }),
}));
/** Values that come as far as the mapping. */
const envelopes = fc
  .record({
    value: tree.value,
    object: tree.object,
    text: fc.string(),
    type: fc.constantFrom('email', 'boolean', 'choices', 'INPUT_EMAIL', 'CHECKBOXES'),
  })
  .map(({ value, object, text, type }) => ({
    event_id: 'e1',
    event_type: 'form_response',
    form_response: {
      submitted_at: '2026-09-15T03:20:00Z',
      hidden: object,
      answers: [{ type, email: text, boolean: true, field: { id: 'a', ref: 'news' } }],
    },
    eventId: 'e1',
    eventType: 'FORM_RESPONSE',
    type: 'form.response',
    timestamp: '2026-09-15T03:20:00Z',
    data: {
      fields: [{ key: 'news', label: text, type, value, options: [{ id: text, text }] }],
      namedValues: { email: [text], news: text },
    },
  }));
const json = fc.oneof(tree.value, tree.object, envelopes);

const multipart = (fields: readonly (readonly [string, string])[]): string =>
  `${fields.map(([name, value]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join('')}--b--\r\n`;

const bodies = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
  json.map((value) => Buffer.from(JSON.stringify(value))),
  fc
    .array(fc.tuple(key, fc.string()))
    .map((pairs) => Buffer.from(new URLSearchParams(pairs).toString())),
  tree.object.map((answers) =>
    Buffer.from(
      multipart([
        ['submissionID', '1'],
        ['rawRequest', JSON.stringify(answers)],
      ]),
    ),
  ),
);

describe.each(SOURCES)('$tool', (source) => {
  const read = (body: Uint8Array, type: string): readonly Found[] => {
    const delivery = aDelivery(body, { 'content-type': type });
    const found: Found[] = [];
    const error = thrownBy(() => found.push(...readWith(source, delivery, { fields: FIELDS })));
    if (error !== undefined) {
      expect(error).toBeInstanceOf(RejectedError);
      expect(error).toMatchObject({ reason: 'invalid_delivery' });
    }
    return found;
  };

  it('throws nothing but `invalid_delivery`, whatever is posted, and gives the same twice', () => {
    fc.assert(
      fc.property(bodies, fc.constantFrom(...TYPES), (body, type) => {
        expect(read(body, type)).toEqual(read(body, type));
      }),
      { numRuns: 1_000 },
    );
  });

  it('gives what the schema of a signup takes, or refuses by a place of the customer', () => {
    fc.assert(
      fc.property(bodies, fc.constantFrom(...TYPES), (body, type) => {
        for (const one of read(body, type)) {
          if (one.kind !== 'signup') continue;
          const data = { ...one.data, store: 'tw-main' };
          const error = thrownBy(() =>
            validate(validateSignup, data, 'invalid_signup', 'the signup'),
          );
          if (error === undefined) continue;
          expect(error).toBeInstanceOf(RejectedError);
          const paths = error instanceof RejectedError ? error.issues.map(({ path }) => path) : [];
          expect(paths.filter((path) => !path.startsWith('/customer'))).toEqual([]);
          expect(paths).not.toEqual([]);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
