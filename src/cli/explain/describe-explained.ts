import Table from 'cli-table3';
import { fold, harmless } from '../output/text.ts';
import type { Explained, ExplainedField } from './explained.ts';
import type { SentParameter } from './sent.ts';

/** Widest column, in characters: the table has to fit a terminal, and a value may be long. */
const WIDTHS = [32, 34, 17, 26, 40];

/** Everything in words and tables, for a person at a terminal. */
export function describeExplained(all: readonly Explained[]): string {
  const parts = all.map((one, at) => {
    const title = all.length === 1 ? '' : `Signup ${at + 1} of ${all.length}. `;
    return title + describeOne(one);
  });
  return ['This shows the personal data of the file. Nothing was sent.', ...parts].join('\n\n');
}

function describeOne(one: Explained): string {
  if (one.outcome === 'skipped') return `Skipped, it is no signup: ${one.why}.`;
  if (one.outcome === 'rejected') {
    const rules = one.issues.map(
      ({ path, rule, expected }) => `  ${path || '/'}  ${expected} (rule: ${rule})`,
    );
    return [`Rejected: ${one.reason}.`, ...(rules.length > 0 ? rules : [one.detail])].join('\n');
  }
  const { type, store, platform, fields, always, unheld } = one;
  const isUpdate = type === 'customer.updated';
  return [
    `Mapped: ${type} for store "${store}" on ${platform}. ${isUpdate ? 'Only updates a customer that is known; the request is shown as for a new one.' : 'Shown is what a new customer is created with.'}`,
    fieldTable(fields),
    `Sent besides, by signup-relay itself or the store's configuration:\n${always.map((sent) => `  ${show(sent)}`).join('\n')}`,
    unheld.length > 0
      ? `What ${platform} cannot hold: ${unheld.join(', ')}.`
      : `${platform} can hold all of it.`,
  ].join('\n\n');
}

function fieldTable(fields: readonly ExplainedField[]): string {
  const rows = fields.map((field) => [
    field.field,
    originWords(field),
    field.rule,
    text(field.value),
    sentWords(field),
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

const originWords = ({ from }: ExplainedField): string =>
  from.reference === undefined || from.reference === from.place
    ? text(from.place)
    : `${text(from.reference)}\n(${text(from.place)})`;

function sentWords({ field, sent, isUnheld }: ExplainedField): string {
  if (sent.length > 0) return sent.map(show).join('\n');
  if (isUnheld) return 'not held by the platform';
  if (field.endsWith('.at')) return 'not sent: it orders the consent';
  if (field.endsWith('.text')) return 'not sent: proof, stays in the event';
  return 'not sent: another field says it';
}

const show = ({ parameter, value, request }: SentParameter): string =>
  `${parameter} = ${text(value)}${request === 'update' ? ' (by a second request)' : ''}`;

const text = (value: unknown): string =>
  harmless(typeof value === 'string' && value !== '' ? value : JSON.stringify(value));
