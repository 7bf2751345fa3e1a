import { styleText } from 'node:util';
import { describe, expect, it } from 'vitest';
import { describeArchived } from '../../../src/cli/dlq/describe-archive.ts';
import { describeLetter } from '../../../src/cli/dlq/describe-letter.ts';
import { describeList } from '../../../src/cli/dlq/describe-list.ts';
import { describeReplay } from '../../../src/cli/dlq/describe-replay.ts';
import { describeDiscard, describeImport } from '../../../src/cli/dlq/describe-written.ts';
import { describeDiagnosis } from '../../../src/cli/doctor/doctor-commands.ts';
import { describeErasure } from '../../../src/cli/erase/describe-erasure.ts';
import { describeExplained } from '../../../src/cli/explain/describe-explained.ts';
import { describeSent } from '../../../src/cli/send/send-file.ts';
import { describeStore, describeStores } from '../../../src/cli/stores/describe.ts';
import { describeChecks } from '../../../src/cli/stores/describe-checks.ts';
import { describeMigrated, describePut } from '../../../src/cli/stores/describe-put.ts';
import { describeTraced } from '../../../src/cli/trace/trace-commands.ts';
import { toLetter, toSummary } from '../../../src/dead-letters/letter.ts';
import { outcomeLine } from '../../../src/local/format.ts';
import type { AddCommands } from '../../../src/cli/command-context.ts';
import { runCli } from '../../../src/cli/run-cli.ts';
import { aTerminal } from '../../support/a-terminal.ts';

/** ESC, CSI, NUL, DEL, a right-to-left override, an isolate, a bidi mark, a zero-width space, a line separator. */
const EVIL = 'x\u001B[2J\u009B2J\0\u007F\u202E\u2066\u200F\u200B\u2028y';
const NOW = Date.parse('2026-09-15T03:20:00Z');
const screen = { isInteractive: false, env: {}, columns: 400, now: () => NOW };

const text = { type: 'String', value: EVIL } as const;
const read = toLetter(
  {
    messageId: EVIL,
    sentAt: NOW,
    receipt: 'r',
    body: JSON.stringify({ [EVIL]: EVIL }),
    attributes: { eventId: text, store: text, source: text, detail: text, [EVIL]: text },
  },
  1_000,
);
/** `toLetter` leaves such texts out. The printers must not rely on that. */
const letter = { ...read, eventId: EVIL, store: EVIL, source: EVIL, detail: EVIL };
const summary = toSummary(letter);
const prediction = { verdict: 'fails', reason: 'rejected', detail: EVIL } as const;
const replayed = { messageId: EVIL, reason: 'rejected', store: EVIL, prediction } as const;
const count = { found: 1, removed: 0, shared: 0, complete: false };
const written = { selected: 1, written: 1, removed: 0, left: [], complete: true, dryRun: true };
const store = {
  name: EVIL,
  valid: true,
  mistakes: [EVIL],
  warnings: [EVIL],
  platform: EVIL,
  baseUrl: 'https://shop.example',
  userAgent: EVIL,
  sources: [
    {
      name: EVIL,
      tool: EVIL,
      secrets: 1,
      unsigned: false,
      isPublic: false,
      fields: 0,
      address: EVIL,
    },
  ],
  breaker: { state: 'paused', reason: EVIL },
} as const;
const check = {
  name: EVIL,
  ok: false,
  result: EVIL,
  mistakes: [EVIL],
  warnings: [EVIL],
  changes: [{ sources: [EVIL], what: EVIL, line: EVIL }],
  hooks: [],
  calls: [],
};
const changes = [{ kind: 'changed', path: EVIL, before: EVIL, after: EVIL }] as const;

const PRINTED: Readonly<Record<string, () => string>> = {
  'archive list': () =>
    describeArchived(
      {
        total: 1,
        groups: [{ store: EVIL, reason: EVIL, count: 1, firstDay: EVIL, lastDay: EVIL }],
      },
      screen,
    ),
  'dlq list': () =>
    describeList(
      {
        total: 1,
        complete: true,
        letters: [summary],
        groups: [
          {
            reason: 'rejected',
            store: EVIL,
            source: EVIL,
            count: 1,
            oldest: NOW,
            soonestExpiry: NOW,
          },
        ],
      },
      screen,
    ),
  'dlq show': () => describeLetter({ letter, prediction, reveal: true }, screen),
  'dlq show, masked': () => describeLetter({ letter, prediction, reveal: false }, screen),
  'dlq show of a text': () =>
    describeLetter(
      {
        letter: toLetter(
          { messageId: 'm', sentAt: NOW, receipt: 'r', body: EVIL, attributes: {} },
          1_000,
        ),
        prediction,
        reveal: true,
      },
      screen,
    ),
  'dlq replay': () =>
    describeReplay(
      {
        dryRun: false,
        replayedAt: NOW,
        selected: 1,
        predicted: { delivers: 0, skipped: 0, fails: 1, needsForce: 0 },
        perLetter: [{ ...replayed, action: 'left', why: EVIL }],
        replayed: 0,
        cameBack: [{ messageId: EVIL, eventId: EVIL, reason: 'rejected', detail: EVIL }],
        complete: true,
      },
      screen,
    ),
  'dlq replay, dry': () =>
    describeReplay(
      {
        dryRun: true,
        replayedAt: NOW,
        selected: 1,
        predicted: { delivers: 0, skipped: 0, fails: 1, needsForce: 0 },
        perLetter: [{ ...replayed, action: 'held back' }],
        replayed: 0,
        cameBack: [],
        complete: true,
      },
      screen,
    ),
  'dlq discard': () => describeDiscard({ ...written, letters: [summary] }, undefined, screen),
  'dlq import': () =>
    describeImport({
      read: 1,
      imported: 0,
      alreadyThere: 0,
      removed: 0,
      broken: [EVIL],
      refused: [EVIL],
      complete: true,
    }),
  doctor: () =>
    describeDiagnosis(
      {
        looked: 'it',
        notes: [],
        findings: [
          { severity: 'danger', rule: 'r', where: EVIL, what: EVIL, why: EVIL, fix: EVIL },
        ],
      },
      screen,
    ),
  erase: () =>
    describeErasure(
      {
        dryRun: true,
        exports: [{ ...count, file: EVIL }],
        deadLetters: count,
        ledger: { contacts: 0, customers: 0, refusals: 0, removed: 0, skipped: false },
        waitingSignups: 0,
      },
      screen,
    ),
  explain: () =>
    describeExplained([
      {
        outcome: 'mapped',
        eventId: EVIL,
        type: 'customer.signed_up',
        store: EVIL,
        platform: 'shopline',
        fields: [
          {
            field: EVIL,
            value: EVIL,
            from: { place: EVIL, reference: `${EVIL}!` },
            rule: 'the event',
            sent: [{ parameter: EVIL, value: { [EVIL]: EVIL }, request: 'create' }],
            isUnheld: false,
          },
        ],
        leftOut: [{ path: EVIL, rule: 'too_long', text: 'too long', from: EVIL }],
        unclear: [
          {
            channel: 'email',
            field: EVIL,
            said: [EVIL],
            configuration: { yes: EVIL, no: EVIL },
          },
        ],
        trust: { trust: 'anonymous', by: EVIL, reconsent: true },
        always: [{ parameter: EVIL, value: EVIL, request: 'create' }],
        unheld: [EVIL],
      },
      { outcome: 'skipped', why: EVIL },
      { outcome: 'rejected', reason: 'invalid_signup', detail: EVIL, issues: [] },
      {
        outcome: 'rejected',
        reason: 'invalid_signup',
        detail: '',
        issues: [{ path: EVIL, rule: 'format', expected: EVIL }],
      },
    ]),
  send: () => describeSent({ kind: 'event', eventId: EVIL, messageId: 'm' }),
  'store list': () => describeStores([store], [EVIL], screen),
  'store show': () => describeStore(store, screen),
  'store check': () => describeChecks([check], screen),
  'store put': () =>
    describePut(
      {
        name: EVIL,
        outcome: 'needs_replace',
        mistakes: [],
        warnings: [EVIL],
        changes,
        losses: [EVIL],
      },
      screen,
    ),
  'store migrate': () =>
    describeMigrated(
      [{ name: EVIL, outcome: 'invalid', mistakes: [EVIL], warnings: [] }],
      { keepsSources: true },
      screen,
    ),
  'store put, refused': () =>
    describePut({ name: 's', outcome: 'refused', mistakes: [EVIL], warnings: [], check }, screen),
  trace: () =>
    describeTraced(
      {
        label: EVIL,
        searched: { from: 0, until: NOW, stores: [EVIL], asContact: true },
        customers: [
          {
            store: EVIL,
            customerId: EVIL,
            formerCustomerId: EVIL,
            events: [{ eventId: EVIL, source: EVIL, time: NOW, fields: 1 }],
          },
        ],
        signups: [
          {
            eventId: EVIL,
            source: EVIL,
            type: EVIL,
            store: EVIL,
            platform: EVIL,
            customerId: EVIL,
            traces: [EVIL],
            steps: [
              { step: 'received', at: NOW, id: EVIL, tool: EVIL, messageId: EVIL },
              {
                step: 'attempt',
                at: NOW,
                outcome: EVIL,
                reason: EVIL,
                why: EVIL,
                unheld: [EVIL],
                leftOut: [{ path: EVIL, rule: EVIL }],
                unclear: [EVIL],
                attempts: 1,
                replays: 0,
                contacts: [],
                calls: [{ call: EVIL, requestId: EVIL }],
              },
            ],
            deadLetters: [summary],
            outcome: EVIL,
          },
        ],
      },
      screen,
    ),
  'trace of nothing': () =>
    describeTraced(
      {
        label: EVIL,
        searched: { from: 0, until: NOW, stores: [EVIL], asContact: true },
        customers: [],
        signups: [],
      },
      screen,
    ),
  'npm start': () =>
    outcomeLine(
      {
        outcome: EVIL,
        reason: EVIL,
        eventId: EVIL,
        store: EVIL,
        calls: 1,
        leftOut: [{ path: EVIL, rule: EVIL }],
        unclear: [EVIL],
      },
      new Date(0),
    ),
};

describe('no character of a foreign text steers the terminal', () => {
  it.each(Object.keys(PRINTED))('in the text of %s', (name) => {
    const printed = PRINTED[name]?.() ?? '';
    expect(printed).toContain(name === 'dlq show, masked' ? '•••' : 'x\u{FFFD}[2J');
    expect(printed.replaceAll('\n', '')).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
  });
});

describe('a replay', () => {
  const words = Array.from({ length: 40 }, (_, at) => `word${at}`);
  const report = {
    dryRun: true,
    replayedAt: NOW,
    selected: 2,
    predicted: { delivers: 0, skipped: 0, fails: 2, needsForce: 0 },
    perLetter: ['a', 'b'].map((messageId) => ({
      messageId,
      reason: 'rejected' as const,
      store: 'tw-main',
      prediction: { verdict: 'fails', detail: words.join(' ') } as const,
      action: 'left' as const,
    })),
    replayed: 0,
    cameBack: [],
    complete: true,
  };

  it('shows in its dry run the whole detail of the first letter below each row', () => {
    const [, , head, row, ...below] = describeReplay(report, { ...screen, columns: 80 }).split(
      '\n',
    );
    expect(head).toBe('a replay     reason    store    letters');
    expect(row).toBe('fails again  rejected  tw-main        2');
    const detail = below.slice(0, below.indexOf(''));
    expect(detail.map((line) => line.trim()).join(' ')).toBe(`the first: ${words.join(' ')}`);
    expect(Math.max(...detail.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('says where the letters are that it does not list', () => {
    const cameBack = words.map((messageId) => ({ messageId, reason: 'rejected' as const }));
    const said = describeReplay({ ...report, dryRun: false, cameBack }, screen);
    expect(said).toContain('Came back as dead letters: 40\n  word0  rejected\n');
    expect(said).toContain('  … and 20 letters more; dlq list shows them');
  });
});

describe('a command that makes nothing harmless', () => {
  const red = styleText('red', 'red', { validateStream: false });
  /** Also colours that hide text, and a cursor that moves. */
  const steering = `${EVIL}\n${red}\u001B[38;5;0m\u001B[1A林 😀`;
  const careless: AddCommands = (program, { terminal }) => {
    program.command('careless').action(() => {
      terminal.print(steering);
      terminal.complain(steering);
    });
  };

  it.each([
    ['a terminal', true, red],
    ['a pipe', false, '\u{FFFD}[31mred\u{FFFD}[39m'],
  ])('cannot steer %s', async (_, isInteractive, shown) => {
    const { terminal, out, err } = aTerminal({ isInteractive });
    await runCli(['careless'], terminal, [careless]);
    expect(out()).toContain('x\u{FFFD}[2J');
    expect(out().split('\n')[1]).toBe(`${shown}\u{FFFD}[38;5;0m\u{FFFD}[1A林 😀`);
    expect(err()).toBe(out());
    const plain = out().replaceAll(red, '').replaceAll('\n', '');
    expect(plain).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
  });
});
