import { RejectedError } from '../../event/errors.ts';
import { CONFIGURED_NAME } from '../../event/text.ts';
import { showName, showPath } from '../../event/issues.ts';
import { parseJson, validate } from '../../event/validate.ts';
import type { Store, StoreSource } from '../../generated/types.ts';
import { validateStore } from '../../generated/store-validators.js';
import { credentialMistakes } from '../../sources/fetch/credentials.ts';
import { versionMistake } from '../../platforms/versions.ts';
import { completeSource, completeStore } from '../../sources/custom/presets.ts';
import { fieldMistakes } from '../../sources/field-mistakes.ts';
import { isFormPath } from '../../sources/form/fields.ts';
import { isContactPath } from '../../sources/read/contact-fields.ts';
import { isTimeZone } from '../../sources/read/times.ts';
import { SOURCES } from '../../sources/sources.ts';
import { asRecord, entriesOf, isRecord, memberOf } from '../../util/is-record.ts';
import { strangeShops } from './shop-hooks.ts';
import { jsonMistake } from '../read-input.ts';
import { isSecretAddress, MAY_BE_UNSIGNED, signaturesOf } from '../../sources/verify/schemes.ts';
import { signatureMistakes, signatureWarnings } from '../../sources/verify/signature-mistakes.ts';

/** A valid configuration, or its mistakes by path and without values. */
export interface Configuration {
  readonly store?: Store;
  /** The store with its sources completed by their presets, as the functions use it. */
  readonly completed?: Store;
  /** Mistakes because of which the relay cannot use the store; none if `store` is set. */
  readonly mistakes: readonly string[];
  /** Settings that are valid, but probably not as intended. */
  readonly warnings: readonly string[];
}

/** Reads the configuration of one store. */
export function readConfiguration(name: string, text: string): Configuration {
  const named = CONFIGURED_NAME.test(name)
    ? []
    : [
        'the name must have at most 64 characters: letters, digits, `_` or `-`, starting with a letter or digit',
      ];
  try {
    const parsed = parseJson(text);
    const own = [
      ...fieldMistakes(parsed),
      ...signatureMistakes(completeStore(parsed)),
      ...fetchMistakes(parsed),
    ];
    const { store, mistakes } = checkSchema(parsed);
    const others = mistakes.filter((mistake) => !own.some((one) => isAlsoOf(mistake, one)));
    const version = store && versionMistake(store);
    const all = [
      ...named,
      ...own.map(({ place, text: why }) => `${place} ${why}`),
      ...others,
      ...(version === undefined ? [] : [`/baseUrl ${version}`]),
      ...(store ? strangeShops(store) : []),
    ];
    if (store === undefined || all.length > 0) return { mistakes: all, warnings: [] };
    const completed = completeStore(store);
    return { store, completed, mistakes: [], warnings: sourceProblems(completed) };
  } catch (error) {
    if (!(error instanceof RejectedError)) throw error;
    const mistake = jsonMistake(text);
    const problem = mistake === undefined ? error.message : `not JSON: ${mistake}`;
    return { mistakes: [...named, problem], warnings: [] };
  }
}

/** Credentials that are missing, or would go to another host. */
const fetchMistakes = (parsed: unknown): readonly FetchMistake[] =>
  entriesOf(memberOf(parsed, 'sources')).flatMap(([name, source]) =>
    mistakesOfFetching(name, source, memberOf(memberOf(parsed, 'fetch'), name)),
  );

interface FetchMistake {
  readonly place: string;
  readonly text: string;
}

/** @param beside the credential, where it stands beside the sources. */
function mistakesOfFetching(
  name: string,
  source: unknown,
  beside: unknown,
): readonly FetchMistake[] {
  const { tool, fetch = beside, verifyToken } = asRecord(source);
  const known = typeof tool === 'string' ? SOURCES.get(tool) : undefined;
  if (known === undefined) return [];
  const at = `/sources/${showName(name)}`;
  const isForm = fetch === undefined || isRecord(fetch);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- fetchers read any configuration
  const fetcher = known.fetcherOf?.(completeSource(source) as StoreSource);
  // How it fetches has mistakes of its own.
  const isWrong = memberOf(memberOf(source, 'delivery'), 'fetch') !== undefined && !fetcher;
  const mistakes = (isForm && !isWrong ? credentialMistakes(fetch, fetcher) : []).map((text) => ({
    place: `${at}/fetch`,
    text,
  }));
  const hasNone = tool === 'meta-lead-ads' && verifyToken === undefined;
  return hasNone
    ? mistakes.concat({ place: `${at}/verifyToken`, text: NO_VERIFY_TOKEN })
    : mistakes;
}

const NO_VERIFY_TOKEN =
  'is missing: without it Meta cannot subscribe the address; choose a text of your own, and type the same text into Meta';

function checkSchema(value: unknown): Pick<Configuration, 'store' | 'mistakes'> {
  try {
    const store = validate(validateStore, value, 'invalid_event', 'the configuration');
    return { store, mistakes: [] };
  } catch (error) {
    if (!(error instanceof RejectedError)) throw error;
    return { mistakes: error.issues.map(({ path, expected }) => `${path || '/'} ${expected}`) };
  }
}

/** Whether the schema says the same in its own words. It hides a name with a dot: `/sources/news/fields/…`. */
const isAlsoOf = (mistake: string, { place }: { readonly place: string }): boolean =>
  [place, place.replace(/(\/fields\/).*/, '$1…')].some((at) => mistake.startsWith(`${at} `)) ||
  mistake.startsWith(`${place}/`) ||
  (/\/signature\/content\/\d+$/.test(place) &&
    mistake.startsWith(`${place.replace(/\/\d+$/, '')} `));

/** Shorter secrets in an address could be guessed; `receive` refuses them. */
const LEAST_SECRET = 16;

/** Sources that are valid, but refuse every request or accept any. Without values. */
function sourceProblems({ platform, userAgent, sources = {} }: Store): readonly string[] {
  const ofSources = Object.entries(sources).flatMap(([name, source]) =>
    [...problemsOf(source), ...strayFields(source), ...strayOptions(source)].map(
      (problem) => `/sources/${name} ${problem}`,
    ),
  );
  const isNameless = platform === 'shopline' && userAgent === undefined;
  return isNameless
    ? [...ofSources, "/userAgent is missing: SHOPLINE requires the merchant's own handle"]
    : ofSources;
}

/** Marketing tools whose own fields a store may name. */
const CONTACT_TOOLS: ReadonlySet<StoreSource['tool']> = new Set([
  'mailchimp',
  'brevo',
  'activecampaign',
]);

/** Paths in `fields` that no signup has: every delivery of the source would become a dead letter. */
function strayFields({ tool, fields = {} }: StoreSource): readonly string[] {
  const isForm = SOURCES.get(tool)?.trust === 'anonymous';
  if (!isForm && !CONTACT_TOOLS.has(tool)) return [];
  return Object.keys(fields)
    .filter((path) => !(isForm ? isFormPath : isContactPath)(path))
    .map(
      (path) =>
        `names in \`fields\` "${showPath(path)}", which is not read of a ${isForm ? 'form' : 'contact'}: every delivery becomes a dead letter`,
    );
}

/** Settings that are read otherwise than they look. */
function strayOptions({ tool, timeZone, public: form }: StoreSource): readonly string[] {
  return [
    ...(tool !== 'html-form' && form !== undefined
      ? ['has `public`, which has no effect: only an `html-form` can be posted to by any browser']
      : []),
    ...(timeZone !== undefined && !isTimeZone(timeZone)
      ? [
          'has a `timeZone` that is not known, so its times count as UTC: write a name such as `Asia/Taipei`',
        ]
      : []),
  ];
}

function problemsOf(source: StoreSource): readonly string[] {
  const { tool, secrets = [], unsigned = false, signature } = source;
  if (tool === 'html-form' && source.public !== undefined) return problemsOfForm(source);
  const weak = signature === undefined ? [] : signatureWarnings(signature, secrets);
  if (isSecretAddress(source)) {
    return secrets.some((secret) => secret.length >= LEAST_SECRET)
      ? weak
      : ['has no secret of at least 16 characters: every request is refused'];
  }
  if (unsigned && !MAY_BE_UNSIGNED.has(tool))
    return [`has \`unsigned\`, which has no effect: ${tool} can sign`];
  if (tool === 'custom' && signature === undefined)
    return [
      'refuses every request: it needs `signature`, or `unsigned` and a secret in the address',
    ];
  if (signaturesOf(source).length === 0) {
    return [
      `refuses every request: ${tool} cannot sign, so it needs \`unsigned\`${tool === 'html-form' ? ' or `public`' : ''}`,
    ];
  }
  return secrets.length > 0 ? weak : ['has no secret: every request is refused'];
}

/** A page in LINE is public: people can type anything beside their token. */
const problemsOfForm = ({ trust, public: form }: StoreSource): readonly string[] =>
  form?.line !== undefined && trust === 'verified'
    ? [
        'has `"trust": "verified"`: what people type beside the ID token of LINE counts as verified, too. Without it, only the token does',
      ]
    : [];
