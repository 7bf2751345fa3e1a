import { FUNCTION_MS } from './function-time.ts';
import { createBatchReads } from '../../../src/aws/ledger/batch-reads.ts';
import { openDynamoTable } from '../../../src/aws/ledger/table.ts';
import { createLedger } from '../../../src/aws/ledger/ledger.ts';
import { createQueue } from '../../../src/aws/queues/queue.ts';
import { createStoreStates } from '../../../src/aws/ledger/store-states.ts';
import { createStores } from '../../../src/aws/stores.ts';
import type { ConsumeDeps } from '../../../src/consume/deps.ts';
import { createLimiters } from '../../../src/rate-limit/limiter.ts';
import type { Life } from './life.ts';
import { openPlatformFor } from './open-platform.ts';
import { dynamoDbFor, parametersFor, sqsFor } from './services.ts';
import { shopSource } from './shop-webhooks.ts';
import type { Surroundings } from './surroundings.ts';
import type { World } from './world.ts';

const HORIZON_MS = 48 * 3_600_000;

/** The real parts of the function, wired to the simulated world. @param deadline by virtual time. */
export function depsOf(around: Surroundings, life: Life, deadline: () => number): ConsumeDeps {
  const { world, table, queue, digest } = around;
  const { time, notes } = world;
  const { platform } = world.schedule;
  const { now, nextDie: random } = life;
  const ledgerTable = openDynamoTable(dynamoDbFor(world, life, table), 'ledger');
  const states = createStoreStates({ table: ledgerTable, now, newMark: around.newHolder });
  return around.sabotage({
    now,
    random,
    digest,
    newHolder: around.newHolder,
    horizonMs: HORIZON_MS,
    ledger: createLedger({ table: ledgerTable, digest, now }),
    batchReads: createBatchReads({ table: ledgerTable, digest, now }),
    sources: new Map([[platform, shopSource(platform)]]),
    senders: { find: async () => ({ tool: platform, secret: 'none' }) as never },
    stores: createStores({
      readParameter: parametersFor(world, life, around.parameter),
      path: '/stores',
      ttlMs: 60_000,
      now,
    }),
    queue: createQueue({
      client: sqsFor(world, life, (to, body, attributes, delayMs) => {
        if (to === 'signups') queue.send({ body, attributes, delayMs });
        else {
          const root = attributes['root']?.value.toString() ?? '';
          if (isPost(root)) notes.violations.push(`${root} of the shop is a dead letter`);
          else
            notes.deadLetters.push({
              root: attributes['root']?.value.toString() ?? '',
              at: time.now(),
              reason: attributes['reason']?.value.toString(),
              detail: attributes['detail']?.value.toString(),
            });
        }
      }),
      urls: { signups: 'signups', deadLetters: 'deadLetters' },
    }),
    openLimiters: createLimiters({
      states,
      now,
      random,
      sleep: sleepOf(world, life),
      reportStore: () => undefined,
    }),
    sleep: sleepOf(world, life),
    openPlatform: openPlatformFor(around, life, deadline),
    report: (report) => {
      if (life.isDead) return;
      const root = queue.rootOf(report.messageId);
      if (isPost(root)) {
        world.say(
          life.name,
          `reports ${root} ${report.outcome}${report.why ? `: ${report.why}` : ''}`,
        );
        return;
      }
      const attemptsBefore = queue.attemptsOf(report.messageId);
      notes.reports.push({
        at: time.now(),
        batchAt: deadline() - FUNCTION_MS,
        process: life,
        root,
        attemptsBefore,
        report,
      });
      world.say(
        life.name,
        `reports ${report.messageId} (${root}) ${report.outcome}${report.why ? `: ${report.why}` : ''}`,
      );
    },
  });
}

/** Whether the shop has posted the message of this name. */
const isPost = (root: string): boolean => root.startsWith('w');

const sleepOf =
  ({ time }: World, life: Life) =>
  (ms: number): Promise<void> =>
    new Promise((resolve) => {
      time.after(ms, () => {
        if (!life.isDead) resolve();
      });
    });
