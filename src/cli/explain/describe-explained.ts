import Table from 'cli-table3';
import { fold } from '../output/text.ts';
import { harmless } from '../../util/harmless.ts';
import type {
  Explained,
  ExplainedField,
  ExplainedLeftOut,
  ExplainedTrust,
  ExplainedUnclear,
} from './explained.ts';
import { describeReading } from './describe-reading.ts';
import type { SentParameter } from './sent.ts';

/** The widest each column may be, in columns of the terminal. Longer cells are folded. */
const WIDTHS = [32, 34, 17, 26, 40];

/** The explanation as text and tables. */
export function describeExplained(all: readonly Explained[]): string {
  const parts = all.map((one, at) => {
    const title = all.length === 1 ? '' : `Signup ${at + 1} of ${all.length}. `;
    return [title + describeOne(one), ...describeReading(one.reading)].join('\n\n');
  });
  return ['This output holds the personal data of the file. Nothing was sent.', ...parts].join(
    '\n\n',
  );
}

function describeOne(one: Explained): string {
  if (one.outcome === 'skipped')
    return `Skipped, because it is not a signup: ${harmless(one.why)}.`;
  if (one.outcome === 'rejected') {
    const rules = one.issues.map(({ path, rule, expected }) =>
      harmless(`  ${path || '/'}  ${expected} (rule: ${rule})`),
    );
    return [
      `Rejected: ${one.reason}.`,
      ...(rules.length > 0 ? rules : [harmless(one.detail)]),
    ].join('\n');
  }
  const { type, store, platform, fields, always, unheld } = one;
  return [
    `Mapped: ${type} for store "${harmless(store)}" on ${platform}. ${aboutRequests(one)}`,
    describeTrust(one.trust),
    `Kept:\n${fieldTable(fields)}`,
    ...describeLeftOut(one.leftOut),
    ...fields.flatMap(({ field, value }) =>
      field === 'options.keepNewer' && value === true ? [KEEPS_NEWER] : [],
    ),
    ...one.unclear.map(describeUnclear),
    ...(always.length > 0
      ? [
          `Also sent, by signup-relay itself or the store's configuration:\n${always.map((sent) => `  ${show(sent)}`).join('\n')}`,
        ]
      : []),
    unheld.length > 0
      ? `${platform} has no place for: ${harmless(unheld.join(', '))}.`
      : `${platform} has a place for every field.`,
  ].join('\n\n');
}

function aboutRequests({ type, vendorId }: Extract<Explained, { outcome: 'mapped' }>): string {
  if (vendorId !== undefined) {
    return `It has no contact. It reaches the customer whom an earlier event of this source with a contact called ${harmless(vendorId)}, within 35 days. Without such an event it is skipped: switch on the topics of new and changed customers, at Shopify customers/create and customers/update.`;
  }
  return type === 'customer.updated'
    ? 'This event only updates a known customer, but the requests below are those for a new one.'
    : 'The requests below are those for a new customer.';
}

function describeTrust({ trust, by, reconsent }: ExplainedTrust): string {
  const head = `Trust: ${trust} (${harmless(by)}).`;
  if (trust === 'verified') return head;
  const grants = reconsent
    ? 'A yes may follow a refusal (`reconsent`).'
    : 'A yes never follows a refusal.';
  return `${head} For a customer who exists, it changes neither e-mail nor phone. It grants a channel only by a contact that both share. ${grants}`;
}

const KEEPS_NEWER =
  "For a customer who exists, a value is left out where it differs and the shop's record is newer (rule: shop_is_newer). Consents, tags and addresses are not affected.";

function describeLeftOut(all: readonly ExplainedLeftOut[]): readonly string[] {
  if (all.length === 0) return [];
  const lines = all.map(({ path, rule, text: why, from }) =>
    harmless(`  ${path}: ${why} (rule: ${rule})${from === undefined ? '' : `, from ${from}`}`),
  );
  return [`Left out:\n${lines.join('\n')}`];
}

function describeUnclear({ channel, field, said, configuration }: ExplainedUnclear): string {
  const words = said.map((one) => JSON.stringify(one)).join(', ');
  const head = harmless(
    `Unclear: consent.${channel}, from ${field}. The answer ${words} neither grants nor denies.`,
  );
  if (configuration === undefined) {
    return `${head}\nLet the tool send the words of the option; the source's \`fields\` can then list them.`;
  }
  return [
    `${head} To settle it, add one line to the source's \`fields\`:`,
    `  a yes: ${harmless(configuration.yes)}`,
    `  a no:  ${harmless(configuration.no)}`,
  ].join('\n');
}

function fieldTable(fields: readonly ExplainedField[]): string {
  const rows = fields.map((field) => [
    text(field.field),
    describeOrigin(field),
    field.rule,
    text(field.value),
    describeSent(field),
  ]);
  const head = ['field', 'from', 'rule', 'value', 'sent to the shop'];
  const table = new Table({
    head,
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
    style: { head: [], border: [] },
  });
  // cli-table3 wraps by code units and drops the rest of a line of Chinese: every cell is folded here.
  table.push(
    ...rows.map((row) =>
      row.map((cell, at) =>
        cell
          .split('\n')
          .flatMap((line) => fold(line, WIDTHS[at] ?? 0))
          .join('\n'),
      ),
    ),
  );
  return table.toString();
}

const describeOrigin = ({ from }: ExplainedField): string =>
  from.reference === undefined || from.reference === from.place
    ? text(from.place)
    : `${text(from.reference)}\n(${text(from.place)})`;

function describeSent({ field, sent, isUnheld }: ExplainedField): string {
  if (sent.length > 0) return sent.map(show).join('\n');
  if (isUnheld) return 'not sent: the platform has no place for it';
  if (field.endsWith('.at')) return 'not sent: used to compare consents';
  if (field.endsWith('.text')) return 'not sent: proof, kept in the event';
  return 'not sent: another field has it';
}

const show = ({ parameter, value, request }: SentParameter): string =>
  `${harmless(parameter)} = ${text(value)}${request === 'update' ? ' (in a second request)' : ''}`;

const text = (value: unknown): string =>
  harmless(typeof value === 'string' && value !== '' ? value : JSON.stringify(value));
