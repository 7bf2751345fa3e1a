import { hashedId } from '../../event/safe-id.ts';

interface OldId {
  readonly id: string;
  /** The same id as logs and ledger have it: replaced where it holds personal data. */
  readonly shown: string;
  /** Whether it is the id of a corrected event. */
  readonly isCorrected: boolean;
}

interface IdContext {
  readonly digest: (text: string) => string;
  /** Whether the corrected event may show an id: it may name a person that the old event did not name. */
  readonly isSafe: (id: string) => boolean;
}

/** Longest id of an event. */
const MAX_ID = 256;

/** A longer id is cut here. */
const CUT_AT = 200;

/**
 * The id of a corrected event: the old one with `~1`, `~2` …, always the same for the same letter. Events of the same
 * time are ordered by their ids in code units. `~` is the last character that an id can have, so the corrected event is
 * newer than the old one. Facts of a later time are newer still.
 */
export function correctedId(old: OldId, { digest, isSafe }: IdContext): string {
  const id = nextId(old, digest);
  if (isSafe(id) || old.shown !== old.id) return id;
  const [, number = '~1'] = /((?:~[1-9])+)$/.exec(id) ?? [];
  const [tildes = ''] = /^~*/.exec(id) ?? [];
  return `~${tildes}${hashedId(old.id, digest)}${number}`;
}

/** The id that follows one of a corrected event. */
export const idAfter = (id: string, digest: IdContext['digest']): string =>
  nextId({ id, shown: id, isCorrected: true }, digest);

function nextId({ id, shown, isCorrected }: OldId, digest: IdContext['digest']): string {
  if (isCorrected) {
    const [, base, number] = /^(.*~)([1-8])$/s.exec(shown) ?? [];
    // `~10` would be older than `~9`.
    if (base !== undefined) return `${base}${Number(number) + 1}`;
  }
  if (shown.length + 2 <= MAX_ID) return `${shown}~1`;
  const start = shown.slice(0, CUT_AT).replace(/~+$/, '');
  return `${start}~${digest(id).slice(0, 16)}~1`;
}
