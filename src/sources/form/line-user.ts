import { readEmail } from '../../event/email.ts';
import type { LeftOut } from '../../event/left-out.ts';
import type { DeliveryLine, SignupConsent, StoreLine } from '../../generated/types.ts';
import { known } from '../read/found.ts';
import type { FoundSignup } from '../source.ts';

interface LineForm {
  readonly line: DeliveryLine;
  readonly config: Pick<StoreLine, 'externalId' | 'name'> | undefined;
  /** The id of what the token states. */
  readonly id: string;
}

/**
 * What a form says that a user of LINE posted: two statements, each with its trust. The token states e-mail and name,
 * which is verified. Everything else was typed, and anybody can type anything. It counts for the customer with the
 * token's e-mail.
 *
 * The typed statement comes first: a customer whom it creates gets the typed phone. The verified one follows and ranks
 * above it. If the token names no e-mail, LINE does not say which customer the user is, and all is as typed.
 */
export function statementsOf(typed: FoundSignup, form: LineForm): readonly FoundSignup[] {
  const { line, config } = form;
  const email = readEmail(line.email ?? '')?.email;
  const name = config?.name === false ? undefined : line.name;
  const externalId = config?.externalId === true ? line.userId : undefined;
  if (email === undefined) return [unknownUser(typed, { name, externalId })];
  const { id } = form;
  const verified: FoundSignup = {
    kind: 'signup',
    type: typed.type,
    id,
    trust: 'verified',
    data: { customer: { email, ...known({ name, externalId }) } },
  };
  return [...typedBy(typed, email), verified];
}

const NAMES = ['name', 'firstName', 'lastName'] as const;

function unknownUser(
  typed: FoundSignup,
  {
    name,
    externalId,
  }: { readonly name: string | undefined; readonly externalId: string | undefined },
): FoundSignup {
  const { customer } = typed.data;
  const hasName = NAMES.some((key) => customer[key] !== undefined);
  const ofLine = known({ name: hasName ? undefined : name, externalId });
  return { ...typed, proven: [], data: { ...typed.data, customer: { ...customer, ...ofLine } } };
}

/** What was typed, as a statement about the customer with the token's e-mail. Nothing if only that e-mail was typed. */
function typedBy(typed: FoundSignup, email: string): readonly FoundSignup[] {
  const { email: written, ...others } = typed.data.customer;
  const isOther = typeof written === 'string' && !isSame(written, email);
  const { consent, leftOut } = isOther ? withoutGrant(typed.data.consent) : keptAll(typed);
  if (Object.keys(others).length === 0 && consent === undefined && !isOther) return [];
  const { consent: _, ...data } = typed.data;
  const all = [...(typed.leftOut ?? []), ...leftOut];
  return [
    {
      ...typed,
      proven: ['email'],
      data: { ...data, customer: { ...others, email }, ...(consent && { consent }) },
      ...(all.length > 0 && { leftOut: all }),
    },
  ];
}

const isSame = (written: string, email: string): boolean =>
  (readEmail(written)?.email ?? written).toLowerCase() === email.toLowerCase();

interface Kept {
  readonly consent: SignupConsent | undefined;
  readonly leftOut: readonly LeftOut[];
}

const keptAll = ({ data: { consent } }: FoundSignup): Kept => ({ consent, leftOut: [] });

/** Another e-mail was typed than that of the token: a yes to e-mails was for that one. A no counts. */
function withoutGrant(consent: SignupConsent | undefined): Kept {
  const leftOut: LeftOut[] = [{ path: 'email', rule: 'anonymous_contact' }];
  if (consent?.email?.state !== 'granted') return { consent, leftOut };
  const { email: _, ...rest } = consent;
  const kept = Object.keys(rest).length > 0 ? rest : undefined;
  return {
    consent: kept,
    leftOut: [...leftOut, { path: 'consent.email', rule: 'anonymous_grant' }],
  };
}
