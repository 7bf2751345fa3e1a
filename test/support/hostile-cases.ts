import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parseDeliveryFile } from '../../src/sources/delivery-file.ts';
import { SOURCES } from '../../src/sources/sources.ts';
import { MAX_MESSAGE_BYTES } from '../../src/util/sqs-limits.ts';
import { NOW } from './a-consume.ts';
import {
  distinct,
  hostileText,
  KINDS,
  type Place,
  placed,
  textPlaces,
  textsIn,
} from './hostile-texts.ts';

type Json = Readonly<Record<string, unknown>>;
/** A message that costs much, if its length is not checked first. */
export interface Case {
  readonly place: string;
  /** Made when it is needed: most callers take one case in so many. */
  readonly body: () => string;
}
const read = (path: string): Json => JSON.parse(readFileSync(path, 'utf8')) as Json;

export const event = (data: unknown, more: Json = {}): Json => ({
  specversion: '1.0',
  id: 'e-1',
  source: '/test',
  type: 'customer.signed_up',
  time: '2026-11-20T03:04:05Z',
  data,
  ...more,
});
const delivered = (data: Json): Json => event(data, { id: 'd-1', type: 'webhook.delivered' });
export const signup = (store: string, email: string, more: Json = {}): Json => ({
  store,
  customer: { email },
  ...more,
});

/** The kind of text changes with every place, so a few rounds bring most kinds to most of the places. */
const FORM_ROUNDS = 4;

/** The body with as much hostile text as SQS takes: what has to be escaped grows. */
function largest(n: number, bodyOf: (text: string) => unknown): string {
  for (let bytes = 1_000_000; ; bytes *= 0.8) {
    const body = JSON.stringify(bodyOf(hostileText(n, Math.floor(bytes / 56) * 56)));
    if (Buffer.byteLength(body) <= MAX_MESSAGE_BYTES) return body;
  }
}

export function* cases(): Generator<Case> {
  yield* shapes();
  let n = 0;
  const each = function* (
    name: string,
    places: readonly Place[],
    bodyOf: (place: Place, text: string) => unknown,
  ): Generator<Case> {
    for (const place of places) {
      const nth = (n += 1);
      const body = (): string => largest(nth, (text) => bodyOf(place, text));
      yield { place: `${name} ${place.join('/')}`, body };
    }
  };
  const base = event(signup('us-main', 'ada@example.com'));
  for (let round = 0; round < KINDS; round += 1) {
    const ids: readonly Place[] = [['id'], ['source']];
    yield* each('event', ids, (place, text) => placed(base, place, text));
    yield* each('no event', ids, (place, text) => placed({ id: '1' }, place, text));
  }
  const inEvent = textPlaces(read('schemas/event.schema.json'));
  yield* each('event', inEvent, (place, text) => placed(base, place, text));
  const inSignup = textPlaces(read('schemas/signup.schema.json'));
  yield* each('signup', inSignup, (place, text) => placed(base, ['data', ...place], text));
  for (const [platform, store] of [
    ['shopline', 'tw-main'],
    ['shoplazza', 'us-main'],
  ] as const) {
    for (const file of readdirSync(`schemas/${platform}`)) {
      const places = textPlaces(read(`schemas/${platform}/${file}`));
      yield* each(file, places, (place, text) =>
        placed(event(signup(store, 'ada@example.com')), ['data', platform, ...place], text),
      );
    }
  }
  const names = [
    ['key'],
    ['data', 'key'],
    ['data', 'customer', 'key'],
    ['data', 'shopline', 'key'],
  ];
  yield* each('the name of a field', names, (place, text) =>
    placed(base, [...place.slice(0, -1), text], 1),
  );
  for (const file of readdirSync('events/webhooks')) {
    // Several kinds of text for every kind of answer, in two tools whose answers are read alike.
    const isForm = /^(?:html|google)/.test(file);
    for (let round = 0; round < (isForm ? FORM_ROUNDS : 1); round += 1) yield* ofTool(file, each);
  }
  const inDelivery = textPlaces(read('schemas/delivery.schema.json'));
  for (const tool of SOURCES.keys()) {
    const data = { store: 'us-main', source: tool, headers: {}, body: '{}' };
    yield* each(`delivery of ${tool}`, inDelivery, (place, text) =>
      placed(delivered(data), ['data', ...place], text),
    );
  }
}

/** A sample of a tool, with hostile text in every string of it and of its schema. */
function* ofTool(
  file: string,
  each: (
    name: string,
    places: readonly Place[],
    bodyOf: (place: Place, text: string) => unknown,
  ) => Generator<Case>,
): Generator<Case> {
  const sample = read(`events/webhooks/${file}`);
  const content = ['json', 'form', 'multipart'].find((key) => key in sample) ?? 'json';
  const tool = String(sample['source']);
  const schema = `schemas/sources/${tool}.schema.json`;
  // Custom sources, presets and Standard Webhooks have no schema of a tool.
  const isFree = !existsSync(schema);
  const described = isFree ? [] : textPlaces(read(schema));
  const places = distinct([...textsIn(sample[content]), ...described]);
  yield* each(tool, places, (place, text) => {
    const hostile = placed(sample, [content, ...place], text);
    return delivered({ ...parseDeliveryFile(JSON.stringify(hostile), NOW) });
  });
}

/** Shapes that cost much: thousands of entries, and depth where a text is read as JSON again. */
export function* shapes(): Generator<Case> {
  const ada = { email: 'ada@example.com' };
  const ofCustomer = (fields: Json) => (): string =>
    JSON.stringify(event({ store: 'us-main', customer: { ...ada, ...fields } }));
  const list = <T>(count: number, make: (n: number) => T): readonly T[] =>
    Array.from({ length: count }, (_, n) => make(n));
  const posted = (source: string, type: string, body: string) => (): string =>
    JSON.stringify(
      delivered({ store: 'us-main', source, headers: { 'content-type': type }, body }),
    );
  const json = (source: string, value: unknown): (() => string) =>
    posted(source, 'application/json', JSON.stringify(value));
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const urlencoded = 'application/x-www-form-urlencoded';
  const part = (name: string, text: string): string =>
    `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`;
  yield { place: 'distinct tags', body: ofCustomer({ tags: list(49_000, (n) => `t${n}`) }) };
  yield { place: 'bad tags', body: ofCustomer({ tags: list(49_000, (n) => `\u0001${n}`) }) };
  const address = { phone: '0912345678', countryCode: 'Neverland', city: 'x' };
  yield { place: 'addresses', body: ofCustomer({ addresses: list(12_000, () => address) }) };
  yield {
    place: 'tags of a form',
    body: json('html-form', { email: 'a@example.com', tags: list(49_000, (n) => `t${n}`) }),
  };
  yield {
    place: 'fields of JSON',
    body: json('html-form', Object.fromEntries(list(49_000, (n) => [`f${n}`, 'x']))),
  };
  yield {
    place: 'a calling code',
    body: posted(
      'html-form',
      urlencoded,
      `email=a&phone=1234567&dial_code=x${'+'.repeat(900_000)}x`,
    ),
  };
  yield { place: 'fields', body: posted('html-form', urlencoded, 'a&'.repeat(499_000)) };
  yield { place: 'flat fields', body: posted('mailchimp', urlencoded, 'a&'.repeat(499_000)) };
  yield {
    place: 'line breaks',
    body: posted('html-form', 'text/plain', `a=b\n${'\n'.repeat(500_000)}x`),
  };
  yield {
    place: 'parts',
    body: posted('html-form', 'multipart/form-data; boundary=b', part('a', '1').repeat(12_000)),
  };
  for (const [place, raw] of [
    ['JSON in an answer', { q3_x: deep }],
    ['digits in a name', { [`q3_${'0'.repeat(900_000)}x`]: 'x' }],
  ] as const) {
    const form = `${part('submissionID', '1')}${part('rawRequest', JSON.stringify(raw))}--b--`;
    yield { place, body: posted('jotform', 'multipart/form-data; boundary=b', form) };
  }
  yield { place: 'a deep element', body: posted('brevo', 'application/json', `[{},${deep}]`) };
  yield {
    place: 'elements',
    body: json('loyverse', {
      merchant_id: 'm',
      type: 'customers.update',
      customers: list(4_900, () => 0),
    }),
  };
  const options = list(11_000, (n) => ({ id: `o${n}`, text: 'x' }));
  const field = {
    key: 'q',
    label: 'q',
    type: 'CHECKBOXES',
    value: options.map(({ id }) => id),
    options,
  };
  yield {
    place: 'options',
    body: json('tally', { eventId: 'e', eventType: 'FORM_RESPONSE', data: { fields: [field] } }),
  };
  const fields = list(9_000, (n) => ({ key: `q_${n}`, label: 'q', type: 'X', value: 'x' }));
  yield {
    place: 'questions',
    body: json('tally', { eventId: 'e', eventType: 'FORM_RESPONSE', data: { fields } }),
  };
}
