import type { Part } from '../row.ts';
import { measureGrowth } from './measure-growth.ts';

export const GROWTH: Part = {
  key: 'growth',
  title: 'Growth',
  unit: 'CPU ms per 1,000 events',
  notes: [
    'One warm process of `consume` works on known customers, a thousand of them again and again, so that nothing has a reason to grow; ledger and turns are in memory, so that only our own code is measured and not the embedded DynamoDB. The cost is the median of five parts of the last events before each power of ten, and is compared with that at 10⁴: until then Node.js compiles what is hot. The memory in use is read after a garbage collection. `--full` goes to 10⁶ events.',
    'The stores: the same number of events spread over 1 to 1,000 stores, after each store has been read once (in production once a minute, however many events there are). Everybody has seen 10,000 events before it counts. What a batch of ten does for ten stores instead of one is ten times the turns: that is the one cost that could grow, and it ends at ten; with the ledger it is up to nine small writes more for a batch.',
  ],
  measure: measureGrowth,
};
