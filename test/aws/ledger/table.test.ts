import { expect, it } from 'vitest';
import { openDynamoTable } from '../../../src/aws/ledger/table.ts';

it.each([
  [undefined, true, false],
  ['soon', true, true],
  ['soon and cheap', false, true],
] as const)('reads many items in the manner %j', async (manner, ConsistentRead, isHasty) => {
  const asked: unknown[] = [];
  const table = openDynamoTable((...request) => {
    asked.push(request);
    return Promise.resolve({ Responses: { ledger: [{ pk: { S: 'a' }, n: { N: '1' } }] } });
  }, 'ledger');
  expect(await table.getAll(['a', 'a'], manner)).toEqual(new Map([['a', { pk: 'a', n: 1 }]]));
  const RequestItems = { ledger: { Keys: [{ pk: { S: 'a' } }], ConsistentRead } };
  expect(asked).toEqual([['BatchGetItem', { RequestItems }, isHasty]]);
});
