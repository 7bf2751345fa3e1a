import type { Outcome } from './job.ts';
import type { Fact, Fitted, Platform } from './platform-port.ts';
import { type GivenJob, deliverSignup } from './deliver-signup.ts';

/** Signups of one person, with the same contacts, on their way to one shop. */
interface TogetherJob extends GivenJob {
  /**
   * What the platform makes of each, in the order in which they would be delivered: `signup` is the first one, `fitted`
   * all of them merged.
   */
  readonly all: readonly Fitted[];
}

/**
 * Brings signups of one person to one shop as if they were one: one search, one lease, one write.
 *
 * @returns an outcome for each: the first one's is that of the whole, every other one is `updated` where a fact of it was
 * written, else `unchanged`.
 * @throws as `relaySignup` does, for all of them.
 */
export async function deliverTogether(given: TogetherJob): Promise<readonly Outcome[]> {
  const { all, ...job } = given;
  const written: Fact[] = [];
  const platform = noting(job.platform, written);
  return shared(await deliverSignup({ ...job, platform }), all, written);
}

/** The same platform; what it has written is added to the list. */
function noting(platform: Platform, written: Fact[]): Platform {
  return {
    ...platform,
    async create(fitted) {
      const created = await platform.create(fitted);
      written.push(...fitted.facts.filter((fact) => !created.remaining.includes(fact)));
      return created;
    },
    async update(id, facts) {
      const updated = await platform.update(id, facts);
      written.push(...facts);
      return updated;
    },
  };
}

function shared(
  outcome: Outcome,
  all: readonly Fitted[],
  written: readonly Fact[],
): readonly Outcome[] {
  // Of what two signups say alike only one fact was written: the one that says it tells whose it was.
  const said = all.map(({ facts }) => new Set(facts));
  const ownerOf = (fact: Fact): number => said.findIndex((facts) => facts.has(fact));
  const owners = new Map(written.map((fact) => [fact.key, ownerOf(fact)]));
  const wrote = new Set(owners.values());
  return all.map((fitted, at): Outcome => {
    // What cannot be told from a fact is the first one's.
    const missed = outcome.unheld.filter((key) => (owners.get(key) ?? 0) === at);
    const own = wrote.has(at) ? 'updated' : 'unchanged';
    return {
      ...outcome,
      outcome: at === 0 ? outcome.outcome : own,
      unheld: [...fitted.unheld, ...missed],
    };
  });
}
