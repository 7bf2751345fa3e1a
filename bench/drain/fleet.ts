import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ConsumerFindings, ConsumerOrders } from './consumer-messages.ts';

/** Concurrent consumers, each in a process of its own. */
export interface Fleet {
  /** Lets every consumer end its batch. @returns what each saw. */
  stop(): Promise<readonly ConsumerFindings[]>;
  /** Ends the processes at once. Safe to repeat. */
  kill(): void;
}

const CONSUMER = fileURLToPath(new URL('./consumer.ts', import.meta.url));

/** Resolves when all of them poll. */
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
