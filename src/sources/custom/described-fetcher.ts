import type { DeliveryCredential, DeliveryFetch, StoreSource } from '../../generated/types.ts';
import { validateSourceDelivery } from '../../generated/custom-validators.js';
import { type Credential, type Fetcher, forAll } from '../fetch/fetcher.ts';
import { isSecretHeader } from './headers.ts';

/** A `{name}` in the address of a record. */
const PIECE = /\{([A-Za-z][A-Za-z0-9_]{0,39})\}/g;

/** Host, and what follows it. */
const ADDRESS = /^https:\/\/([^/]+)(\/.*)$/;

/**
 * The fetcher that a custom source describes. A record is named by the pieces of its address, percent-encoded and joined by
 * slashes: `MERCHANT1/CUSTOMER1`.
 *
 * @returns undefined where the tool posts the answers themselves, and where the description has a mistake.
 */
export function describedFetcher({ delivery }: Pick<StoreSource, 'delivery'>): Fetcher | undefined {
  const settings: unknown = delivery;
  if (delivery?.['fetch'] === undefined || !validateSourceDelivery(settings)) return undefined;
  const { fetch } = settings;
  return fetch === undefined || fetchMistakes(fetch).length > 0 ? undefined : toFetcher(fetch);
}

/** Calls a second, where the description names no pace. */
const PACE = 5;

function toFetcher(fetch: DeliveryFetch): Fetcher {
  const { url, credential, headers = {}, hosts = [], perSecond = PACE } = fetch;
  const [, host = '', template = ''] = ADDRESS.exec(url) ?? [];
  const names = pieceNames(fetch);
  const [path = ''] = template.split('?');
  return {
    vendor: fetch.name ?? host,
    baseUrl: `https://${host}`,
    hosts: [host, ...hosts],
    needs: credential.kind === 'basic' ? ['user', 'password'] : ['token'],
    limits: [{ perSecond, burst: Math.max(1, Math.ceil(perSecond)) }],
    perCall: 1,
    noRecord: names.map(() => '0').join('/'),
    ifMissing:
      'it has no such record, or the address in `delivery.fetch` is wrong; look for the record in the tool, correct the source, then replay',
    request: ([record = ''], { fetch: secret }) => {
      const sent = credentialIn(credential, secret);
      return {
        method: 'GET',
        path: withParameter(withPieces(template, names, record), sent.parameter),
        route: path,
        headers: { ...lowerCase(headers), ...sent.headers },
      };
    },
    read: (answer, records) => forAll(records, { answer }),
  };
}

/** The names in an address, each once. */
export const pieceNames = ({ url }: Pick<DeliveryFetch, 'url'>): readonly string[] => [
  ...new Set([...url.matchAll(PIECE)].map(([, name = '']) => name)),
];

const withPieces = (template: string, names: readonly string[], record: string): string => {
  const values = record.split('/');
  return template.replaceAll(PIECE, (_, name: string) => values[names.indexOf(name)] ?? '');
};

const withParameter = (path: string, parameter: string | undefined): string =>
  parameter === undefined ? path : `${path}${path.includes('?') ? '&' : '?'}${parameter}`;

interface SentCredential {
  readonly headers: Readonly<Record<string, string>>;
  readonly parameter?: string;
}

function credentialIn(
  { kind, header = '', prefix = '', query = '' }: DeliveryCredential,
  { token = '', user = '', password = '' }: Credential,
): SentCredential {
  if (kind === 'header') return { headers: { [header.toLowerCase()]: prefix + token } };
  if (kind === 'query') return { headers: {}, parameter: `${query}=${encode(token)}` };
  const basic = (): string => Buffer.from(`${user}:${password}`).toString('base64');
  return { headers: { authorization: kind === 'basic' ? `Basic ${basic()}` : `Bearer ${token}` } };
}

const lowerCase = (headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** Longest piece of an address; ids are shorter. */
const LONGEST_PIECE = 300;

/**
 * The name of a record by its pieces, in the order of the address. No piece can lead the call elsewhere: a browser and a
 * server read `.` and `..` as other folders, also within a longer part of the path.
 *
 * @returns undefined where a piece is empty, too long, or would change the address around it.
 */
export function recordName(fetch: DeliveryFetch, pieces: readonly string[]): string | undefined {
  if (pieces.some((one) => one === '' || one.length > LONGEST_PIECE || !one.isWellFormed())) {
    return undefined;
  }
  const record = pieces.map(encode).join('/');
  const [, host = '', template = ''] = ADDRESS.exec(fetch.url) ?? [];
  return isKept(host, withPieces(template, pieceNames(fetch), record)) ? record : undefined;
}

/** Also what browsers leave as it is: `'` is written in two ways. */
const encode = (text: string): string =>
  encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** Whether an address is called exactly as it is written. */
function isKept(host: string, path: string): boolean {
  const url = new URL(`https://${host}${path}`);
  return url.host === host && url.pathname + url.search === path;
}

interface FetchMistake {
  /** Below `/delivery/fetch`; empty for the whole. */
  readonly place: string;
  readonly text: string;
}

/** Names that only a network of one's own knows. */
const OWN_NETWORK =
  /(?:^|\.)(?:localhost|local|localdomain|internal|intranet|lan|home|corp|private|arpa)$/;

/** Headers that belong to the connection, or that the relay sets itself. */
const OF_THE_CALL =
  /^(?:host|accept-encoding|connection|content-.*|expect|keep-alive|te|trailer|transfer-encoding|upgrade|proxy-.*)$/;

/** What the schema cannot say about the description of a fetch. Without values. */
export function fetchMistakes(fetch: DeliveryFetch): readonly FetchMistake[] {
  const { url, pieces = {}, credential, headers = {}, hosts = [] } = fetch;
  const [, host = '', template = ''] = ADDRESS.exec(url) ?? [];
  const names = pieceNames(fetch);
  const stray = Object.keys(pieces).find((name) => !names.includes(name));
  const missing = names.find((name) => !Object.hasOwn(pieces, name));
  const rest = template.replaceAll(PIECE, '');
  const said: readonly (readonly [boolean, string, string])[] = [
    [
      OWN_NETWORK.test(host),
      '/url',
      'names a host of a private network: the relay asks public hosts only',
    ],
    [
      hosts.some((one) => OWN_NETWORK.test(one)),
      '/hosts',
      'names a host of a private network: the relay asks public hosts only',
    ],
    [
      /[{}]/.test(rest),
      '/url',
      'has a `{` or `}` that is no piece: a piece is a name in braces, such as `{person}`',
    ],
    [
      names.length === 0,
      '/url',
      'has no piece such as `{person}`: every delivery would fetch the same record',
    ],
    [
      missing !== undefined,
      '/pieces',
      `has no \`${missing ?? ''}\`: the address has a piece of that name`,
    ],
    [
      stray !== undefined,
      '/pieces',
      `has \`${shown(stray)}\`, which the address does not have: write it in braces`,
    ],
    [
      !/[{}]/.test(rest) && !isKept(host, template.replaceAll(PIECE, '0')),
      '/url',
      'is not written as it is sent: percent-encode special characters, and leave out `#`, `.` and `..`',
    ],
    ...Object.keys(headers).map(
      (name) =>
        [
          !/^[A-Za-z0-9-]{1,60}$/.test(name) ||
            isSecretHeader(name) ||
            OF_THE_CALL.test(name.toLowerCase()),
          '/headers',
          `has \`${shown(name)}\`, which cannot be set here: credentials stand in the source's \`fetch\``,
        ] as const,
    ),
    ...credentialMistakes(credential),
  ];
  return said.flatMap(([isWrong, place, text]) => (isWrong ? [{ place, text }] : []));
}

function credentialMistakes({
  kind,
  header,
  query,
  prefix,
}: DeliveryCredential): readonly (readonly [boolean, string, string])[] {
  const at = '/credential';
  const isOf = (name: string): boolean => kind === name;
  return [
    [isOf('header') && header === undefined, at, 'needs `header`, the name of the header'],
    [isOf('query') && query === undefined, at, 'needs `query`, the name of the parameter'],
    [
      !isOf('header') && header !== undefined,
      at,
      `has \`header\`, which is only for the kind \`header\``,
    ],
    [
      !isOf('header') && prefix !== undefined,
      at,
      `has \`prefix\`, which is only for the kind \`header\``,
    ],
    [
      !isOf('query') && query !== undefined,
      at,
      `has \`query\`, which is only for the kind \`query\``,
    ],
    [
      header !== undefined && OF_THE_CALL.test(header.toLowerCase()),
      at,
      'names a header of the connection',
    ],
  ];
}

const shown = (name: string | undefined): string =>
  name !== undefined && /^[A-Za-z_][A-Za-z0-9_-]{0,39}$/.test(name) ? name : '…';
