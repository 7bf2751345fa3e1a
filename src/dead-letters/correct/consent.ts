import { timeWithin } from '../../event/normalise.ts';
import { PARAMETERS as SHOPLAZZA } from '../../platforms/shoplazza/parameters.ts';
import { PARAMETERS as SHOPLINE } from '../../platforms/shopline/parameters.ts';
import { memberOf } from '../../util/is-record.ts';
import { CorrectionError } from './values.ts';

interface Corrected {
  readonly before: unknown;
  readonly after: unknown;
}

interface ProofContext {
  /** The operator says that there is a proof of the consent. */
  readonly hasProof: boolean;
  /** Time of the event, in milliseconds since the epoch. */
  readonly time: number;
  /** When the relay received it. */
  readonly receivedAt: number;
}

/**
 * Refuses a correction that grants a consent or takes back a refusal without a proof, that grants in vain, or that raises
 * the trust in the sender.
 *
 * @throws CorrectionError
 */
export function refuseUnproven({ before, after }: Corrected, context: ProofContext): void {
  for (const channel of ['email', 'sms']) {
    const [old, now] = [before, after].map((data) => memberOf(memberOf(data, 'consent'), channel));
    refuseChannel(`consent.${channel}`, old, now, context);
  }
  for (const [platform, rules] of PLATFORMS) {
    for (const [name, { clock }] of rules) {
      if (!clock.startsWith('consent.')) continue;
      const [old, now] = [before, after].map((data) => memberOf(memberOf(data, platform), name));
      if (old === now || now === false || (now === undefined && old !== false)) continue;
      if (!context.hasProof) throw noProof(`${platform}.${name}`);
    }
  }
  const [trustBefore, trust] = [before, after].map((data) =>
    memberOf(memberOf(data, 'options'), 'trust'),
  );
  if (trustBefore === 'anonymous' && trust !== 'anonymous') {
    throw new CorrectionError(
      'options.trust: a correction cannot raise the trust in the sender of an event.',
    );
  }
}

const PLATFORMS = [
  ['shopline', SHOPLINE],
  ['shoplazza', SHOPLAZZA],
] as const;

const noProof = (path: string): CorrectionError =>
  new CorrectionError(
    `${path}: to grant a consent, or to take back a refusal, add --i-have-proof. You must be able to show that the person agreed.`,
  );

function refuseChannel(
  path: string,
  before: unknown,
  after: unknown,
  { hasProof, time, receivedAt }: ProofContext,
): void {
  const [old, now] = [before, after].map((said) => memberOf(said, 'state'));
  const isGranted = now === 'granted' && JSON.stringify(before) !== JSON.stringify(after);
  const isTakenBack = old === 'denied' && now !== 'denied';
  if ((isGranted || isTakenBack) && !hasProof) throw noProof(path);
  if (old !== 'denied' || now !== 'granted') return;
  const at = (said: unknown): number => {
    const text = memberOf(said, 'at');
    return typeof text === 'string' ? timeWithin(text, receivedAt).ms : time;
  };
  // The relay has applied the refusal, although the rest of the event became a dead letter.
  if (at(after) <= at(before)) {
    throw new CorrectionError(
      `${path}.at: the letter holds a refusal, which wins at the same time. Set ${path}.at to the later time at which the person agreed.`,
    );
  }
}
