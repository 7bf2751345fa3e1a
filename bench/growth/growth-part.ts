import type { Part } from '../row.ts';
import { measureGrowth } from './measure-growth.ts';

export const GROWTH: Part = {
  key: 'growth',
  title: 'Growth',
  unit: 'CPU ms per 1,000 events',
  notes: [
    'One warm process of `consume` updates the same thousand known customers repeatedly, so that nothing has a reason to grow. Ledger and slots are in memory, so that the embedded DynamoDB is not measured. The cost is the median of five parts of the last events before each power of ten. It is compared with the cost at 10⁴, because Node.js compiles hot code until then. The memory in use is measured after a garbage collection. `--full` goes to 10⁶ events.',
    'For the stores, the same number of events is spread over 1 to 1,000 stores, with `--full` to 10,000. The people are the same for each number. Each store was read once before; in production that is once a minute, for any number of events. Each process is warmed up by 10,000 events. Only the slots could cost more: a batch of ten events for ten stores reserves ten times instead of once. With the ledger that is at most nine small writes more per batch.',
  ],
  measure: measureGrowth,
};
