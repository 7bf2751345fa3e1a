import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { ConfigError, RejectedError } from '../../event/errors.ts';
import { showIssue } from '../../event/issues.ts';
import { validate } from '../../event/validate.ts';
import type { ReplayInput } from '../../generated/types.ts';
import { validateReplayInput } from '../../generated/validators.js';
import type { Log } from '../../telemetry/log.ts';
import { isSelected, type LetterReason, type Selection } from '../letter.ts';
import { listLetters } from '../list.ts';
import type { Prediction } from '../predict/prediction.ts';
import type { ReplayDeps } from './options.ts';
import { replayLetters } from './replay.ts';
import type { ReturnedLetter, ReplayedLetter, ReplayReport } from './report.ts';

/** The prediction for one dead letter. */
interface PredictionRow extends Pick<Prediction, 'leftOut' | 'unclear'> {
  readonly messageId: string;
  readonly eventId?: string;
  /** Its reason now. */
  readonly was: LetterReason;
  readonly verdict: Prediction['verdict'];
  /** The reason that it would get after a replay. */
  readonly reason?: LetterReason;
  readonly detail?: string;
}

/** Answer of the function `replay`. Holds no personal data. */
export interface ReplayAnswer {
  readonly dryRun: boolean;
  readonly selected: number;
  readonly predicted: ReplayReport['predicted'] & {
    /** Counts of verdicts by the reason that the letters have now. */
    readonly byReason: Readonly<
      Partial<Record<LetterReason, Readonly<Partial<Record<Prediction['verdict'], number>>>>>
    >;
  };
  readonly replayed: number;
  /** Letters that stay, or would stay, dead letters. */
  readonly left: number;
  readonly cameBack: readonly ReturnedLetter[];
  readonly stopped?: ReplayReport['stopped'];
  /** Whether the whole queue was read. */
  readonly complete: boolean;
  /** At most 100. */
  readonly predictions: readonly PredictionRow[];
}

const MAX_ROWS = 100;

/** Longest wait for returns at the end, in milliseconds. */
const SETTLE_MS = 5_000;

/**
 * Predicts the replay of the selected dead letters; with `dryRun: false` replays them. Stops before the function's time ends; the answer then says `time`.
 *
 * @param input as `schemas/replay.schema.json`; an empty input selects all.
 * @throws ConfigError the input does not match it, or names a store or an event that is unknown.
 */
export async function handleReplay(input: unknown, deps: ReplayDeps): Promise<ReplayAnswer> {
  const { dryRun = true, rate, ...selection } = checkInput(input);
  const report = await replayLetters(
    toSelection(selection),
    { execute: !dryRun, settleMs: SETTLE_MS, ...(rate !== undefined && { rate }) },
    deps,
  );
  const { selected, predicted, perLetter, replayed, cameBack, stopped, complete } = report;
  if (selected === 0 && complete) await refuseUnknown(selection, deps);
  return {
    dryRun,
    selected,
    predicted: { ...predicted, byReason: byReason(report) },
    replayed,
    left: perLetter.filter(({ action }) => action === 'left').length,
    cameBack: cameBack.slice(0, MAX_ROWS),
    ...(stopped && { stopped }),
    complete,
    predictions: perLetter.slice(0, MAX_ROWS).map(toRow),
  };
}

function toRow({ messageId, eventId, reason: was, prediction }: ReplayedLetter): PredictionRow {
  const { verdict, reason, detail, leftOut, unclear } = prediction;
  return {
    messageId,
    ...(eventId !== undefined && { eventId }),
    was,
    verdict,
    ...(reason !== undefined && { reason }),
    ...(detail !== undefined && { detail }),
    ...(leftOut && { leftOut }),
    ...(unclear && { unclear }),
  };
}

function checkInput(input: unknown): ReplayInput {
  try {
    return validate(validateReplayInput, input ?? {}, 'invalid_event', 'the input');
  } catch (error) {
    if (!(error instanceof RejectedError)) throw error;
    throw new ConfigError('the input', error.issues.map(showIssue));
  }
}

/** Most names in an error. */
const MOST_NAMES = 20;

/** @throws ConfigError nothing is selected because the input names a store or an event that is nowhere. */
async function refuseUnknown(
  { store, eventId }: Pick<ReplayInput, 'store' | 'eventId'>,
  deps: ReplayDeps,
): Promise<void> {
  if (store === undefined && eventId === undefined) return;
  const { letters, complete } = await listLetters({}, deps);
  const namesOf = (all: readonly (string | undefined)[]): string => {
    const names = [...new Set(all.filter((name) => name !== undefined))].toSorted();
    const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
    return names.length === 0 ? 'none' : `${names.slice(0, MOST_NAMES).join(', ')}${more}`;
  };
  const stores = letters.map((letter) => letter.store);
  const problems = [
    ...(store !== undefined && !stores.includes(store) && !(await isConfigured(store, deps))
      ? [
          `/store is neither configured nor named by a dead letter; stores of dead letters: ${namesOf(stores)}`,
        ]
      : []),
    ...(eventId !== undefined && !letters.some((letter) => isSelected(letter, { ids: [eventId] }))
      ? [
          `/eventId is of no dead letter; dead letters: ${namesOf(letters.map((one) => one.eventId ?? one.messageId))}`,
        ]
      : []),
  ];
  if (complete && problems.length > 0) throw new ConfigError('the input', problems);
}

const isConfigured = async (store: string, { stores }: ReplayDeps): Promise<boolean> =>
  stores.get(store).then(
    () => true,
    // A store that cannot be read, or is invalid, may well be there.
    (error: unknown) => !(error instanceof RejectedError),
  );

function toSelection(input: Omit<ReplayInput, 'dryRun' | 'rate'>): Selection {
  const { reason, store, source, eventId, from, to, limit } = input;
  return {
    ...(reason && { reasons: reason }),
    ...(store !== undefined && { stores: [store] }),
    ...(source !== undefined && { sources: [source] }),
    ...(eventId !== undefined && { ids: [eventId] }),
    ...(from !== undefined && { since: Date.parse(from) }),
    ...(to !== undefined && { until: Date.parse(to) }),
    ...(limit !== undefined && { limit }),
  };
}

function byReason({ perLetter }: ReplayReport): ReplayAnswer['predicted']['byReason'] {
  const counts: Partial<Record<LetterReason, Partial<Record<Prediction['verdict'], number>>>> = {};
  for (const { reason, prediction } of perLetter) {
    const verdicts = (counts[reason] ??= {});
    verdicts[prediction.verdict] = (verdicts[prediction.verdict] ?? 0) + 1;
  }
  return counts;
}

/** Writes one log line and the metrics of one run. */
export function reportReplay(
  answer: ReplayAnswer,
  { log, metrics }: { readonly log: Log; readonly metrics: Metrics },
): void {
  const { dryRun, selected, predicted, replayed, left, cameBack, stopped, complete } = answer;
  const line = { dryRun, selected, predicted, replayed, left, stopped, complete };
  log[cameBack.length > 0 ? 'warn' : 'info']('replay', { ...line, cameBack: cameBack.length });
  metrics.addMetric('Replayed', MetricUnit.Count, replayed);
  if (!dryRun) metrics.addMetric('ReplayLeft', MetricUnit.Count, left);
}
