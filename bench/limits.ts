import Table from 'cli-table3';
import { countMessages } from '../src/local/count-messages.ts';
import { startFleet } from './fleet.ts';
import { figuresOf, type Figure } from './figures.ts';
import { parseOptions } from './options.ts';
import { createScaledTime, type ScaledTime } from './scaled-time.ts';
import { openScene, type Scene, sendFlood, sendQuiet } from './scene.ts';

/**
 * Measures how well a fleet keeps the rate limit of one store: a crowd of new signups for it, and a quiet store beside.
 *
 * Time runs faster than on the wall (`--scale`), for the consumers, the shops and the delays of the queue alike: so the
 * waits, windows and whole seconds of the relay keep their proportions, and only the machine seems slower by as much.
 */
const options = parseOptions(process.argv.slice(2));
const origin = Date.now();
const time = createScaledTime(options.scale, origin);
const scene = await openScene(time, options.latencyMs);
await sendFlood(scene, options.signups);
const { env } = scene.services;
const fleet = await startFleet(options.consumers, { scale: options.scale, origin, env });
try {
  process.exitCode = await measure();
} finally {
  fleet.kill();
  await scene.close();
}

async function measure(): Promise<number> {
  const cpuBefore = process.cpuUsage();
  const sentAt = await sendQuietUntilDone(scene, time);
  const findings = await fleet.stop();
  const { user, system } = process.cpuUsage(cpuBefore);
  const dead = await countMessages(scene.services.sqs.endpoint, scene.services.sqs.deadLetters);
  const figures = figuresOf({
    scene,
    sentAt,
    findings,
    signups: options.signups,
    deadLetters: dead.visible + dead.hidden,
    ownCpuSeconds: (user + system) / 1e6,
  });
  print(figures);
  return figures.some(({ isMissed }) => isMissed) ? 1 : 0;
}

/** One signup for the quiet store every 2 s as long as the crowd lasts. @returns when each was sent. */
async function sendQuietUntilDone(
  { flood, quiet, services: { sqs } }: Scene,
  { now, sleep }: ScaledTime,
): Promise<readonly number[]> {
  const sentAt: number[] = [];
  const begin = now();
  for (let isOver = false; !isOver;) {
    await sleep(begin + sentAt.length * 2_000 - now());
    sentAt.push(now());
    await sendQuiet(scene, sentAt.length - 1);
    isOver = flood.customers().length >= options.signups || now() - begin > 900_000;
  }
  for (let left = 1, giveUpAt = now() + 30_000; left > 0 && now() < giveUpAt;) {
    await sleep(500);
    const { visible, hidden, delayed } = await countMessages(sqs.endpoint, sqs.signups);
    left = visible + hidden + delayed + sentAt.length - quiet.customers().length;
  }
  return sentAt;
}

function print(figures: readonly Figure[]): void {
  const table = new Table({ head: ['', 'measured', 'goal', ''], style: { head: [], border: [] } });
  for (const { name, measured, goal = '', isMissed } of figures) {
    table.push([name, measured, goal, goal === '' ? '' : isMissed ? 'MISSED' : 'met']);
  }
  console.log(table.toString());
}
