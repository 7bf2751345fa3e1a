import { advance, isNewer } from './field-clocks.ts';
import type { Job } from './job.ts';
import type { ContactState } from './ledger-port.ts';
import type { Clocks, Stamp } from './platform-port.ts';

/**
 * Keeps the denials of a person whose customer was deleted in the shop. The next create makes a new customer, but an older
 * grant that comes late, or is replayed, must not give a consent.
 */
export async function rememberConsent(job: Job, states: readonly ContactState[]): Promise<Job> {
  const formerIds = new Set(states.flatMap(({ formerCustomerId }) => formerCustomerId ?? []));
  let remembered: Clocks = {};
  for (const id of formerIds) {
    remembered = merged(remembered, await job.ledger.readClocks(job.signup.store, id));
  }
  const facts = job.fitted.facts.filter(({ key, stamp }) => !isOlder(stamp, remembered[key]));
  return { ...job, remembered, fitted: { ...job.fitted, facts } };
}

/** Adds the denials of a former customer, the newer one of each key. Grants do not matter here. */
function merged(known: Clocks, former: Clocks): Clocks {
  const denials = Object.entries(former).filter(([, { denied }]) => denied === true);
  const facts = denials.map(([key, stamp]) => ({
    kind: 'parameters' as const,
    key,
    stamp,
    parameters: {},
  }));
  return advance(known, facts);
}

const isOlder = (stamp: Stamp, than: Stamp | undefined): boolean =>
  than !== undefined && isNewer(than, stamp);
