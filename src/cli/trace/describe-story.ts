import { keptBackNotes } from '../../event/left-out.ts';
import { paint, type Screen } from '../output/table.ts';
import type { Step, Story } from './story.ts';
import { duration, timeOf } from '../output/format.ts';
import { counted } from '../../util/counted.ts';
import { wrap } from '../output/text.ts';
import { harmless } from '../../util/harmless.ts';

type Attempt = Extract<Step, { step: 'attempt' }>;

/** The history of a signup, one step on each line. */
export function describeStory(story: Story, screen: Screen): string {
  const { eventId = 'without an id', type, source, store, platform, traces } = story;
  const where = [
    type,
    source && `from ${source}`,
    store && `store ${store}${platform ? ` (${platform})` : ''}`,
  ].filter(Boolean);
  return [
    `${paint(screen, 'bold', harmless(eventId))}  ${harmless(where.join(', '))}`,
    ...traces.map((trace) => paint(screen, 'dim', `  trace ${harmless(trace)}`)),
    '',
    ...story.steps.flatMap((step) => describeStep(step, screen)),
    ...describeEnd(story, screen),
  ].join('\n');
}

function describeStep(step: Step, screen: Screen): readonly string[] {
  const at = (what: string): string => `  ${timeOf(step.at)}  ${what}`;
  if (step.step === 'replayed') {
    const times = step.replays === undefined ? '' : ` (${counted(step.replays, 'replay')} so far)`;
    return [at(`replayed: back on the queue${times}`)];
  }
  if (step.step === 'received') return [at(describeReceived(step))];
  const { outcome, reason } = step;
  const became = outcome === 'dead_lettered' ? `dead letter: ${reason ?? '?'}` : outcome;
  return [
    at(
      `${paint(screen, STYLES[outcome] ?? 'reset', harmless(became))}  (${harmless(triedOf(step))})`,
    ),
    ...describeCalls(step).map((line) => paint(screen, 'dim', INDENT + line)),
    ...notesOn(step).flatMap((text) => under(text, screen)),
  ];
}

/** Several signups of one person can share one attempt. Only one of their messages has the calls. */
function triedOf({ calls, callsOf, attempts }: Attempt): string {
  if (calls.some(isOfShop)) return `attempt ${attempts}`;
  // A tool that does not answer costs an attempt, too.
  if (calls.length > 0 && attempts > 0) return `attempt ${attempts}, no call to the shop`;
  return callsOf === undefined ? 'no call to the shop' : `calls logged with message ${callsOf}`;
}

/** `GET /customers`; a call to the tool of a source names its host: `GET api.hubapi.com/crm/…`. */
const isOfShop = ({ call }: Attempt['calls'][number]): boolean => /^\w+ \//.test(call);

function notesOn(step: Attempt): readonly string[] {
  const { why, customerId, unheld, retryInMs = 0, retryAt, correctionOf, correctedBy } = step;
  return [
    correctedBy && `corrects ${correctionOf ?? 'an event'}, by ${correctedBy}`,
    why,
    customerId && `customer ${customerId} in the shop`,
    unheld && `the shop has no place for ${unheld.join(', ')}`,
    ...keptBackNotes(step),
    retryAt && `next attempt in ${duration(retryInMs)}, not before ${timeOf(retryAt)}`,
  ].filter((note): note is string => typeof note === 'string' && note !== '');
}

function describeCalls({ calls }: Attempt): readonly string[] {
  const width = Math.max(...calls.map(({ call }) => call.length));
  return calls.map(({ call, status, durationMs = 0, requestId = '' }) =>
    [call.padEnd(width), status ?? 'no answer', duration(durationMs).padStart(6), requestId]
      .map((cell) => harmless(String(cell)))
      .join('  ')
      .trimEnd(),
  );
}

function describeReceived({ tool, bytes, id, messageId }: Extract<Step, { step: 'received' }>) {
  if (id === undefined) return 'on the queue';
  const size = bytes === undefined ? '' : `, ${bytes.toLocaleString('en')} bytes`;
  const as = messageId === undefined ? '' : `, message ${harmless(messageId)}`;
  return `received from ${harmless(tool ?? 'a tool')} as delivery ${harmless(id)}${size}${as}`;
}

/** The present state. */
function describeEnd(story: Story, screen: Screen): readonly string[] {
  const now = (text: string): string => `  ${paint(screen, 'bold', 'now')}${' '.repeat(18)}${text}`;
  const { deadLetters, steps } = story;
  if (deadLetters.length === 0) return [now(describeState(story))];
  const why = steps.findLast((step) => step.step === 'attempt')?.why;
  return deadLetters.flatMap(({ messageId, reason, expiresAt, detail = '' }) => {
    const waits = `dead letter ${harmless(messageId)} (${reason})`;
    const more = detail === '' || detail === why ? [] : under(detail, screen);
    return [now(`${waits}, expires ${timeOf(expiresAt)}`)].concat(more);
  });
}

function describeState({ outcome, customerId, steps }: Story): string {
  const last = steps.at(-1);
  const until = last?.step === 'attempt' && last.retryAt;
  switch (outcome) {
    case 'dead_lettered':
      return 'no longer in the dead-letter queue: corrected, replayed, discarded, exported or expired';
    case 'received':
      return 'no attempt is in the log yet';
    case 'postponed':
      return `waiting on the queue${until ? `, at least until ${timeOf(until)}` : ''}`;
    case 'crashed':
      return 'waiting on the queue: SQS delivers it again';
    case 'skipped':
      return 'done: there was nothing to deliver';
    default:
      return `done${customerId === undefined ? '' : `: customer ${harmless(customerId)}`}`;
  }
}

const under = (text: string, { columns }: Screen): readonly string[] =>
  wrap(text, Math.max(40, columns - INDENT.length)).map((line) => INDENT + line);

const INDENT = ' '.repeat(29);

const STYLES: Readonly<Record<string, 'green' | 'yellow' | 'red' | 'dim'>> = {
  created: 'green',
  updated: 'green',
  dead_lettered: 'red',
  crashed: 'red',
  postponed: 'yellow',
};
