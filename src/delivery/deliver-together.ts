import type { GivenJob, Outcome, Skipped } from './job.ts';
import type { Fact, Fitted, Platform } from './platform-port.ts';
import { deliverSignup } from './deliver-signup.ts';

/** Signups of one person, with the same contacts, for one shop. `signup` is the first; `fitted` is all of them merged. */
interface TogetherJob extends GivenJob {
  /** Each signup in the platform's terms, in the order of delivery. */
  readonly all: readonly Fitted[];
}

/**
 * Brings signups of one person to one shop as if they were one: one search, one lease, one write.
 *
 * @returns one outcome each. The first has the outcome of the whole. Each other is `updated` if one of its facts was
 * written, else `unchanged`.
 * @throws as `deliverSignup` does, for all of them.
 */
export async function deliverTogether(given: TogetherJob): Promise<readonly (Outcome | Skipped)[]> {
  const { all, ...job } = given;
  const written: Fact[] = [];
  const platform = recording(job.platform, written);
  const outcome = await deliverSignup({ ...job, platform });
  // Only an update is skipped, and updates are delivered alone.
  if (outcome.outcome === 'skipped') return all.map(() => outcome);
  return outcomesOf(outcome, all, written);
}

/** The same platform; adds every written fact to the list. */
function recording(platform: Platform, written: Fact[]): Platform {
  return {
    ...platform,
    async create(fitted) {
      const created = await platform.create(fitted);
      written.push(...fitted.facts.filter((fact) => !created.remaining.includes(fact)));
      return created;
    },
    async update(id, facts, onWrite) {
      const updated = await platform.update(id, facts, onWrite);
      written.push(...facts);
      return updated;
    },
  };
}

function outcomesOf(
  outcome: Outcome,
  all: readonly Fitted[],
  written: readonly Fact[],
): readonly Outcome[] {
  // Each written fact is the object of one signup, so identity tells to which signup it belongs.
  const factsOf = all.map(({ facts }) => new Set(facts));
  const ownerOf = (fact: Fact): number => factsOf.findIndex((facts) => facts.has(fact));
  const owners = new Map(written.map((fact) => [fact.key, ownerOf(fact)]));
  const wrote = new Set(owners.values());
  return all.map((fitted, at): Outcome => {
    // An unheld key without a written fact counts for the first signup.
    const missed = outcome.unheld.filter((key) => (owners.get(key) ?? 0) === at);
    const own = wrote.has(at) ? 'updated' : 'unchanged';
    const { leftOut, maybeDuplicates, ...shared } = outcome;
    const kept = leftOut?.filter(({ path }) => fitted.facts.some(({ key }) => key === path)) ?? [];
    return {
      ...shared,
      ...(kept.length > 0 && { leftOut: kept }),
      // One search found them: they count once.
      ...(at === 0 && maybeDuplicates && { maybeDuplicates }),
      outcome: at === 0 ? outcome.outcome : own,
      unheld: [...fitted.unheld, ...missed],
    };
  });
}
