import type { Store } from '../../generated/types.ts';
import { createExchange, type Exchange } from '../../http/exchange.ts';
import { lookupPublic } from '../../http/public-hosts.ts';
import { ask } from '../../sources/fetch/ask.ts';
import { baseUrlOf } from '../../sources/fetch/credentials.ts';
import { type Fetcher, MAX_FETCHED_BYTES } from '../../sources/fetch/fetcher.ts';
import { SOURCES } from '../../sources/sources.ts';

/** What became of the credential of one source. Without secrets and ids. */
export interface FetchCheck {
  readonly source: string;
  /** `reachable`: it answers, and only a real answer can prove the keys. */
  readonly result: 'works' | 'reachable' | 'refused' | 'unreachable';
  readonly text: string;
}

/** Timeout of one call, connecting included, in milliseconds. */
const TIMEOUT_MS = 10_000;

/** HTTP for these calls, with the limits of `consume`. */
export const openFetchExchange = (): Exchange =>
  createExchange({ connectMs: 3_000, maxBytes: MAX_FETCHED_BYTES, lookup: lookupPublic() });

/** Asks the tool of each source for a record that it does not have: the answer shows whether it takes the credential. */
export async function checkFetches(
  { sources = {} }: Pick<Store, 'sources'>,
  exchange: Exchange,
): Promise<readonly FetchCheck[]> {
  const checks: FetchCheck[] = [];
  for (const [source, config] of Object.entries(sources)) {
    const fetcher = SOURCES.get(config.tool)?.fetcherOf?.(config);
    const baseUrl = fetcher && config.fetch && baseUrlOf(config.fetch, fetcher);
    if (fetcher === undefined || config.fetch === undefined || baseUrl === undefined) continue;
    const context = { fetch: config.fetch, config };
    const record = fetcher.noRecord;
    const call = { fetcher, context, baseUrl, timeoutMs: TIMEOUT_MS };
    const { verdict, status, fetched } = await ask([record], call, exchange);
    const one = fetched.get(record);
    const why = one && 'error' in one ? one.error.message : '';
    if (verdict === 'unauthorized') checks.push({ source, result: 'refused', text: why });
    else if (verdict === undefined || verdict === 'missing' || verdict === 'refused') {
      checks.push({ source, ...answered(fetcher, status) });
    } else checks.push({ source, result: 'unreachable', text: why });
  }
  return checks;
}

function answered(
  { vendor, needs }: Fetcher,
  status: number | undefined,
): Pick<FetchCheck, 'result' | 'text'> {
  const asked = `asked for an id that does not exist, ${vendor} answered ${status ?? ''}`;
  return needs.includes('key')
    ? {
        result: 'reachable',
        text: `${asked}; only real answers try ${needs.map((name) => `\`${name}\``).join(' and ')}: store check <store> --delivery <file> --answers <file>`,
      }
    : { result: 'works', text: `${asked}, and did not refuse the credential` };
}
