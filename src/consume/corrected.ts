import { senderOf } from '../delivery/stores-port.ts';
import type { NormalSignup } from '../event/signup.ts';
import type { SafeId } from '../event/safe-id.ts';
import type { Event, StoreSource } from '../generated/types.ts';
import type { Known } from '../message/message.ts';
import type { Source } from '../sources/source.ts';
import { memberOf } from '../util/is-record.ts';
import type { ConsumeDeps } from './deps.ts';
import { prepareSignup, type ReadEvent } from './prepare-signup.ts';
import type { Part } from './prepared.ts';

/** What the configuration of a source says about its signups. */
export const settingsOf = (
  { country, unusable, reconsent, trust }: StoreSource,
  source: Pick<Source, 'trust'>,
) =>
  ({
    country,
    unusable,
    default: 'leave-out',
    sender: { trust: trust ?? source.trust ?? 'verified', reconsent },
  }) as const;

/** The address of a webhook, as `receive` and the mapping write it. */
const WEBHOOK = /^\/webhooks\/([A-Za-z0-9][A-Za-z0-9_-]{0,63})\/([A-Za-z0-9][A-Za-z0-9_-]{0,63})$/;

/**
 * Prepares a direct event. A corrected event of a webhook keeps the settings of its source: trust, rank of consents,
 * country and `unusable`. Any direct sender may write these extensions, but has more rights without them. Never rejects.
 */
export async function prepareCorrected(
  read: ReadEvent,
  deps: Pick<ConsumeDeps, 'stores' | 'senders' | 'sources' | 'digest'>,
): Promise<Part> {
  const { correctionof, correctionvendorid: id, correctionproven: proven } = read.event;
  const [, store = '', name = ''] = WEBHOOK.exec(read.event.source) ?? [];
  if (typeof correctionof !== 'string' || store === '') return prepareSignup(read, deps);
  if (memberOf(read.event.data, 'store') !== store) return prepareSignup(read, deps);
  let settings: Partial<ReadEvent> = { default: 'leave-out' };
  try {
    const sender = { store, source: name };
    const config = await senderOf(await deps.stores.get(store), sender, deps.senders);
    const source = config && (await deps.sources.get(config.tool));
    if (config && source) settings = settingsOf(config, source);
  } catch (error) {
    return { known: { ...read.known, store }, error };
  }
  const part = await prepareSignup({ ...read, ...settings }, deps);
  if (!('signup' in part)) return part;
  return {
    ...part,
    signup: {
      ...part.signup,
      ...(typeof id === 'string' && id !== '' && { vendorId: { source: name, id } }),
      ...(typeof proven === 'string' && provenIn(part.signup, proven.split(','))),
    },
  };
}

/** The proven contacts of a signup. A sender whose whole word counts has nothing to prove. */
export const provenIn = (
  { trust, contacts }: NormalSignup,
  kinds: readonly string[],
): Pick<NormalSignup, 'proven'> =>
  trust === 'verified' ? {} : { proven: contacts.filter(({ kind }) => kinds.includes(kind)) };

/** A login. Anything else could be a name, an e-mail or a phone. */
const LOGIN = /^(?!\d*$)[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

export const isLogin = (text: string | undefined): text is string =>
  text !== undefined && LOGIN.test(text);

/** The replacement of an id that holds personal data, see `hashedId`. */
const HIDDEN = /^hash:[0-9a-f]{32}$/;

/** Which event an event corrects, and who corrected it, for its log line. */
export function correctionIn(
  { correctionof: of, correctedby: by }: Event,
  safeId: SafeId,
): Pick<Known, 'correctionOf' | 'correctedBy'> {
  if (typeof of !== 'string' || typeof by !== 'string') return {};
  return {
    correctionOf: HIDDEN.test(of) ? of : safeId(of),
    correctedBy: isLogin(by) ? safeId(by) : '…',
  };
}

/** Tells which entries of a delivery have a corrected event. Both the place and the id must be the same. */
export function correctedParts({ correctedparts }: Event): (place: number, id: string) => boolean {
  const listed = new Set(typeof correctedparts === 'string' ? listIn(correctedparts) : []);
  return (place, id) => listed.has(partName(place, id));
}

/** An entry of a delivery, as `correctedparts` names it. */
export const partName = (place: number, id: string): string => `${place} ${id}`;

/** The list in `correctedparts`. */
export function listIn(text: string): readonly unknown[] {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
}
