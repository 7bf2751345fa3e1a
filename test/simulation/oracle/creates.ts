import type { World } from '../world/world.ts';

/** The relay's longest search lag, less the difference of two clocks. Milliseconds. */
const PATIENCE_MS = 60_000 - 4_000;

/**
 * Where duplicates are accepted, a create must wait while an earlier one of the same person has no answer. It waits
 * until the earlier one is older than the search lag. A later write to that customer proves that it was found: the
 * create is certain then.
 */
export function judgeCreates({ schedule, notes }: World): readonly string[] {
  if (schedule.platform === 'shoplazza') return [];
  const creates = notes.calls.filter(({ operation }) => operation === 'create');
  const updates = notes.calls.filter(({ operation }) => operation === 'update');
  return creates.flatMap((later, index) => {
    const blind = creates
      .slice(0, index)
      .some(
        (earlier) =>
          earlier.person === later.person &&
          earlier.isUncertain &&
          later.at < earlier.at + PATIENCE_MS &&
          !updates.some(
            ({ person, at }) => person === later.person && at > earlier.at && at < later.at,
          ),
      );
    return blind ? [`a create for ${later.person} was repeated blindly`] : [];
  });
}
