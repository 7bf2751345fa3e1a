import type { Store } from '../../generated/types.ts';
import { showName } from '../../event/issues.ts';
import type { Credential, Fetcher } from './fetcher.ts';

/** The credential of a source, which lies with its store. An older version wrote the sources into the store. */
export function credentialOf(
  { fetch = {}, sources = {} }: Pick<Store, 'fetch' | 'sources'>,
  source: string,
): Credential | undefined {
  if (Object.hasOwn(fetch, source)) return fetch[source];
  return Object.hasOwn(sources, source) ? sources[source]?.fetch : undefined;
}

/** Where a source is asked, without a slash at its end. @returns undefined where the address may not be asked. */
export function baseUrlOf({ baseUrl }: Credential, fetcher: Fetcher): string | undefined {
  const text = (baseUrl ?? fetcher.baseUrl).replace(/\/+$/, '');
  return isAllowed(text, fetcher.hosts) ? text : undefined;
}

/** A credential must reach its own tool only. Loopback addresses are for local stand-ins. */
function isAllowed(text: string, hosts: readonly string[]): boolean {
  if (!ONLY_ADDRESS.test(text) || !URL.canParse(text)) return false;
  const { protocol, hostname, port, username, password, search, hash } = new URL(text);
  if (username + password + search + hash !== '') return false;
  if (LOOPBACK.test(hostname)) return protocol === 'http:' || protocol === 'https:';
  const isKnown = hosts.some((host) =>
    host.startsWith('.') ? hostname.endsWith(host) : hostname === host,
  );
  return protocol === 'https:' && port === '' && isKnown;
}

/** The path of a call is written behind it. A `?` or a space at its end would change what that path means. */
const ONLY_ADDRESS = /^[^\s?#\\]+$/;

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * What is wrong with the credential of a source, without values.
 *
 * @param fetcher absent where the tool posts the answers themselves.
 */
export function credentialMistakes(
  fetch: Readonly<Record<string, unknown>> | undefined,
  fetcher: Fetcher | undefined,
): readonly string[] {
  if (fetcher === undefined)
    return fetch ? ['has no effect: this tool posts the answers themselves'] : [];
  const { vendor, needs, hosts } = fetcher;
  const names = needs.map((name) => `\`${name}\``).join(' and ');
  if (fetch === undefined)
    return [`is missing: ${vendor} posts only an id, and the answers are fetched with ${names}`];
  const missing = needs.filter((name) => fetch[name] === undefined);
  const unknown = Object.keys(fetch).find((name) => name !== 'baseUrl' && !isNeeded(name, needs));
  const { baseUrl } = fetch;
  const isStray = typeof baseUrl === 'string' && baseUrlOf({ baseUrl }, fetcher) === undefined;
  return [
    ...(missing.length > 0
      ? [`needs ${missing.map((name) => `\`${name}\``).join(' and ')} for ${vendor}`]
      : []),
    ...(unknown === undefined
      ? []
      : [`has \`${showName(unknown)}\`, which ${vendor} does not need: it needs ${names}`]),
    ...needs.flatMap((name) => {
      const { pattern, expected } = FORMS[name];
      const value = fetch[name];
      const isRight = value === undefined || (typeof value === 'string' && pattern.test(value));
      return !isRight ? [`must have in \`${name}\` ${expected}`] : [];
    }),
    ...(isStray
      ? [
          `names in \`baseUrl\` no https address of a host of ${vendor}: ${hosts.map(shownHost).join(', ')}`,
        ]
      : []),
  ];
}

const isNeeded = (name: string, needs: readonly string[]): boolean => needs.includes(name);

const AES_KEY = { pattern: /^[ -~]{16}$/, expected: 'exactly 16 ASCII characters' };

/** A header takes no other characters; AES-128 takes keys of 16 bytes. */
const FORMS = {
  token: { pattern: /^[!-~]{1,4096}$/, expected: 'visible ASCII characters without spaces' },
  key: AES_KEY,
  iv: AES_KEY,
  user: {
    pattern: /^[!-9;-~]{1,500}$/,
    expected: 'visible ASCII characters without spaces and `:`',
  },
  password: { pattern: /^[ -~]{0,4096}$/, expected: 'visible ASCII characters' },
} as const;

const shownHost = (host: string): string => (host.startsWith('.') ? `*${host}` : host);
