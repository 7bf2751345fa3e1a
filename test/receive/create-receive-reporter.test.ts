import { expect, it } from 'vitest';
import { createReceiveReporter, type ReceiveReport } from '../../src/receive/answers.ts';

it.each([
  ['accepted', 'info', 'Accepted'],
  ['handshake', 'info', 'Handshakes'],
  ['refused', 'warn', 'Refused'],
  ['invalid', 'warn', 'Invalid'],
  ['too_large', 'warn', 'TooLarge'],
  ['trapped', 'info', 'Trapped'],
  ['unavailable', 'error', 'Unavailable'],
] as const)('%s is one line of level %s and one %s', (outcome, level, metric) => {
  const lines: unknown[] = [];
  const metrics: unknown[] = [];
  const on = (name: string) => (message: string, fields: unknown) =>
    lines.push([name, message, fields]);
  const report = createReceiveReporter({ info: on('info'), warn: on('warn'), error: on('error') }, {
    addMetric: (...words: readonly unknown[]) => metrics.push(words),
  } as never);
  const fields: ReceiveReport = {
    method: 'POST',
    store: 'tw-main',
    source: 'form',
    tool: 'tally',
    outcome,
    why: 'a rule',
    id: 'id-1',
    messageId: 'm-1',
    trace: '4bf92f3577b34da6a3ce929d0e0e4736',
    status: 200,
    bytes: 2,
    durationMs: 3,
  };
  report({ ...fields, body: 'not to be told' } as ReceiveReport);
  expect(lines).toEqual([[level, 'request', fields]]);
  expect(metrics).toEqual([[metric, 'Count', 1]]);
});
