import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ConsumerFindings, ConsumerOrders } from './consumer-messages.ts';

/** Concurrent consumers, each in its own process. */
export interface Fleet {
  /** Stops every consumer after its batch. @returns the findings of each. */
  stop(): Promise<readonly ConsumerFindings[]>;
  /** Kills the processes. Safe to repeat. */
  kill(): void;
}

const CONSUMER = fileURLToPath(new URL('./consumer.ts', import.meta.url));

/** Resolves when all consumers poll. */
export async function startFleet(size: number, orders: ConsumerOrders): Promise<Fleet> {
  const children = Array.from({ length: size }, () => start(orders));
  await Promise.all(children.map((child) => once(child, 'message')));
  return {
    stop: () => Promise.all(children.map(findingsOf)),
    kill: () => {
      for (const child of children) child.kill('SIGKILL');
    },
  };
}

function start(orders: ConsumerOrders): ChildProcess {
  const { env } = orders;
  return fork(CONSUMER, [JSON.stringify(orders)], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}

async function findingsOf(child: ChildProcess): Promise<ConsumerFindings> {
  const answered = once(child, 'message') as Promise<[ConsumerFindings]>;
  const gone = once(child, 'exit').then(() => Promise.reject(new Error('a consumer has ended')));
  gone.catch(() => undefined);
  child.send('stop');
  const [findings] = await Promise.race([answered, gone]);
  return findings;
}
