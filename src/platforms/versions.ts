import type { Store } from '../generated/types.ts';

/** What differs between the versions of Shoplazza's Open API, as far as the relay uses it. */
export interface ShoplazzaVersion {
  readonly name: string;
  /** Tags in requests and answers: one text with commas between them, or a list. */
  readonly tags: 'text' | 'list';
  /** The body of Create Address: the fields themselves, or the fields inside `address`. */
  readonly addressBody: 'flat' | 'wrapped';
  /** Whether an address needs the names of its recipient. */
  readonly addressNames: 'required' | 'optional';
  /** The parameters of lists: `limit` and `page`, or `page_size` and `cursor`. */
  readonly paging: 'page' | 'cursor';
  /** A success holds its content directly, or in `data` beside `code` and `message`. */
  readonly envelope: 'bare' | 'data';
  /** A refusal holds a list `errors`, or `code` and `message`. */
  readonly errors: 'list' | 'code';
  /** What becomes of a consent that a body omits. The relay always sends both, because a wrong page would cost a no. */
  readonly omittedConsent: { readonly create: 'granted'; readonly update: 'granted' | 'kept' };
}

const SINCE_2025_06 = {
  tags: 'list',
  addressBody: 'wrapped',
  addressNames: 'optional',
  paging: 'cursor',
  envelope: 'data',
  errors: 'code',
  omittedConsent: { create: 'granted', update: 'kept' },
} as const satisfies Omit<ShoplazzaVersion, 'name'>;

/**
 * The versions that the relay speaks, oldest first. For customers, 2026-01 and 2026-07 are as 2025-06.
 *
 * @see https://www.shoplazza.dev/changelog
 * @see https://www.shoplazza.dev/v2025.06/reference/customer-create-v2025-06-1
 */
export const SHOPLAZZA_VERSIONS: readonly ShoplazzaVersion[] = [
  {
    name: '2022-01',
    tags: 'text',
    addressBody: 'flat',
    addressNames: 'required',
    paging: 'page',
    envelope: 'bare',
    errors: 'list',
    omittedConsent: { create: 'granted', update: 'granted' },
  },
  { name: '2025-06', ...SINCE_2025_06 },
  { name: '2026-01', ...SINCE_2025_06 },
  { name: '2026-07', ...SINCE_2025_06 },
];

/** The version that a `baseUrl` ends with; `undefined` for one that the relay does not speak. */
export function shoplazzaVersion(baseUrl: string): ShoplazzaVersion | undefined {
  const last = lastPartOf(baseUrl);
  return SHOPLAZZA_VERSIONS.find(({ name }) => name === last);
}

/** What is wrong with the version in a store's `baseUrl`; `undefined` where it can be used. SHOPLINE has one version. */
export function versionMistake({
  platform,
  baseUrl,
}: Pick<Store, 'platform' | 'baseUrl'>): string | undefined {
  if (platform !== 'shoplazza' || shoplazzaVersion(baseUrl)) return undefined;
  const names = SHOPLAZZA_VERSIONS.map(({ name }) => name);
  const known = `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`;
  const last = lastPartOf(baseUrl);
  const found = /^\d{4}-\d{2}$/.test(last) ? `names version ${last}` : 'names no version';
  return `${found} of Shoplazza's API at its end, and the relay speaks ${known}: end the address with one of these, such as \`/openapi/2026-01\``;
}

const lastPartOf = (baseUrl: string): string =>
  baseUrl
    .split('/')
    .findLast((part) => part !== '')
    ?.slice(0, 20) ?? '';
