import { createBatchReads } from '../../src/aws/ledger/batch-reads.ts';
import type { DynamoTable } from '../../src/aws/ledger/table.ts';
import { createLedger } from '../../src/aws/ledger/ledger.ts';
import { createDigest } from '../../src/event/digest.ts';
import type { BatchReads, Ledger } from '../../src/delivery/ledger-port.ts';
import { ledgerItems } from './ledger-table.ts';
import { openTable } from './local-table.ts';

export interface OpenLedger {
  readonly ledger: Ledger;
  readonly batchReads: BatchReads;
  /** The table itself, to look into items. */
  readonly table: DynamoTable;
  /** Writes to the table since it was opened, or since the last call of `writes`. */
  readonly writes: () => number;
  /** Everything in the table, as text: to search for forbidden content. */
  readonly dump: () => Promise<string>;
  readonly close: () => Promise<void>;
}

/** The real ledger on an embedded DynamoDB. */
export async function openLedger(now: () => number = Date.now): Promise<OpenLedger> {
  const { table: reached, dynamoDb, close } = await openTable();
  let writes = 0;
  const table: DynamoTable = {
    ...reached,
    put: (...given) => {
      writes += 1;
      return reached.put(...given);
    },
    update: (...given) => {
      writes += 1;
      return reached.update(...given);
    },
  };
  const deps = { table, digest: createDigest('test-key'), now };
  return {
    ledger: createLedger(deps),
    table,
    batchReads: createBatchReads(deps),
    writes: () => {
      const count = writes;
      writes = 0;
      return count;
    },
    dump: async () => JSON.stringify({ Items: await ledgerItems({ dynamoDb }) }),
    close,
  };
}
