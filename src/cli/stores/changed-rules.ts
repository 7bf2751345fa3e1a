import type { Store, StoreSource } from '../../generated/types.ts';
import { referenceOf } from '../../sources/form/field-references.ts';
import { SOURCES } from '../../sources/sources.ts';

/** A default that changed in this version, and the line of configuration that decides it. */
export interface ChangedRule {
  /** The sources that it is about. */
  readonly sources: readonly string[];
  /** The rule that counted before and does not count now. */
  readonly what: string;
  /** For each of these sources, in the store's configuration. */
  readonly line: string;
}

const FORM_TOOLS: ReadonlySet<StoreSource['tool']> = new Set([
  'html-form',
  'google-forms',
  'typeform',
  'tally',
  'jotform',
]);
/** Their own fields can say something about text messages. */
const SMS_TOOLS: ReadonlySet<StoreSource['tool']> = new Set([
  'klaviyo',
  'brevo',
  'activecampaign',
  'mailchimp',
]);

/** Rules that counted before and do not count now. A store with an explicit setting gets none. */
export function changedRules({ sources = {}, unusable }: Store): readonly ChangedRule[] {
  const all = Object.entries(sources);
  const anonymous = all.filter(
    ([, { tool, trust }]) => trust === undefined && SOURCES.get(tool)?.trust === 'anonymous',
  );
  const lenient = all.filter(([, source]) => (source.unusable ?? unusable) === undefined);
  return [
    ...all.flatMap(([name, source]) => unlistedConsents(name, source)),
    ...ruleFor(anonymous, {
      what: 'anonymous by default now: no longer changes e-mail and phone of a customer who exists, nor undoes a refusal. If the source checks its senders',
      line: '"trust": "verified"',
    }),
    ...ruleFor(lenient, {
      what: 'a part that cannot be used no longer makes a dead letter: only the part is left out. To get dead letters as before',
      line: '"unusable": "refuse"',
    }),
  ];
}

const ruleFor = (
  sources: readonly (readonly [string, StoreSource])[],
  rule: Pick<ChangedRule, 'what' | 'line'>,
): readonly ChangedRule[] =>
  sources.length > 0 ? [{ sources: sources.map(([name]) => name), ...rule }] : [];

function unlistedConsents(name: string, { tool, fields = {} }: StoreSource): ChangedRule[] {
  const channels = FORM_TOOLS.has(tool) ? ['email', 'sms'] : SMS_TOOLS.has(tool) ? ['sms'] : [];
  return channels.flatMap((channel): readonly ChangedRule[] => {
    const path = `consent.${channel}`;
    const field = fields[path];
    // A reference with `=` names the option that grants.
    if (field === undefined || typeof field === 'object' || field.includes('=')) return [];
    const lists = '"granted": ["<words of the yes>"], "denied": ["<words of the no>"]';
    return [
      {
        sources: [name],
        what: `answers that only begin with a yes, and ticked options among several, no longer grant ${path}: they are unclear. To list the answers that count`,
        line: `"${path}": { "field": ${JSON.stringify(referenceOf(field))}, ${lists} }`,
      },
    ];
  });
}
