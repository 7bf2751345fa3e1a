import type { FetchRecords } from '../../consume/fetch-records.ts';
import { credentialOf } from '../../sources/fetch/credentials.ts';
import { type FetchedRecords, forAll } from '../../sources/fetch/fetcher.ts';
import { memberOf, parseRecord } from '../../util/is-record.ts';
import { readInput } from '../read-input.ts';

/**
 * Takes a captured answer of the tool in place of a call: the command line asks no tool. The file holds an answer as the tool
 * sends it; of SurveyCake also the decrypted one.
 *
 * @throws UsageError the file cannot be read.
 */
export function answersFrom(file: string): FetchRecords {
  const text = readInput(file);
  const whole = parseRecord(text);
  return async ({ records, fetcher, config, store, name }): Promise<FetchedRecords> => {
    const fetch = credentialOf(store, name.split('/')[1] ?? '') ?? {};
    const isOne = Object.keys(whole).length > 0 && !Array.isArray(whole['results']);
    const fetched = isOne
      ? forAll(records, { answer: text })
      : fetcher.read(text, records, { fetch, config });
    if (records.length === 1 || !isOne) return fetched;
    // One answer is of one record: the others stay unfetched.
    return new Map([...fetched].filter(([record]) => record === String(memberOf(whole, 'id'))));
  };
}
