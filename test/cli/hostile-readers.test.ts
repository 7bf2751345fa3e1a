import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { describeLetter } from '../../src/cli/dlq/describe-letter.ts';
import { describeList } from '../../src/cli/dlq/describe-list.ts';
import { table } from '../../src/cli/output/table.ts';
import { runCli } from '../../src/cli/run-cli.ts';
import { fromLine, toLine } from '../../src/dead-letters/file-format.ts';
import { toLetter, toSummary } from '../../src/dead-letters/letter.ts';
import { predictLetter } from '../../src/dead-letters/predict/predict.ts';
import { anEvent } from '../support/an-event.ts';
import { aTerminal } from '../support/a-terminal.ts';
import { hostileText, KINDS } from '../support/hostile-texts.ts';
import { openLetterWorld, text } from '../support/letter-world.ts';

/** Attributes and body together are as long as SQS takes. */
const BYTES = 200_000;

/** Of a processor, in milliseconds, for one letter in all its readers. Where time is quadratic, it takes minutes. */
const MOST_CPU_MS = 3_000;

const folder = mkdtempSync(join(tmpdir(), 'hostile-readers-'));
afterAll(() => rmSync(folder, { recursive: true }));

const kinds = Array.from({ length: KINDS }, (_, n) => n);
const { deps, now } = openLetterWorld();
const screen = { ...aTerminal().terminal, now };

/** A letter that another program wrote: hostile texts in every attribute that the relay reads, and in the body. */
function hostileLetter(n: number) {
  const nasty = hostileText(n, BYTES);
  const names = 'detail eventId store source attempts replays failedAt firstSeenAt replayedAt';
  const attributes = Object.fromEntries(names.split(' ').map((name) => [name, text(nasty)]));
  return {
    messageId: '5f1c6d1e-8f5f-4a0c-9c3b-0d1f6f0f2a77',
    receipt: 'r',
    sentAt: now(),
    attributes: { ...attributes, reason: text('rejected'), [nasty.slice(0, 200)]: text('x') },
    body: JSON.stringify(
      anEvent({ id: nasty, data: { store: 'ok', customer: { email: nasty, name: nasty } } }),
    ),
  };
}

async function cpuMsOf(run: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

const STEERING = /[\p{C}\p{Zl}\p{Zp}]/u;

describe('a letter with long hostile texts, written by another program', () => {
  it.each(kinds)('of kind %d is read in the time that its length takes', async (n) => {
    const message = hostileLetter(n);
    const cpuMs = await cpuMsOf(async () => {
      const letter = toLetter(message, 86_400_000);
      const prediction = await predictLetter(letter, deps);
      const group = { reason: letter.reason, count: 1, oldest: 0, soonestExpiry: 0 };
      const printed = [
        describeLetter({ letter, prediction, reveal: true }, screen),
        describeLetter({ letter, prediction, reveal: false }, screen),
        describeList(
          { letters: [toSummary(letter)], groups: [group], total: 1, complete: true },
          screen,
        ),
      ].join('');
      expect(printed.replaceAll('\n', '')).not.toMatch(STEERING);
      const { receipt: _, ...written } = message;
      expect(fromLine(toLine(written))).toEqual(written);
    });
    expect(cpuMs).toBeLessThan(MOST_CPU_MS);
  });

  it.each(kinds)('of kind %d is no file that `explain` takes long for', async (n) => {
    const { terminal, out, err } = aTerminal();
    const file = join(folder, `${n}.json`);
    writeFileSync(file, hostileLetter(n).body);
    const cpuMs = await cpuMsOf(async () => {
      await runCli(['explain', file], terminal);
    });
    expect(`${out()}${err()}`).not.toBe('');
    expect(`${out()}${err()}`.replaceAll('\n', '')).not.toMatch(STEERING);
    expect(cpuMs).toBeLessThan(MOST_CPU_MS);
  });

  it.each(kinds)('of kind %d costs a table no more than a line', async (n) => {
    let drawn = '';
    const cpuMs = await cpuMsOf(async () => {
      drawn = table(
        [{ title: 'store' }, { title: 'id', isWhole: true }],
        [[hostileText(n, 1_000_000), '1']],
        screen,
      );
    });
    expect(drawn.split('\n')).toHaveLength(2);
    expect(cpuMs).toBeLessThan(MOST_CPU_MS / 10);
  });
});
