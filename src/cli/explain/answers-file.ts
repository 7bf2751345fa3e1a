import type { FetchRecords } from '../../consume/fetch-records.ts';
import { credentialOf } from '../../sources/fetch/credentials.ts';
import { type Fetched, type FetchedRecords, forAll } from '../../sources/fetch/fetcher.ts';
import { isRecord, memberOf, parseRecord } from '../../util/is-record.ts';
import { readInput } from '../read-input.ts';

/**
 * Takes captured answers of the tool in place of a call: the command line asks no tool. The file holds an answer as the tool
 * sends it; of SurveyCake also the decrypted one. Where a delivery names several records, it may also hold one answer for
 * each, by the id: `{ "<id>": { … }, … }`.
 *
 * @throws UsageError the file cannot be read.
 */
export function answersFrom(file: string): FetchRecords {
  const text = readInput(file);
  const whole = parseRecord(text);
  return async ({ records, fetcher, config, store, name }): Promise<FetchedRecords> => {
    const byId = answersById(whole, records);
    if (byId.size > 0) return byId;
    const fetch = credentialOf(store, name.split('/')[1] ?? '') ?? {};
    const isOne = Object.keys(whole).length > 0 && !Array.isArray(whole['results']);
    const fetched = isOne
      ? forAll(records, { answer: text })
      : fetcher.read(text, records, { fetch, config });
    if (records.length === 1 || !isOne) return fetched;
    // One answer is of one record: the others stay unfetched.
    const id = String(memberOf(whole, 'id'));
    return new Map([...fetched].filter(([record]) => idsOf(record).includes(id)));
  };
}

/** The answers of a file that has them by id. */
function answersById(
  whole: Readonly<Record<string, unknown>>,
  records: readonly string[],
): FetchedRecords {
  const found = records.flatMap((record): readonly (readonly [string, Fetched])[] => {
    const answer = idsOf(record)
      .map((id) => memberOf(whole, id))
      .find(isRecord);
    return answer === undefined ? [] : [[record, { answer: JSON.stringify(answer) }]];
  });
  return new Map(found);
}

/** A record by its whole name, and by the last part of it alone. */
const idsOf = (record: string): readonly string[] => [record, record.split('/').at(-1) ?? record];
