import { discardLetters } from '../letters/discard-letters.ts';
import { findLetter } from '../letters/find-letter.ts';
import { listLetters } from '../dead-letters/list.ts';
import { type ReplayDeps, replayLetters } from '../dead-letters/replay/replay.ts';
import type { LettersProgress } from '../dead-letters/reading/progress.ts';
import type { LetterFile } from '../cli/dlq/letter-file.ts';
import type { LetterDesk } from './console-context.ts';
import { describeDiscard, describeReplay } from './describe-ends.ts';
import { openLetter } from './open-letter.ts';
import { toPredictionRow } from './prediction-row.ts';
import type { Hands } from './jobs.ts';

export interface DeskDeps {
  /** Both queues and today's configuration; `signal` stops what is done with them. */
  readonly open: (signal: AbortSignal) => ReplayDeps;
  /** Where copies of discarded letters go. */
  readonly openCopy: () => LetterFile & { readonly path: string };
}

/** How long a replay watches for letters that come back, at most, in milliseconds. */
const SETTLE_MS = 20_000;

/** The dead letters of the queue, worked on by the code that the commands use. */
export function createLetterDesk({ open, openCopy }: DeskDeps): LetterDesk {
  return {
    list: async ({ signal, onProgress }) => listLetters({}, open(signal), toProgress(onProgress)),
    async open(messageId, reveal) {
      const ready = open(new AbortController().signal);
      const letter = await findLetter(messageId, ready);
      return letter && (await openLetter(letter, reveal, ready));
    },
    async predict(ids, { signal, onProgress }) {
      const selection = { ids, limit: ids.length };
      const options = { execute: false };
      const dryRun = await replayLetters(selection, options, open(signal), toProgress(onProgress));
      return dryRun.perLetter.map(toPredictionRow);
    },
    async replay(ids, pace, { signal, onProgress }) {
      const selection = { ids, limit: ids.length };
      const options = { ...pace, execute: true, settleMs: SETTLE_MS };
      const report = await replayLetters(selection, options, open(signal), toProgress(onProgress));
      return describeReplay(report);
    },
    async discard(ids, why, { signal, onProgress }) {
      const copy = openCopy();
      const selection = { ids, limit: ids.length };
      const deps = { ...open(signal), sink: copy };
      try {
        const options = { why, execute: true };
        return describeDiscard(
          await discardLetters(selection, options, deps, toProgress(onProgress)),
          copy,
        );
      } finally {
        await copy.close();
      }
    },
  };
}

const toProgress =
  (onProgress: Hands['onProgress']) =>
  ({ phase, done, total = 0 }: LettersProgress): void => {
    onProgress({ phase, done, total });
  };
