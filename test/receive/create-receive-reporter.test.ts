import { expect, it } from 'vitest';
import { WaitError } from '../../src/event/errors.ts';
import {
  createReceiveReporter,
  type ReceiveReport,
  toUnavailable,
} from '../../src/receive/answers.ts';

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

it('counts what an operator has to mend', () => {
  const metrics: unknown[] = [];
  const lines: unknown[] = [];
  const on = (_: string, fields: unknown) => lines.push(fields);
  const report = createReceiveReporter({ info: on, warn: on, error: on }, {
    addMetric: (name: string) => metrics.push(name),
  } as never);
  const error = new WaitError('Parameter Store refuses access', { isMisconfigured: true });
  const { answer, ...result } = toUnavailable(error);
  const request = { method: 'POST', store: 'tw-main', source: 'form', bytes: 2, durationMs: 3 };
  report({ ...request, ...result, status: answer.statusCode });
  expect(metrics).toEqual(['Unavailable', 'Misconfigured']);
  expect(lines).toMatchObject([{ misconfigured: true, why: error.message }]);
});
