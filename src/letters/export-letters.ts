import type { LetterSink } from './letter-sink.ts';
import type { OnProgress } from '../dead-letters/reading/progress.ts';
import type { ReadDeps } from './read-deps.ts';
import type { Selection } from './selection.ts';
import { writeLetters, type WriteReport } from '../dead-letters/write.ts';

/** Copies the selected letters to a sink, body and attributes to the byte; with `remove` it takes them out of the queue. */
export const exportLetters = (
  selection: Selection,
  options: { readonly remove?: boolean },
  deps: ReadDeps & { readonly sink: LetterSink },
  onProgress?: OnProgress,
): Promise<WriteReport> =>
  writeLetters(selection, { remove: options.remove === true }, deps, onProgress);
