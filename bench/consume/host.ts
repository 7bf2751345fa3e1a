import type { Context } from 'aws-lambda';
import { lambdaContext } from '../../src/local/lambda/context.ts';
import { answerQuestions } from '../answer-questions.ts';
import { flood } from '../receive/flood.ts';
import { usage } from '../usage.ts';

/** A contestant's module: it exports a Lambda handler, or a worker that reads its own queue. */
interface Contestant {
  readonly handler?: (event: unknown, context: Context) => Promise<unknown>;
  /** Resolves when this many events are done. */
  readonly run?: (round: never) => Promise<void>;
}

interface FloodOrder {
  readonly event: unknown;
  readonly requests: number;
}

/** Runs one contestant in its own process: `host.ts <file URL of its module>`. */
const { handler, run } = (await import(process.argv[2] ?? '')) as Contestant;

const invoke = async (event: unknown): Promise<unknown> => {
  const deadline = Date.now() + 30_000;
  return handler?.(
    event,
    lambdaContext('bench', () => deadline - Date.now()),
  );
};

answerQuestions({
  invoke: ({ event }: { readonly event: unknown }) => invoke(event),
  flood: ({ event, requests }: FloodOrder) => flood(() => invoke(event), requests),
  run: ({ round }: { readonly round: never }) => run?.(round),
  usage,
  /** Memory in use after a garbage collection, in bytes. */
  heap: () => {
    globalThis.gc?.();
    return process.memoryUsage().heapUsed;
  },
});
