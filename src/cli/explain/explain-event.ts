import { createDigest } from '../../event/digest.ts';
import { RejectedError, WaitError } from '../../event/errors.ts';
import type { Event } from '../../generated/types.ts';
import { type PrepareDeps, prepareMessage } from '../../consume/prepare.ts';
import type { Part, ReadySignup } from '../../consume/prepared.ts';
import { createPlatforms } from '../../platforms/create-platforms.ts';
import { shoplazzaVersion, versionMistake } from '../../platforms/versions.ts';
import { SOURCES } from '../../sources/sources.ts';
import type { Explained } from './explained.ts';
import { leavesOf } from './alter.ts';
import { explainLeftOut, explainTrust, explainUnclear } from './kept-back.ts';
import { readRules, type Rules } from './read-rules.ts';
import { sentOf } from './sent.ts';

/** The output has no hashes, so the deployment's key is not needed. */
const digest = createDigest('explain');

/**
 * Maps an event as `consume` does, but sends nothing.
 *
 * @throws WaitError the store's configuration cannot be read.
 */
export async function explainEvent(
  event: Event,
  deps: Pick<PrepareDeps, 'stores' | 'senders' | 'now' | 'fetchRecords'>,
): Promise<readonly Explained[]> {
  const at = deps.now();
  const message = {
    id: 'explained',
    body: JSON.stringify(event),
    receives: 1,
    attempts: 0,
    firstSeenAt: at,
    triesSince: at,
    replays: 0,
    foreign: {},
  };
  const { parts } = await prepareMessage(message, { ...deps, digest, sources: SOURCES });
  const rules = await readRules(event, { ...deps, parts });
  return parts.map((part, index) => {
    const own = rules[index] ?? rules[0];
    return withReading(explainPart(part, own), own?.reading);
  });
}

/** The command line asks no tool. */
const GIVE_ANSWERS = 'to explain them, give a captured answer: --answers <file>';

const withReading = (explained: Explained, reading: Rules['reading']): Explained =>
  reading === undefined ? explained : { ...explained, reading };

const RECORD_NOTED =
  "it is the shop's own record of a customer: the ledger notes consents and contacts that changed there, and nothing is written to the shop";

function explainPart(part: Part, rules: Rules | undefined): Explained {
  const { eventId } = part.known;
  const known = eventId === undefined ? {} : { eventId };
  if ('skipped' in part) return { outcome: 'skipped', ...known, why: part.skipped };
  if ('record' in part) return { outcome: 'skipped', ...known, why: RECORD_NOTED };
  if ('unfetched' in part)
    return { outcome: 'skipped', ...known, why: `${part.unfetched}; ${GIVE_ANSWERS}` };
  try {
    if ('error' in part) throw part.error;
    return explainSignup(part, rules);
  } catch (error) {
    if (!(error instanceof RejectedError)) throw error;
    const { reason, message: detail, issues } = error;
    return { outcome: 'rejected', ...known, reason, detail, issues };
  }
}

function explainSignup(ready: ReadySignup, rules: Partial<Rules> = {}): Explained {
  const { signup, store } = ready;
  const version = store.platform === 'shoplazza' ? shoplazzaVersion(store.baseUrl) : undefined;
  const sent = sentOf(signup, { ...openPlatform(store), version });
  const { store: _, ...data } = signup.data;
  const isById = signup.contacts.length === 0;
  const fields = leavesOf(data).map(({ path, value }) => {
    const field = path.join('.');
    const { from, rule } = rules.of?.(field) ?? { from: { place: '?' }, rule: '?' };
    return {
      field,
      value,
      from,
      rule,
      sent: sent.of.get(field) ?? [],
      isUnheld: sent.unheld.some((one) => field === one || field.startsWith(`${one}.`)),
    };
  });
  return {
    outcome: 'mapped',
    eventId: signup.eventId,
    type: signup.type,
    store: signup.store,
    platform: store.platform,
    ...(isById && { vendorId: signup.vendorId?.id ?? '' }),
    fields,
    leftOut: explainLeftOut(ready, rules),
    unclear: explainUnclear(rules),
    trust: explainTrust(ready, rules),
    always: isById ? [] : sent.always,
    unheld: sent.unheld,
  };
}

function openPlatform(store: ReadySignup['store']) {
  const mistake = versionMistake(store);
  if (mistake !== undefined) throw new WaitError(`the store's baseUrl ${mistake}`);
  const http = () => Promise.reject(new Error('nothing is sent'));
  return createPlatforms({ http, digest, now: () => 0 })(store, {
    remainingMs: () => 0,
    onCall: () => undefined,
    waitForSlot: () => Promise.resolve(),
  });
}
