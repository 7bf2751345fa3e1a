import type { Digest } from '../../event/digest.ts';
import { RejectedError } from '../../event/errors.ts';
import { toUsable } from '../../event/usable.ts';
import type { Event, SignupConsent, Store, StoreConsentField } from '../../generated/types.ts';
import type { Answer } from '../../sources/form/answer.ts';
import { toSignupData } from '../../sources/form/fields.ts';
import { timeOfText } from '../../sources/read/times.ts';
import type { CsvRow } from './csv-rows.ts';
import { CONSENT_CHANNELS, columnOf, isStated, type Mapping } from './mapping.ts';

/** A part of a row that is not used, by path and rule. Beside the relay's own rules: `no_date`, `future_date`, `unclear`. */
export interface RowLeftOut {
  readonly path: string;
  readonly rule: string;
}

/** What a row says: an event, or why it is none. */
export type RowEvent = {
  /** As they stand in the file. */
  readonly contacts: { readonly email?: string; readonly phone?: string };
} & (
  | { readonly event: Event; readonly leftOut: readonly RowLeftOut[] }
  | { readonly refused: { readonly reason: string; readonly detail: string } }
);

export interface RowContext {
  readonly store: string;
  readonly config: Pick<Store, 'country' | 'unusable'>;
  readonly mapping: Mapping;
  readonly header: readonly string[];
  readonly type: 'customer.signed_up' | 'customer.updated';
  /** Of rows without a time of their own, RFC 3339. */
  readonly asOf: string | undefined;
  /** Of times without a zone; IANA name. */
  readonly timeZone: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The deployment's keyed hash. */
  readonly digest: Digest;
}

/** All imports of a store are one sender: the same row in another file is the same event. */
const importSource = (store: string): string => `/imports/${store}`;

/** Makes a row an event. The same row always gives the same id. */
export function toRowEvent({ cells }: CsvRow, context: RowContext): RowEvent {
  const cellOf = createCellOf(cells, context);
  const email = cellOf('email').slice(0, MAX_CONTACT);
  const phone = cellOf('phone').slice(0, MAX_CONTACT);
  const contacts = { ...(email !== '' && { email }), ...(phone !== '' && { phone }) };
  try {
    return { contacts, ...eventOf(cellOf, cells, context) };
  } catch (error) {
    if (!(error instanceof RejectedError)) throw error;
    const { reason, message: detail } = error;
    return { contacts, refused: { reason, detail } };
  }
}

/** Characters of a contact in a result: longer than any e-mail. */
const MAX_CONTACT = 320;

type CellOf = (path: string) => string;

function createCellOf(cells: readonly string[], { mapping, header }: RowContext): CellOf {
  return (path) => {
    const column = columnOf(mapping.fields[path]);
    return column === undefined ? '' : textOfCell(cells[header.indexOf(column)]);
  };
}

/**
 * A cell is a text, whatever a spreadsheet would make of it. An apostrophe before a number, and a formula that holds only
 * a text, are the spreadsheet's marks of a text.
 */
const textOfCell = (cell = ''): string =>
  cell
    .trim()
    .replace(/^="([^"]*)"$/, '$1')
    .replace(/^'(?=[+\d(])/, '')
    .trim();

function eventOf(
  cellOf: CellOf,
  cells: readonly string[],
  context: RowContext,
): { readonly event: Event; readonly leftOut: readonly RowLeftOut[] } {
  const { store, config, type, now, header, digest } = context;
  refuseShifted(cells, header);
  const time = timeOf(cellOf('time'), context);
  const { data, unclear = [] } = readCells(cells, context);
  const { consent, leftOut } = datedConsents(data.consent, cellOf, context);
  const found = {
    store,
    customer: data.customer,
    ...(consent && { consent }),
    // These people signed up long ago, and the shop may know more about them by now.
    options: { sendWelcome: false, welcomeCredit: false, keepNewer: true },
  };
  const usable = toUsable(found, {
    country: config.country,
    now,
    unusable: config.unusable ?? 'leave-out',
  });
  const body = { type, time, data: usable.data };
  const id = digest(JSON.stringify(body)).slice(0, 32);
  const source = importSource(store);
  return {
    event: { specversion: '1.0', id, source, datacontenttype: 'application/json', ...body },
    leftOut: [
      ...leftOut,
      ...unclear.map(({ channel }) => ({ path: `consent.${channel}`, rule: 'unclear' })),
      ...usable.leftOut,
    ],
  };
}

/** More cells than columns: a sign inside a text was read as the end of a cell, and all cells behind it are wrong. */
function refuseShifted(cells: readonly string[], header: readonly string[]): void {
  const extra = cells.slice(header.length);
  if (extra.every((cell) => cell.trim() === '')) return;
  throw new RejectedError(
    'invalid_signup',
    `the row has ${cells.length} cells, and the header has ${header.length}: quote cells that hold the delimiter`,
  );
}

/** @throws RejectedError the row has no time, one that cannot be read, or one in the future. */
function timeOf(cell: string, { asOf, timeZone, now }: RowContext): string {
  if (cell === '' && asOf !== undefined) return asOf;
  const time = readTime(cell, timeZone);
  if (time === undefined) {
    const what = cell === '' ? 'the row has no time' : 'the time of the row cannot be read';
    const hint =
      cell === '' ? 'name one for such rows: --as-of <date>' : 'write YYYY-MM-DD hh:mm:ss';
    throw new RejectedError('invalid_signup', `${what}; ${hint}`);
  }
  // The relay would take now instead, and the row would beat every newer fact.
  if (Date.parse(time) > now)
    throw new RejectedError('invalid_signup', 'the time of the row is in the future');
  return time;
}

/** A day begins at midnight in the zone: so a list of this day never beats a fact of the same day. */
export function readTime(text: string, timeZone: string): string | undefined {
  const day = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/u.exec(text);
  if (!day) return timeOfText(text, timeZone);
  const [, year = '', month = '', date = ''] = day;
  return timeOfText(`${year}-${month}-${date} 00:00:00`, timeZone);
}

/** The cells as the answers of a form, of which the mapping names the fields. */
function readCells(cells: readonly string[], { mapping, header, config, timeZone }: RowContext) {
  const fields = Object.entries(mapping.fields).flatMap(([path, field]) =>
    isStated(field) || path === 'time' || path.endsWith('.at') ? [] : [[path, field] as const],
  );
  const tags = columnOf(mapping.fields['tags']);
  // A column such as `Unsubscribed` may hold the time of the refusal in place of a yes.
  const refusals = new Map(fields.flatMap(([, field]) => onlyRefusing(field)));
  const refusalOfDate = (cell: string, column: string): string | undefined =>
    isDate(cell) ? refusals.get(column) : undefined;
  const used = new Set(fields.flatMap(([, field]) => columnOf(field) ?? []));
  const answers = header.flatMap((column, at): readonly Answer[] => {
    const cell = textOfCell(cells[at]);
    if (cell === '' || !used.has(column)) return [];
    const text = refusalOfDate(cell, column) ?? plainList(cell, { isTags: column === tags });
    return [{ refs: [column], names: [], kind: 'text', texts: [text] }];
  });
  const source = { tool: 'html-form' as const, timeZone, fields: Object.fromEntries(fields) };
  return toSignupData(answers, { config: source, country: config.country });
}

/** A date in any order of its parts: that there is one says enough. What databases write for no date is none. */
function isDate(cell: string): boolean {
  const [date] = /^\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,4}(?!\d)/u.exec(cell) ?? [];
  return date !== undefined && !/(?<!\d)(?:0000|0001|1900|1970)(?!\d)/.test(date);
}

/** The column of a consent whose answers only refuse, and one of these answers. */
function onlyRefusing(field: string | StoreConsentField): readonly (readonly [string, string])[] {
  if (typeof field === 'string' || field.granted !== undefined) return [];
  const { field: column, denied: [answer] = [] } = field;
  return answer === undefined || typeof column !== 'string' ? [] : [[column, answer]];
}

/** Mailchimp writes tags as "VIP","Fair". Google writes several contacts as one ::: two. */
const plainList = (cell: string, { isTags }: { readonly isTags: boolean }): string =>
  isTags ? cell.replaceAll('"', '') : cell.replaceAll(' ::: ', ', ');

/** The consents with their dates. A grant without a date of its own is left out: it could beat a newer refusal. */
function datedConsents(
  said: SignupConsent | undefined,
  cellOf: CellOf,
  { mapping, timeZone, now }: RowContext,
): { readonly consent: SignupConsent | undefined; readonly leftOut: readonly RowLeftOut[] } {
  const consent: { -readonly [Channel in keyof SignupConsent]: SignupConsent[Channel] } = {};
  const leftOut: RowLeftOut[] = [];
  for (const channel of CONSENT_CHANNELS) {
    const path = `consent.${channel}`;
    const dateCell = cellOf(`${path}.at`);
    const stated = mapping.fields[path];
    const hasDates = mapping.fields[`${path}.at`] !== undefined;
    const isStatedHere = isStated(stated) && (!hasDates || dateCell !== '');
    const one = isStatedHere ? { state: stated.state } : said?.[channel];
    if (one === undefined) continue;
    const at = readTime(dateCell, timeZone);
    const isFuture = at !== undefined && Date.parse(at) > now;
    if (one.state === 'granted' && (at === undefined || isFuture)) {
      leftOut.push({ path, rule: isFuture ? 'future_date' : 'no_date' });
    } else consent[channel] = { ...one, ...(at !== undefined && !isFuture && { at }) };
  }
  const isEmpty = Object.keys(consent).length === 0;
  return { consent: isEmpty ? undefined : consent, leftOut };
}
