import { describe, expect, it } from 'vitest';
import { billedMs, billPerMillion, totalOf } from '../../bench/money/bill.ts';

describe('billPerMillion', () => {
  it.each([
    { used: { sqsRequests: 1 }, service: 'SQS', dollars: 0.4 },
    { used: { lambdaRequests: 1 }, service: 'Lambda', dollars: 0.2 },
    { used: { writeUnits: 3, readUnits: 1 }, service: 'DynamoDB', dollars: 2 },
    { used: { httpApiRequests: 1 }, service: 'API Gateway', dollars: 1 },
    { used: { logBytes: 2 ** 30 / 1e6 }, service: 'logs', dollars: 0.5 },
  ])('$used for each signup is $dollars dollars of $service', ({ used, service, dollars }) => {
    const bill = billPerMillion(used, 1);
    expect(bill[service]).toBeCloseTo(dollars);
    expect(totalOf(bill)).toBeCloseTo(dollars);
  });

  it('counts half a GB for 200 ms as a tenth of a GB-second', () => {
    expect(billPerMillion({ lambdaMs: 200 }, 1)['Lambda']).toBeCloseTo(1.333_34);
  });

  it('divides the usage of a batch among its signups', () => {
    const batch = { sqsRequests: 12, lambdaRequests: 1, writeUnits: 33 };
    expect(totalOf(billPerMillion(batch, 10))).toBeCloseTo(
      totalOf(billPerMillion({ sqsRequests: 1.2, lambdaRequests: 0.1, writeUnits: 3.3 }, 1)),
    );
  });
});

describe('billedMs', () => {
  it('bills waiting unscaled', () => {
    expect(billedMs({ wallMs: 400, cpuMs: 0 })).toBe(400);
  });

  it('scales CPU work to the share of a CPU that the memory includes', () => {
    expect(billedMs({ wallMs: 400, cpuMs: 100 })).toBe(646);
  });

  it('bills whole milliseconds, and work on two threads at least once', () => {
    expect(billedMs({ wallMs: 0.2, cpuMs: 0 })).toBe(1);
    expect(billedMs({ wallMs: 10, cpuMs: 20 })).toBe(70);
  });
});
