import { DYNAMO_DB, type DynamoTable, openDynamoTable } from './table.ts';
import { openAwsJson } from '../json/open.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The ledger's table, with the usual AWS credentials, region and `AWS_ENDPOINT_URL_DYNAMODB`. They are read with the first
 * request.
 *
 * @param now the real time, in milliseconds since the epoch; the signature of a request has it.
 */
export function openLedgerTable(env: Env, name: string, now: () => number): DynamoTable {
  const table = openDynamoTable(openAwsJson(DYNAMO_DB, env, now), name);
  return { ...table, getAll: gathered((pks, mode) => table.getAll(pks, mode)) };
}

type GetAll = DynamoTable['getAll'];

/** The reads that were asked for in one turn. */
interface Turn {
  readonly pks: Set<string>;
  readonly items: ReturnType<GetAll>;
  readers: number;
}

/**
 * One request for the reads of one turn of the event loop. The people of a batch are read one by one, and each request
 * costs as much CPU as a signature and a call. A read starts after it was asked for, so it sees every write that had
 * ended by then. Where the request fails, each of them reads for itself: one unreadable answer must not stop the others.
 * These reads try once, because the request has used up the time for tries: a silent table must not take twice of it.
 */
export function gathered(getAll: GetAll): GetAll {
  let next: Turn | undefined;
  const open = (): Turn => {
    const pks = new Set<string>();
    const turn = new Promise<void>((resolve) => void setImmediate(resolve));
    const items = turn.then(() => {
      next = undefined;
      return getAll([...pks]);
    });
    return { pks, items, readers: 0 };
  };
  return async (pks, mode) => {
    if (mode !== undefined) return getAll(pks, mode);
    const turn = (next ??= open());
    for (const pk of pks) turn.pks.add(pk);
    turn.readers += 1;
    const found = await turn.items.catch((error: unknown) => {
      if (turn.readers === 1) throw error;
      return getAll(pks, 'fast');
    });
    return new Map(
      pks.flatMap((pk) => {
        const item = found.get(pk);
        return item ? [[pk, item] as const] : [];
      }),
    );
  };
}
