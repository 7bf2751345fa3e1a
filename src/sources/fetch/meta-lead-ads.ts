import { asRecord, parseRecord } from '../../util/is-record.ts';
import { type Fetcher, type FetchVerdict, forAll } from './fetcher.ts';

/**
 * Meta's Graph API: one call for each lead, because in a call for several one bad id fails all. The disclaimer's boxes come
 * only where they are asked for.
 *
 * @see https://developers.facebook.com/docs/marketing-api/guides/lead-ads/retrieving
 * @see https://developers.facebook.com/docs/graph-api/guides/error-handling
 */
export const metaFetcher: Fetcher = {
  vendor: 'Meta',
  baseUrl: 'https://graph.facebook.com/v24.0',
  hosts: ['graph.facebook.com'],
  needs: ['token'],
  limits: [{ perSecond: 10, burst: 20 }],
  perCall: 1,
  noRecord: '0',
  ifMissing:
    'the lead was deleted, is older than 90 days, or the token may not read leads of this page; look in the leads center, correct the token, then replay',
  request: ([lead = ''], { fetch }) => ({
    method: 'GET',
    path: `/${encodeURIComponent(lead)}?fields=id,created_time,field_data,custom_disclaimer_responses`,
    route: '/{lead}',
    // Never in the address: addresses are logged on their way.
    headers: { authorization: `Bearer ${fetch.token ?? ''}` },
  }),
  read: (answer, records) => forAll(records, { answer }),
  verdictOf(status, text) {
    if (status < 400) return undefined;
    const { code, error_subcode: subcode } = asRecord(parseRecord(text)['error']);
    return typeof code === 'number' ? byCode(code, subcode) : undefined;
  },
};

/** Codes of the Graph API: it answers most errors with the status 400. */
function byCode(code: number, subcode: unknown): FetchVerdict | undefined {
  if (code === 100) return subcode === 33 ? 'missing' : 'refused';
  if (code === 102 || code === 190 || code === 10 || (code >= 200 && code <= 299))
    return 'unauthorized';
  if (THROTTLED.has(code) || (code >= 80_000 && code <= 80_014)) return 'throttled';
  return code === 1 || code === 2 ? 'failed' : undefined;
}

const THROTTLED: ReadonlySet<number> = new Set([4, 17, 32, 341, 368, 613]);
