import { archiveKey, CORRECTED } from '../archive/key.ts';
import { type LetterSink, toLine } from '../file-format.ts';
import { type DeadLetter, isSelected } from '../letter.ts';
import type { Archive, ArchiveWriter } from '../ports.ts';
import type { PredictDeps } from '../predict/predict.ts';
import {
  type OnProgress,
  type ReadDeps,
  type ReadingSession,
  withReadingSession,
} from '../reading/session.ts';
import type { Queue } from '../../message/queue-port.ts';
import { idAfter } from './corrected-id.ts';
import { type EarlierNotes, findEarlier, fingerprintOf } from './earlier.ts';
import { CorrectionError } from './values.ts';
import { type Correction, type CorrectionPlan, planCorrection } from './plan.ts';

export type CorrectDeps = ReadDeps &
  PredictDeps & {
    readonly queue: Queue;
    /** Gets the original and the reason. */
    readonly sink: LetterSink;
    readonly archive?: ArchiveWriter & Pick<Archive, 'get'>;
  } & Pick<EarlierNotes, 'earlierLines'>;

/** A correction of one letter, and why it is made. */
export interface CorrectionRequest extends Correction {
  /** A message id, the beginning of one, or an event id. */
  readonly id: string;
  readonly why: string;
  /** Without it nothing changes. */
  readonly execute: boolean;
}

/** How far a correction came. */
export type CorrectionStep =
  /** Nothing changed: a dry run. */
  | 'dry run'
  /** Nothing changed: the corrected event would fail again. */
  | 'fails again'
  /** Nothing is on the queue yet: the archive or the queue did not take its copy. */
  | 'not archived'
  | 'not sent'
  /** The corrected event is on the queue. The letter is still there: a repetition sends the same event and removes it. */
  | 'not removed'
  | 'done';

export interface CorrectionReport {
  readonly step: CorrectionStep;
  readonly plan: CorrectionPlan;
}

/**
 * Corrects one letter. Each step begins after the one before is confirmed. First the original and the reason are kept,
 * then the corrected event is sent, then the other people of the letter, and last the letter is removed. A repetition
 * after a crash sends the same events, which change nothing. With other values it sends a newer event.
 *
 * @returns undefined if no visible letter has the id. @throws CorrectionError @throws WaitError the queue or the store
 *   cannot be read.
 */
export async function correctLetter(
  request: CorrectionRequest,
  deps: CorrectDeps,
  onProgress: OnProgress = () => undefined,
): Promise<CorrectionReport | undefined> {
  return withReadingSession(deps, async (session) => {
    const { letter, isThere } = await readQueue(request.id, session, onProgress);
    if (letter === undefined) return undefined;
    const now = session.clock.now;
    const [plan, fingerprint] = await planAfterEarlier(letter, request, { ...deps, now });
    if (!request.execute || deps.signal.aborted) return { step: 'dry run', plan };
    if (plan.prediction.verdict === 'fails') return { step: 'fails again', plan };
    return {
      step: await execute(plan, request, { ...deps, now, session, isThere, fingerprint }),
      plan,
    };
  });
}

/**
 * The plan of a correction. Of two events with one id the relay takes the first only. So where a correction with other
 * values was begun before, this one gets the next id. A repetition has the id that it had.
 */
async function planAfterEarlier(
  letter: DeadLetter,
  request: CorrectionRequest,
  deps: CorrectDeps,
): Promise<readonly [CorrectionPlan, string]> {
  const plan = await planCorrection(letter, request, deps);
  const fingerprint = fingerprintOf(plan.corrected.body);
  const earlier = await findEarlier(letter, plan.correctionOf, deps);
  const isSame = earlier?.fingerprint === fingerprint;
  if (earlier === undefined || (isSame && earlier.eventId === plan.eventId))
    return [plan, fingerprint];
  const eventId = isSame ? earlier.eventId : idAfter(earlier.eventId, deps.digest);
  const next = await planCorrection(letter, { ...request, eventId }, deps);
  return [{ ...next, ...(!isSame && { earlier: earlier.eventId }) }, fingerprint];
}

interface ExecuteDeps extends CorrectDeps {
  readonly fingerprint: string;
  readonly session: ReadingSession;
  /** Whether the dead-letter queue holds this body already. */
  readonly isThere: (body: string) => boolean;
}

async function execute(
  plan: CorrectionPlan,
  request: CorrectionRequest,
  { session, isThere, queue, sink, archive, now, fingerprint }: ExecuteDeps,
): Promise<CorrectionStep> {
  const { letter, corrected, rest } = plan;
  const line = toLine(letter.message, {
    correctedAt: new Date(now()).toISOString(),
    correctedBy: request.by,
    why: request.why,
    correctedEvent: plan.eventId,
    correctionOf: plan.correctionOf,
    fingerprint,
  });
  await sink.append([line]);
  await sink.flush();
  const isKept = await archive?.put(archiveKey({ ...letter, reason: CORRECTED }), line);
  if (isKept === false) return 'not archived';
  await session.renew();
  if (!(await queue.send([corrected])).has(corrected.key)) return 'not sent';
  const isWaiting = rest?.to === 'deadLetters' && isThere(rest.copy.body);
  if (rest && !isWaiting && !(await queue.send([rest.copy])).has(rest.copy.key))
    return 'not removed';
  const removed = await session.remove([letter]).catch(() => new Set<string>());
  return removed.has(letter.messageId) ? 'done' : 'not removed';
}

interface QueueRead {
  readonly letter: DeadLetter | undefined;
  readonly isThere: (body: string) => boolean;
}

/** Reads the whole queue, because several letters can have one id. @throws CorrectionError several have it. */
async function readQueue(
  id: string,
  session: ReadingSession,
  onProgress: OnProgress,
): Promise<QueueRead> {
  let done = 0;
  const found: DeadLetter[] = [];
  const corrected = new Set<string>();
  for (let next = await session.next(); next; next = await session.next()) {
    for (const letter of next) {
      if (isSelected(letter, { ids: [id] })) found.push(letter);
      const { body } = letter.message;
      // A delivery or a batch without a person that was corrected.
      if (body.includes('"correctedparts"') || body.startsWith('[')) corrected.add(body);
    }
    done += next.length;
    onProgress({ phase: 'reading', done, total: Math.max(done, session.expected) });
  }
  const letter = found.find(({ messageId }) => messageId === id) ?? found[0];
  if (found.length > 1 && letter?.messageId !== id) {
    const ids = found.slice(0, 5).map(({ messageId }) => messageId);
    throw new CorrectionError(
      `${found.length} letters have this id. Use a full message id: ${ids.join(', ')}${found.length > 5 ? ', …' : ''}.`,
    );
  }
  return { letter, isThere: (body) => corrected.has(body) };
}
