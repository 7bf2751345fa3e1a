import { createHash } from 'node:crypto';
import { WaitError } from '../../event/errors.ts';
import { parseRecord } from '../../util/is-record.ts';
import { archiveKey, CORRECTED } from '../archive/key.ts';
import type { DeadLetter } from '../letter.ts';
import type { Archive } from '../ports.ts';

/**
 * An earlier correction of the same event. Its note is written before its event is sent, so that the event can be on the
 * queue although the letter is still there: the command was killed in between.
 */
export interface EarlierCorrection {
  /** Id of its event. */
  readonly eventId: string;
  /** Tells a repetition from a correction with other values. */
  readonly fingerprint: string;
}

/** Where notes of corrections are kept. */
export interface EarlierNotes {
  readonly archive?: Pick<Archive, 'get'>;
  /** Lines of the files that corrections wrote, the older ones first. */
  readonly earlierLines?: () => AsyncIterable<string>;
}

/** Of the corrected event's body, with the id that it has without an earlier correction. */
export const fingerprintOf = (body: string): string =>
  createHash('sha256').update(body).digest('base64');

/** The latest correction of this event that was begun. @param correctionOf id of the event, as logs have it. */
export async function findEarlier(
  letter: DeadLetter,
  correctionOf: string,
  { archive, earlierLines }: EarlierNotes,
): Promise<EarlierCorrection | undefined> {
  const lines: string[] = [];
  for await (const line of earlierLines?.() ?? []) {
    // Parsing each line of many files would take long.
    if (line.includes(letter.messageId)) lines.push(line);
  }
  const archived = await archive
    ?.get(archiveKey({ ...letter, reason: CORRECTED }))
    .catch((error: unknown) => {
      // Who may not read the archive still has the files.
      if (error instanceof WaitError) return undefined;
      throw error;
    });
  if (archived !== undefined) lines.push(archived);
  const notes = lines
    .map(parseRecord)
    .filter((note) => note['messageId'] === letter.messageId)
    .filter((note) => note['correctionOf'] === correctionOf)
    .toSorted((a, b) => (String(a['correctedAt']) < String(b['correctedAt']) ? -1 : 1));
  const { correctedEvent: eventId, fingerprint } = notes.at(-1) ?? {};
  return typeof eventId === 'string' && typeof fingerprint === 'string'
    ? { eventId, fingerprint }
    : undefined;
}
