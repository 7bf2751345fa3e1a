import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { ConfigError, RejectedError } from '../../event/errors.ts';
import { showIssue } from '../../event/issues.ts';
import { validate } from '../../event/validate.ts';
import type { ReplayInput } from '../../generated/types.ts';
import { validateReplayInput } from '../../generated/validators.js';
import type { Log } from '../../telemetry/log.ts';
import type { LetterReason, Selection } from '../letter.ts';
import type { Prediction } from '../predict/prediction.ts';
import type { ReplayDeps } from './options.ts';
import { replayLetters } from './replay.ts';
import type { CameBack, ReplayedLetter, ReplayReport } from './report.ts';

/** What became, or would become, of one letter. */
interface PredictionRow {
  readonly messageId: string;
  readonly eventId?: string;
  /** What it is now. */
  readonly was: LetterReason;
  readonly verdict: Prediction['verdict'];
  /** What it would become again. */
  readonly reason?: LetterReason;
  readonly detail?: string;
}

/** What the function `replay` answers. Holds no personal data. */
export interface ReplayAnswer {
  readonly dryRun: boolean;
  readonly selected: number;
  readonly predicted: ReplayReport['predicted'] & {
    /** What the letters are now, and how many of them go which way. */
    readonly byReason: Readonly<
      Partial<Record<LetterReason, Readonly<Partial<Record<Prediction['verdict'], number>>>>>
    >;
  };
  readonly replayed: number;
  /** Stay dead letters, or would. */
  readonly left: number;
  readonly cameBack: readonly CameBack[];
  readonly stopped?: ReplayReport['stopped'];
  /** Whether the whole queue was seen. */
  readonly complete: boolean;
  /** The first hundred. */
  readonly predictions: readonly PredictionRow[];
}

const SHOWN = 100;

/** How long to watch at the end for letters that come back, in milliseconds. */
const SETTLE_MS = 5_000;

/**
 * Predicts or replays what the input selects. Ends before the function's time does, and says so.
 *
 * @param input as `schemas/replay.schema.json`; nothing selects everything. @throws ConfigError it is something else.
 */
export async function handleReplay(input: unknown, deps: ReplayDeps): Promise<ReplayAnswer> {
  const { dryRun = false, rate, ...selection } = checkInput(input);
  const report = await replayLetters(
    toSelection(selection),
    { execute: !dryRun, settleMs: SETTLE_MS, ...(rate !== undefined && { rate }) },
    deps,
  );
  const { selected, predicted, perLetter, replayed, cameBack, stopped, complete } = report;
  return {
    dryRun,
    selected,
    predicted: { ...predicted, byReason: byReason(report) },
    replayed,
    left: perLetter.filter(({ action }) => action === 'left').length,
    cameBack: cameBack.slice(0, SHOWN),
    ...(stopped && { stopped }),
    complete,
    predictions: perLetter.slice(0, SHOWN).map(toRow),
  };
}

function toRow({ messageId, eventId, reason: was, prediction }: ReplayedLetter): PredictionRow {
  const { verdict, reason, detail } = prediction;
  return {
    messageId,
    ...(eventId !== undefined && { eventId }),
    was,
    verdict,
    ...(reason !== undefined && { reason }),
    ...(detail !== undefined && { detail }),
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

/** One log line per run, and how many letters went back and how many stayed. */
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
