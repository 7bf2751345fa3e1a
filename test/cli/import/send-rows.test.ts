import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { CheckedRow } from '../../../src/cli/import/check-row.ts';
import type { CsvRow } from '../../../src/cli/import/csv-rows.ts';
import { createPace } from '../../../src/cli/import/pace.ts';
import {
  type ImportState,
  openState,
  readResultLine,
  readState,
  resultLine,
  writeState,
} from '../../../src/cli/import/result-file.ts';
import { sendRows } from '../../../src/cli/import/send-rows.ts';
import { createTally, type Tally } from '../../../src/cli/import/tally.ts';
import { createOutcomes } from '../../../src/cli/import/watch-outcomes.ts';
import type { Copy } from '../../../src/message/queue-port.ts';
import type { Store } from '../../../src/generated/types.ts';

const STORE: Store = {
  platform: 'shoplazza',
  baseUrl: 'https://demo.myshoplaza.com/openapi/2022-01',
  accessToken: 'token',
  limits: [{ perSecond: 2, burst: 40 }],
};
const TRACE = `a${'0'.repeat(31)}`;

/** A file of rows, a queue and a log in memory, which outlive a killed run. Time moves only while the run sleeps. */
function createWorld(
  rows: number,
  { drainsPerSecond = 2, refused = [] as readonly number[], visible = 0 } = {},
) {
  let now = 1_000_000;
  const state: { current: ImportState } = {
    current: {
      store: 'us',
      sha256: '',
      encoding: 'utf-8',
      mapping: { fields: {} },
      type: 'customer.signed_up',
      timeZone: 'UTC',
      trace: TRACE,
      readUntil: now,
      sent: 0,
      total: rows,
    },
  };
  const results: string[] = [];
  const queue: string[] = [];
  const sent: string[] = [];
  const log: { at: number; text: string }[] = [];
  let mostWaiting = 0;
  let credit = 0;
  const drain = (ms: number): void => {
    credit = Math.min(credit + (ms / 1_000) * drainsPerSecond, queue.length);
    while (credit >= 1) {
      const id = queue.shift();
      credit -= 1;
      const isFirst = !log.some(({ text }) => text.includes(`"${id}"`));
      const line = { message: 'signup', eventId: id, messageId: `m-${log.length}`, trace: TRACE };
      const calls = isFirst ? [{ call: 'POST /customers' }] : [];
      log.push({
        at: now,
        text: JSON.stringify({ ...line, outcome: isFirst ? 'created' : 'unchanged', calls }),
      });
    }
  };
  /** @param dieAt the number of the step at which the process is killed. */
  const run = async (dieAt = Infinity) => {
    let steps = 0;
    const step = (): void => {
      steps += 1;
      if (steps === dieAt) throw new Error('killed');
    };
    const known: Tally = createTally();
    for (const line of results) known.add(JSON.parse(line) as Parameters<Tally['add']>[0]);
    const logs = {
      find: async ({ from, until }: { from: number; until: number }) => {
        step();
        return log
          .filter(({ at }) => at >= from && at <= until)
          .map(({ at, text }) => ({ at, text, source: 'consume' as const }));
      },
    };
    const clock = (): number => now;
    const end = await sendRows(rowsOf(rows), state.current, {
      check: async (row) => checked(row, refused.includes(row.row)),
      outcomes: createOutcomes(state.current, { logs, now: clock }),
      pace: createPace(STORE, now),
      visible: async () => visible,
      known,
      results: {
        append: async (lines) => {
          step();
          results.push(...lines);
        },
        flush: async () => undefined,
      },
      queue: {
        send: async (copies: readonly Copy[]) => {
          step();
          for (const { body } of copies) {
            queue.push(body);
            sent.push(body);
          }
          mostWaiting = Math.max(mostWaiting, queue.length);
          step();
          return new Set(copies.map(({ key }) => key));
        },
      },
      saveState: async (next) => {
        step();
        state.current = next;
      },
      advance: () => undefined,
      now: clock,
      sleep: async (ms) => {
        now += ms;
        drain(ms);
      },
      signal: new AbortController().signal,
    });
    return { end, known, steps };
  };
  return { run, state, results, sent, mostWaiting: () => mostWaiting, now: () => now };
}

async function* rowsOf(count: number): AsyncGenerator<CsvRow> {
  for (let row = 1; row <= count; row += 1) yield { row, line: row + 1, cells: [] };
}

function checked({ row, line }: CsvRow, isRefused: boolean): CheckedRow {
  const base = { row, line, contacts: {}, unheld: [], leftOut: [] };
  if (isRefused) return { ...base, refused: { reason: 'invalid_signup', detail: 'no' } };
  const id = `id-${row}`;
  return {
    ...base,
    ready: { body: id, eventId: id, facts: [] } as unknown as NonNullable<CheckedRow['ready']>,
  };
}

const numbersIn = (results: readonly string[]): readonly number[] =>
  results.map((line) => (JSON.parse(line) as { row: number }).row).toSorted((a, b) => a - b);

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at + 1);

describe('sendRows', () => {
  it('sends every row once, and writes one result for each', async () => {
    const world = createWorld(47, { refused: [3, 10, 20, 47] });
    const { end, known } = await world.run();
    expect(end).toBe('done');
    expect(numbersIn(world.results)).toEqual(upTo(47));
    expect(world.sent).toHaveLength(43);
    expect(known.counts().results).toEqual({ refused: 4, created: 43 });
  });

  it('loses no row and writes no result twice, wherever it is killed', async () => {
    const refused = [1, 11, 12, 35];
    const { steps } = await createWorld(35, { refused }).run();
    for (let dieAt = 1; dieAt <= steps; dieAt += 1) {
      const world = createWorld(35, { refused });
      await expect(world.run(dieAt)).rejects.toThrow('killed');
      await world.run();
      expect(numbersIn(world.results)).toEqual(upTo(35));
      expect(new Set(world.sent).size).toBe(31);
      // A batch whose confirmation was not written down is sent again. The ledger makes that harmless.
      expect(world.sent.length).toBeLessThanOrEqual(41);
    }
  });

  it('keeps no more on the queue than the store drains in ten minutes', async () => {
    const world = createWorld(1_500, { drainsPerSecond: 0.5 });
    await world.run();
    expect(numbersIn(world.results)).toHaveLength(1_500);
    // Twice as many calls per row were assumed first: 600 s × 2 / 2. Later the real speed is known: 300 in ten minutes.
    expect(world.mostWaiting()).toBeLessThanOrEqual(1_200);
  });

  it('waits while live signups wait, and ends all the same', async () => {
    const busy = createWorld(40, { visible: 20 });
    const startedAt = busy.now();
    expect((await busy.run()).end).toBe('done');
    expect(numbersIn(busy.results)).toEqual(upTo(40));
    expect(busy.now() - startedAt).toBeGreaterThan(4 * 60_000 - 1);
  });

  it('ends, and says so, when the log is silent for long', async () => {
    const world = createWorld(30, { drainsPerSecond: 0 });
    expect((await world.run()).end).toBe('waits');
    expect(world.sent).toHaveLength(30);
  });
});

describe('resultLine', () => {
  it('is one line, whatever the cells hold', () => {
    const result = { row: 1, line: 2, contacts: { email: 'a\nb' }, result: 'created' };
    expect(resultLine(result)).toBe('{"row":1,"line":2,"email":"a\\nb","result":"created"}');
  });
});

describe('createPace', () => {
  it('sends at the speed of the limits, and learns what a row costs', () => {
    const pace = createPace(STORE, 0);
    expect(pace.room(0, 0)).toBe(10);
    pace.took(10);
    expect(pace.room(10, 1_000)).toBe(1);
    for (let at = 0; at < 10; at += 1) pace.learn(1, 1_000);
    pace.took(1);
    expect(pace.room(1, 2_000)).toBe(2);
  });

  it('waits behind a store that drains nothing, and never stops asking', () => {
    const pace = createPace(STORE, 0);
    const late = 3_600_000;
    expect(pace.room(600, late)).toBe(0);
    expect(pace.room(0, late)).toBe(10);
  });
});

it('a resumed run shows the first row of each reason as the first run did', () => {
  const refused = {
    row: 2,
    line: 3,
    contacts: { email: 'bad' },
    result: 'refused',
    reason: 'invalid_signup',
    detail: '/customer/email must be an e-mail address (format)',
  };
  const [first, resumed] = [createTally(), createTally()];
  first.add(refused);
  resumed.add(readResultLine(resultLine(refused)) ?? refused);
  expect(resumed.counts().reasons).toEqual(first.counts().reasons);
});

it('of two runs that go on with one import, the slower one stops before it undoes what the other saved', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'state-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const results = join(folder, 'people.jsonl');
  const begun = createWorld(9).state.current;
  await writeState(results, begun);
  const [one, other] = [openState(results), openState(results)];
  await one({ ...begun, sent: 1 });
  await one({ ...begun, sent: 5 });
  await expect(other({ ...begun, sent: 2 })).rejects.toThrow(
    /^Another run goes on with the import/,
  );
  await one({ ...begun, sent: 9 });
  expect(readState(results)?.sent).toBe(9);
});
