import type { LetterSummary } from '../../dead-letters/letter.ts';
import { type FoundEntries, isOf, keyOf } from './find-entries.ts';
import type { AttemptEntry, ReceiptEntry } from './log-entry.ts';
import { type Story, tellStory } from './story.ts';

/** The entries and letters as one story per signup, the newest last. */
export function tellStories(
  { attempts, receipts }: FoundEntries,
  letters: readonly LetterSummary[],
): readonly Story[] {
  const signups = [...Map.groupBy(attempts, keyOf).values()].map((own) => ({
    attempts: own,
    receipts: receipts.filter((receipt) => own.some((entry) => isOf(entry, receipt))),
  }));
  const untold = letters.filter((letter) => !signups.some((signup) => isLetterOf(letter, signup)));
  const untried = receipts.filter((receipt) => !attempts.some((entry) => isOf(entry, receipt)));
  return [
    ...signups.map((signup) => {
      const deadLetters = letters.filter((letter) => isLetterOf(letter, signup));
      return tellStory({ ...signup, deadLetters });
    }),
    ...untold.map((letter) => tellStory({ attempts: [], receipts: [], deadLetters: [letter] })),
    ...untried.map((receipt) => tellStory({ attempts: [], receipts: [receipt], deadLetters: [] })),
  ].toSorted((a, b) => startOf(a) - startOf(b));
}

/** A letter with several signups has the id of their delivery. */
function isLetterOf(
  { eventId, source }: LetterSummary,
  { attempts, receipts }: { attempts: readonly AttemptEntry[]; receipts: readonly ReceiptEntry[] },
): boolean {
  if (eventId === undefined) return false;
  return (
    receipts.some(({ id }) => id === eventId) ||
    attempts.some((entry) => entry.eventId === eventId && entry.source === source)
  );
}

const startOf = ({ steps }: Story): number => steps[0]?.at ?? 0;
