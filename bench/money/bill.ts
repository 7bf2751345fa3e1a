import { FUNCTION_MB, PRICES, WHOLE_CPU_MB } from './prices.ts';

/** Usage of a number of signups. */
export interface Used {
  readonly sqsRequests?: number;
  readonly lambdaRequests?: number;
  /** Billed duration of all invocations together. */
  readonly lambdaMs?: number;
  readonly writeUnits?: number;
  readonly readUnits?: number;
  readonly logBytes?: number;
  readonly httpApiRequests?: number;
}

/** Dollars by service. */
export type Bill = Readonly<Record<string, number>>;

/** The cost of a million signups, from the usage of `signups`. */
export function billPerMillion(used: Used, signups: number): Bill {
  const { sqsRequests = 0, lambdaRequests = 0, lambdaMs = 0, httpApiRequests = 0 } = used;
  const { writeUnits = 0, readUnits = 0, logBytes = 0 } = used;
  const gbSeconds = (lambdaMs / 1_000) * (FUNCTION_MB / 1_024);
  const bill = {
    DynamoDB: writeUnits * PRICES.dynamoDbWriteUnit + readUnits * PRICES.dynamoDbReadUnit,
    Lambda: lambdaRequests * PRICES.lambdaRequest + gbSeconds * PRICES.lambdaGbSecond,
    SQS: sqsRequests * PRICES.sqsRequest,
    logs: logBytes * PRICES.logByte,
    'API Gateway': httpApiRequests * PRICES.httpApiRequest,
  };
  return Object.fromEntries(
    Object.entries(bill).map(([service, amount]) => [service, (amount / signups) * 1e6]),
  );
}

export const totalOf = (bill: Bill): number =>
  Object.values(bill).reduce((sum, amount) => sum + amount, 0);

/**
 * The duration that Lambda bills for an invocation measured here. Waiting takes the same time; CPU work takes longer on
 * a share of a CPU.
 *
 * @returns whole milliseconds.
 */
export function billedMs({ wallMs, cpuMs }: { readonly wallMs: number; readonly cpuMs: number }) {
  const slower = WHOLE_CPU_MB / FUNCTION_MB;
  return Math.ceil(Math.max(wallMs, cpuMs) + cpuMs * (slower - 1));
}
