import { Metrics } from '@aws-lambda-powertools/metrics';
import { describe, expect, it } from 'vitest';
import { createLog } from '../../../src/telemetry/log.ts';
import type { ArchiveReport } from '../../../src/dead-letters/archive/archive.ts';
import { reportArchive } from '../../../src/dead-letters/archive/archive.ts';

const NOW = Date.parse('2026-11-22T08:00:00Z');
const quiet: ArchiveReport = {
  total: 3,
  due: 0,
  archived: 0,
  waiting: new Map([
    ['rejected', 2],
    ['crashed', 1],
  ]),
  expiring: 0,
  soonestExpiry: NOW + 90_000_000,
  readAt: NOW,
  complete: true,
};

function printed(report: ArchiveReport, archiving: boolean) {
  const lines: Record<string, unknown>[] = [];
  const emf: Record<string, unknown>[] = [];
  const into = (list: Record<string, unknown>[]) => (text: string) =>
    void list.push(JSON.parse(text) as Record<string, unknown>);
  const log = createLog({
    service: 'test',
    level: 'INFO',
    startsCold: false,
    print: (_, line) => into(lines)(line),
    trace: () => undefined,
    now: Date.now,
  });
  const metrics = new Metrics({ namespace: 'Test', serviceName: 'test' });
  const console = { log: into(emf) };
  Object.assign(metrics, {
    console,
    singleMetric: () =>
      Object.assign(new Metrics({ namespace: 'Test', serviceName: 'test', singleMetric: true }), {
        console,
      }),
  });
  reportArchive(report, { archiving }, { log, metrics });
  metrics.publishStoredMetrics();
  return { lines, emf };
}

describe('the report of an archive run', () => {
  it('is one line of counts and times', () => {
    expect(printed(quiet, false).lines).toMatchObject([
      {
        level: 'INFO',
        message: 'letters',
        total: 3,
        waiting: { rejected: 2, crashed: 1 },
        expiring: 0,
        soonestExpiry: '2026-11-23T09:00:00.000Z',
        complete: true,
      },
    ]);
  });

  it.each([
    ['letters expire', { expiring: 1 }],
    ['letters could not be archived', { due: 2, archived: 1 }],
    ['the queue was not read completely', { complete: false }],
  ])('is a warning when %s', (_, changes) => {
    expect(printed({ ...quiet, ...changes }, true).lines).toMatchObject([{ level: 'WARN' }]);
  });

  it('counts expiring letters even if there are none, so that missing data means a fault', () => {
    const [all] = printed({ ...quiet, waiting: new Map() }, false).emf.slice(-1);
    expect(all).toMatchObject({ LettersExpiring: 0, SoonestExpiry: 90_000, service: 'test' });
    expect(all).not.toHaveProperty('LettersArchived');
  });

  it('reports no zero after an incomplete read', () => {
    const part = { ...quiet, complete: false };
    expect(printed(part, false).emf.at(-1)).not.toHaveProperty('LettersExpiring');
    expect(printed({ ...part, expiring: 1 }, false).emf.at(-1)).toMatchObject({
      LettersExpiring: 1,
    });
  });

  it('counts waiting letters by reason', () => {
    expect(printed(quiet, false).emf.slice(0, -1)).toMatchObject([
      { LettersWaiting: 2, reason: 'rejected', service: 'test' },
      { LettersWaiting: 1, reason: 'crashed', service: 'test' },
    ]);
  });

  it('counts archived and failed letters if there is an archive', () => {
    const [all] = printed({ ...quiet, due: 3, archived: 2 }, true).emf.slice(-1);
    expect(all).toMatchObject({ LettersArchived: 2, LettersNotArchived: 1 });
  });

  it('has no expiry when no letter waits', () => {
    const { soonestExpiry: _, ...empty } = quiet;
    const [all] = printed({ ...empty, total: 0, waiting: new Map() }, false).emf.slice(-1);
    expect(all).not.toHaveProperty('SoonestExpiry');
  });
});
