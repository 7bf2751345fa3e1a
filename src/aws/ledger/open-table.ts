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

/**
 * One request for the reads of one turn of the event loop. The people of a batch are read one by one, and each request
 * costs as much CPU as a signature and a call. A read starts after it was asked for, so it sees every write that had
 * ended by then. Where the request fails, it fails for all of them.
 */
export function gathered(getAll: GetAll): GetAll {
  let next: { readonly pks: Set<string>; readonly items: ReturnType<GetAll> } | undefined;
  const open = (): NonNullable<typeof next> => {
    const pks = new Set<string>();
    const turn = new Promise<void>((resolve) => void setImmediate(resolve));
    const items = turn.then(() => {
      next = undefined;
      return getAll([...pks]);
    });
    return { pks, items };
  };
  return async (pks, mode) => {
    if (mode !== undefined) return getAll(pks, mode);
    const { pks: all, items } = (next ??= open());
    for (const pk of pks) all.add(pk);
    const found = await items;
    return new Map(
      pks.flatMap((pk) => {
        const item = found.get(pk);
        return item ? [[pk, item] as const] : [];
      }),
    );
  };
}
