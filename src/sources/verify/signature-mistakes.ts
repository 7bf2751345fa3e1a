import { type Issue, RejectedError } from '../../event/errors.ts';
import { showName } from '../../event/issues.ts';
import { validate } from '../../event/validate.ts';
import type { StoreSignature } from '../../generated/types.ts';
import { validateStoreSignature } from '../../generated/store-validators.js';
import { asRecord, isRecord } from '../../util/is-record.ts';
import { checkOf } from './checks.ts';
import { isTimeOf } from './signed-request.ts';

/** A mistake in a configuration, by its place and without values. */
export interface Mistake {
  readonly place: string;
  readonly text: string;
}

/** Mistakes in the signatures of a store's sources, one sentence each. */
export const signatureMistakes = (configuration: unknown): readonly Mistake[] =>
  Object.entries(asRecord(asRecord(configuration)['sources'])).flatMap(([name, source]) =>
    mistakesOfSource(asRecord(source)).map(({ place, text }) => ({
      place: `/sources/${showName(name)}${place}`,
      text,
    })),
  );

/** The same of one source; places begin at the source. */
export function mistakesOfSource(source: Readonly<Record<string, unknown>>): readonly Mistake[] {
  const { tool, signature, secrets, unsigned } = source;
  if (tool !== 'custom') {
    return signature === undefined
      ? []
      : [{ place: '/signature', text: 'is for `custom` only: this tool signs in its own way' }];
  }
  if (signature === undefined) return [];
  if (unsigned === true)
    return [{ place: '/unsigned', text: 'contradicts `signature`: take one of them out' }];
  // A value of another type is a mistake of the source's schema.
  if (!isRecord(signature)) return [];
  const broken = brokenRules(signature);
  if (broken.length > 0) return broken;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the schema has checked it
  const checked = signature as unknown as StoreSignature;
  const own = [
    ...optionMistakes(checked),
    ...contentMistakes(checked),
    ...impossible(checked, source),
  ];
  return own.length > 0 ? at('/signature', own) : secretMistakes(checked, secrets);
}

const at = (place: string, mistakes: readonly Mistake[]): readonly Mistake[] =>
  mistakes.map((one) => ({ ...one, place: `${place}${one.place}` }));

function brokenRules(signature: unknown): readonly Mistake[] {
  try {
    validate(validateStoreSignature, signature, 'invalid_event', 'the signature');
    return [];
  } catch (error) {
    if (!(error instanceof RejectedError)) throw error;
    const issues = typesFirst(error.issues).map(({ path, expected }) => ({
      place: path,
      text: expected,
    }));
    // A part that is misspelt may be the body.
    const isMisspelt = issues.some(({ place }) => place.startsWith('/content/'));
    return at(
      '/signature',
      issues.filter(({ place }) => !isMisspelt || place !== '/content'),
    );
  }
}

/** A value of another type breaks further rules as well: the type alone says what is wrong. */
const typesFirst = (issues: readonly Issue[]): readonly Issue[] => {
  const strange = new Set(issues.flatMap(({ path, rule }) => (rule === 'type' ? [path] : [])));
  return issues.filter(({ path, rule }) => rule === 'type' || !strange.has(path));
};

type Option = Exclude<keyof StoreSignature, 'kind'>;

const SIGNED: readonly Option[] = [
  'header',
  'query',
  'delimiter',
  'label',
  'prefix',
  'encoding',
  'key',
  'content',
  'time',
];
const OPTIONS: Readonly<Record<StoreSignature['kind'], readonly Option[]>> = {
  hmac: [...SIGNED, 'algorithm'],
  ed25519: SIGNED,
  token: ['header', 'query', 'delimiter', 'label', 'prefix'],
  basic: ['header'],
  url: [],
};

function optionMistakes(signature: StoreSignature): readonly Mistake[] {
  const { kind, header, query, delimiter, label, encoding, key, content = [], time } = signature;
  const mistakes: Mistake[] = Object.keys(signature)
    .filter((name) => name !== 'kind' && !OPTIONS[kind].some((option) => option === name))
    .map((name) => ({ place: `/${name}`, text: `has no effect on the kind \`${kind}\`` }));
  const add = (place: string, text: string): void => void mistakes.push({ place, text });
  const isSigned = kind === 'hmac' || kind === 'ed25519';
  if ((isSigned || kind === 'token') && (header === undefined) === (query === undefined))
    add('', 'needs exactly one of `header` and `query`: where the signature stands');
  if (isSigned && encoding === undefined)
    add('', 'needs `encoding`: `hex`, `hex-upper`, `base64` or `base64url`');
  if (kind === 'ed25519' && (key?.encoding ?? 'text') === 'text')
    add('', 'needs `key` with the `encoding` of the public key: `hex`, `base64` or `base64url`');
  if (delimiter !== undefined) return mistakes;
  if (label !== undefined) add('/label', NEEDS_DELIMITER);
  content.forEach((part, index) => {
    if (typeof part === 'object' && part.label !== undefined)
      add(`/content/${index}`, NEEDS_DELIMITER);
  });
  if (time?.label !== undefined) add('/time/label', NEEDS_DELIMITER);
  return mistakes;
}

const NEEDS_DELIMITER = 'needs `delimiter`: what separates the labelled elements, such as `,`';

function contentMistakes(signature: StoreSignature): readonly Mistake[] {
  const { content = ['body'], time } = signature;
  const isBody = (part: unknown): boolean =>
    part === 'body' || part === 'sorted-json' || part === 'sorted-json-escaped';
  const body = content.findIndex(isBody);
  const fences = content.flatMap((part, index): readonly Mistake[] => {
    if (typeof part !== 'object' || part.literal !== undefined || isTimeOf(signature, part))
      return [];
    const neighbour = content[index < body ? index + 1 : index - 1];
    const isFenced = isBody(neighbour) || (isRecord(neighbour) && 'literal' in neighbour);
    const text =
      'needs a `literal` between it and the body: otherwise two requests could have the same signed text';
    return isFenced ? [] : [{ place: `/content/${index}`, text }];
  });
  const isUnsignedTime =
    time !== undefined &&
    time.pointer === undefined &&
    !content.some((part) => typeof part === 'object' && isTimeOf(signature, part));
  return isUnsignedTime
    ? [...fences, { place: '/time', text: `is not signed, so anyone can change it: ${ADD_TIME}` }]
    : fences;
}

const ADD_TIME = 'name the same value in `content`, or leave out `time`';

/** What no request can keep: every delivery of the tool would be refused. */
function impossible(
  signature: StoreSignature,
  { url, delivery }: Readonly<Record<string, unknown>>,
): readonly Mistake[] {
  const { header, query, label, delimiter, prefix, content = [], time } = signature;
  const isForm = (asRecord(delivery)['body'] ?? 'json') !== 'json';
  const ofContent = content.flatMap((part, index): readonly Mistake[] => {
    const place = `/content/${index}`;
    if (part === 'url' && query !== undefined && url === undefined)
      return [{ place, text: SIGNED_QUERY }];
    if (typeof part === 'string')
      return isForm && part.startsWith('sorted-json') ? [{ place, text: NEEDS_JSON }] : [];
    const isItself =
      (part.header !== undefined && part.header.toLowerCase() === header?.toLowerCase()) ||
      (part.query !== undefined && part.query === query) ||
      (part.label !== undefined && part.label === label);
    if (isItself) return [{ place, text: 'is the signature itself, which cannot be signed' }];
    const isChosen = part.literal === undefined && !isTimeOf(signature, part);
    return isForm && isChosen && [content[index - 1], content[index + 1]].includes('body')
      ? [{ place, text: `${NEEDS_JSON}: only JSON shows where a value beside it ends` }]
      : [];
  });
  const holds = (text: string | undefined): boolean =>
    delimiter !== undefined && text?.includes(delimiter) === true;
  return [
    ...ofContent,
    ...(holds(label) ? [{ place: '/label', text: 'holds the `delimiter`: no label can' }] : []),
    ...(holds(prefix) ? [{ place: '/prefix', text: 'holds the `delimiter`: no element can' }] : []),
    ...(isForm && time?.pointer !== undefined
      ? [{ place: '/time/pointer', text: NEEDS_JSON }]
      : []),
  ];
}

const NEEDS_JSON = 'needs a JSON body, and `delivery.body` says that it is a form';
const SIGNED_QUERY =
  'holds the query with the signature, which cannot be signed: write the address that the tool signs into `url` of the source';

function secretMistakes(signature: StoreSignature, secrets: unknown): readonly Mistake[] {
  const { kind, key = {} } = signature;
  const { encoding = 'text', prefix } = key;
  const after = prefix === undefined ? '' : ` after \`${prefix}\``;
  const text = {
    hmac: `cannot be a key: it must be ${encoding}${after}, and not empty`,
    ed25519: `cannot be a public key: it must be 32 bytes in ${encoding}${after}`,
    basic: 'must be `user:password`',
    token: 'must not be empty',
    url: '',
  }[kind];
  return (Array.isArray(secrets) ? secrets : []).flatMap((secret: unknown, index) =>
    typeof secret !== 'string' || kind === 'url' || checkOf(signature, secret) !== undefined
      ? []
      : [{ place: `/secrets/${index}`, text }],
  );
}

/** Shorter secrets could be guessed. */
const LEAST_SECRET = 16;

/** What is valid, but weaker than a shop owner may think. */
export function signatureWarnings(
  { kind, time }: StoreSignature,
  secrets: readonly string[],
): readonly string[] {
  const isSigned = kind === 'hmac' || kind === 'ed25519';
  const isShort =
    (kind === 'token' || kind === 'basic') &&
    secrets.some(
      (secret) =>
        secret.slice(kind === 'basic' ? secret.indexOf(':') + 1 : 0).length < LEAST_SECRET,
    );
  return [
    ...(isSigned && time === undefined
      ? ['has a signature without `time`: replays cannot be refused by age']
      : []),
    ...(isSigned
      ? []
      : [
          `has a signature of the kind \`${kind}\`, which signs nothing: replays cannot be refused by age, and a changed body is not noticed`,
        ]),
    ...(isShort
      ? [`has a secret of less than ${LEAST_SECRET} characters, which could be guessed`]
      : []),
  ];
}
