import { expect, it } from 'vitest';
import { openDynamoTable } from '../../../src/aws/ledger/table.ts';

it.each([
  [undefined, true, false],
  ['fast', true, true],
  ['fast, eventually consistent', false, true],
] as const)('reads many items in the mode %j', async (mode, ConsistentRead, failFast) => {
  const asked: unknown[] = [];
  const table = openDynamoTable((...request) => {
    asked.push(request);
    return Promise.resolve({ Responses: { ledger: [{ pk: { S: 'a' }, n: { N: '1' } }] } });
  }, 'ledger');
  expect(await table.getAll(['a', 'a'], mode)).toEqual(new Map([['a', { pk: 'a', n: 1 }]]));
  const RequestItems = { ledger: { Keys: [{ pk: { S: 'a' } }], ConsistentRead } };
  expect(asked).toEqual([['BatchGetItem', { RequestItems }, failFast]]);
});
