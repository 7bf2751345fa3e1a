import { FUNCTION_MS } from './function-time.ts';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createConsume } from '../../../src/consume/consume.ts';
import type { Worker } from '../schedule.ts';
import { depsOf } from './consumer-deps.ts';
import { cycle, type Life } from './life.ts';
import type { Surroundings } from './surroundings.ts';
import type { World } from './world.ts';

const RESTART_MS = 500;
const POLL_MS = 5;

/** A Lambda function with its event source mapping: polls, handles, deletes, and restarts after it was killed. */
export function startConsumer(around: Surroundings, worker: Worker, index: number): () => void {
  const { world, queue } = around;
  const { time, say } = world;
  const nextSize = cycle(worker.batchSizes, 1);
  let process = newProcess();
  let isIdle = true;

  function newProcess() {
    const life = newLife(world, worker, `c${index + 1}`, () => {
      isIdle = false;
      time.after(RESTART_MS, () => {
        process = newProcess();
        isIdle = true;
        wake();
      });
    });
    let deadline = 0;
    const consume = createConsume(depsOf(around, life, () => deadline));
    const work = async (event: SQSEvent): Promise<SQSBatchResponse> => {
      deadline = time.now() + FUNCTION_MS;
      return consume(event, { remainingMs: () => deadline - time.now() });
    };
    return { life, work };
  }

  const poll = (): void => {
    const { life, work } = process;
    if (isIdle || life.isDead) return;
    const Records = queue.receive(nextSize(), life.nextPace());
    if (Records.length === 0) {
      isIdle = true;
      return;
    }
    const ids = Records.map(({ messageId }) => messageId);
    say(life.name, `receives ${ids.map((id) => `${id} (${queue.rootOf(id)})`).join(', ')}`);
    let isOver = false;
    time.after(FUNCTION_MS, () => {
      if (isOver || life.isDead) return;
      life.isDead = true;
      life.isSent = true;
      say(life.name, 'runs out of time');
      life.onDeath();
    });
    const deleteDone = async (): Promise<void> => {
      const { batchItemFailures } = await work({ Records: [...Records] });
      isOver = true;
      if (life.isDead) return;
      const kept = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      for (const id of ids) if (!kept.has(id)) queue.delete(id);
      say(life.name, `is done${kept.size > 0 ? `, keeps ${[...kept].join(', ')}` : ''}`);
      time.after(POLL_MS, poll);
    };
    deleteDone().catch((error: unknown) => {
      isOver = true;
      world.notes.violations.push(`the handler failed: ${String(error)}`);
    });
  };
  const wake = (): void => {
    if (!isIdle) return;
    isIdle = false;
    time.after(POLL_MS + process.life.nextPace() * 3, poll);
  };
  return wake;
}

function newLife(world: World, worker: Worker, name: string, onDeath: () => void): Life {
  const die = cycle(worker.dice, 50);
  return {
    name,
    worker,
    now: () => Math.floor(world.time.now()) + worker.skewMs,
    isDead: false,
    isSent: false,
    nextPace: cycle(worker.pace, 0),
    nextDie: () => die() / 100,
    onDeath,
  };
}
