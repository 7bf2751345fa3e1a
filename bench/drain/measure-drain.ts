import { countMessages } from '../../src/local/aws/queue-calls.ts';
import { type Figure, figuresOf } from './figures.ts';
import { startFleet } from './fleet.ts';
import type { BenchOptions } from './options.ts';
import { createScaledTime, type ScaledTime } from './scaled-time.ts';
import { openScene, type Scene, sendFlood, sendQuiet } from './scene.ts';

/**
 * Measures how well several consumers share the rate limit of one busy store, next to a quiet store.
 *
 * Time runs `scale` times as fast for consumers, shops and queue delays alike. So the relay's waits, windows and whole
 * seconds keep their proportions, and only the machine appears slower.
 */
export async function measureDrain(options: BenchOptions): Promise<readonly Figure[]> {
  const origin = Date.now();
  const time = createScaledTime(options.scale, origin);
  const scene = await openScene(time, options);
  await sendFlood(scene, options.signups);
  const { env, sqs } = scene.services;
  const fleet = await startFleet(options.consumers, { scale: options.scale, origin, env });
  try {
    const cpuBefore = process.cpuUsage();
    const sentAt = await sendQuietUntilDone(scene, time, options.signups);
    const findings = await fleet.stop();
    const { user, system } = process.cpuUsage(cpuBefore);
    const dead = await countMessages(sqs.endpoint, sqs.deadLetters);
    return figuresOf({
      scene,
      sentAt,
      findings,
      signups: options.signups,
      deadLetters: dead.visible + dead.hidden,
      ownCpuSeconds: (user + system) / 1e6,
    });
  } finally {
    fleet.kill();
    await scene.close();
  }
}

/** Timeout, longer than the largest run, in scaled milliseconds. */
const LONGEST_MS = 3_600_000;

/** Sends the quiet store one signup every 2 s during the run. @returns their send times. */
async function sendQuietUntilDone(
  scene: Scene,
  { now, sleep }: ScaledTime,
  signups: number,
): Promise<readonly number[]> {
  const {
    flood,
    quiet,
    services: { sqs },
  } = scene;
  const sentAt: number[] = [];
  const begin = now();
  for (let isOver = false; !isOver;) {
    await sleep(begin + sentAt.length * 2_000 - now());
    sentAt.push(now());
    await sendQuiet(scene, sentAt.length - 1);
    isOver = flood.customers().length >= signups || now() - begin > LONGEST_MS;
  }
  for (let left = 1, giveUpAt = now() + 30_000; left > 0 && now() < giveUpAt;) {
    await sleep(500);
    const { visible, hidden, delayed } = await countMessages(sqs.endpoint, sqs.signups);
    left = visible + hidden + delayed + sentAt.length - quiet.customers().length;
  }
  return sentAt;
}
