import type { HttpAnswer } from '../../http/http.ts';
import { HttpError } from '../../http/http.ts';
import { safeCode, safeText } from '../../platforms/shared/safe-text.ts';
import { isRecord } from '../../util/is-record.ts';
import { UsageError } from '../usage-error.ts';
import { type Journal, stateOf } from './journal.ts';
import type { Invented, People } from './people.ts';
import { IN_FLIGHT_MS, type ProbeCalls, ProbeStopped } from './probe-calls.ts';
import type { ProbeChange, ProbeCustomer, ProbeDialect, SearchBy, Seen } from './probe-shop.ts';

/** The shop as the steps of a probe use it. */
export interface Lab {
  readonly dialect: ProbeDialect;
  readonly pauseMs: number;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** The next invented person, with a line in the file before anything is created. */
  readonly nextPerson: () => Invented;
  /** Creates a customer. The file holds the intent before the call, and the id after it. */
  readonly create: (person: Invented, customer: ProbeCustomer) => Promise<ProbeCreated>;
  readonly update: (id: string, change: ProbeChange) => Promise<HttpAnswer>;
  readonly read: (id: string) => Promise<Seen | undefined>;
  /** Reads until the answer is new enough; undefined if it never is. */
  readonly readUntil: (id: string, isNew: (seen: Seen) => boolean) => Promise<Seen | undefined>;
  /** Whether a search finds this customer; undefined if the shop refuses the search. */
  readonly finds: (id: string, by: SearchBy, value: string) => Promise<boolean | undefined>;
}

/** The end of a create. */
type ProbeCreated =
  | { readonly id: string; readonly status: number; readonly seen: Seen | undefined }
  | { readonly refusal: Refusal };

/** How the shop refused, without words that could be a person's. */
interface Refusal {
  readonly status: number;
  readonly code?: string;
  readonly words?: readonly string[];
}

interface LabDeps extends Pick<Lab, 'dialect' | 'now' | 'sleep'> {
  readonly calls: ProbeCalls;
  readonly people: People;
  readonly journal: Journal;
  /** Of the store, for errors. */
  readonly store: string;
}

/** How often a customer is read again until an answer shows the last update, and how long after each other. */
const READS = 3;
const BETWEEN_READS_MS = 1_000;

export function createLab(deps: LabDeps): Lab {
  const { dialect, calls, people, journal, sleep, store } = deps;
  const { call } = calls;
  let last = stateOf(journal.lines()).last;

  const read = async (id: string): Promise<Seen | undefined> =>
    dialect.seen((await call(dialect.read(id))).body);

  /** The customer that a create with an unclear answer made after all. @throws ProbeStopped no search can tell yet. */
  const carriedOut = async (
    { email }: ProbeCustomer,
    { status }: HttpAnswer,
  ): Promise<Seen | undefined> => {
    const { ids, done } = stateOf(journal.lines());
    const { searchLagMs, emailStored } = done.get('create')?.facts ?? {};
    if (typeof searchLagMs !== 'number') throw new ProbeStopped(`the shop answered ${status}`);
    await sleep(IN_FLIGHT_MS + searchLagMs);
    const stored = emailStored === 'lower' ? email.toLowerCase() : email;
    const rows = dialect.found((await call(dialect.search('lag', stored))).body);
    if (!rows) throw new ProbeStopped(`the shop answered ${status}`);
    return rows.find(
      (row) => row.id !== undefined && !ids.includes(row.id) && isSame(row.email, email),
    );
  };

  return {
    ...deps,
    pauseMs: calls.pauseMs,
    read,
    nextPerson: () => people.person((last += 1)),
    async create(person, customer) {
      const request = dialect.create(customer);
      journal.write({ intent: person.number, email: customer.email });
      const answer = await written(() => call(request));
      const seen = dialect.seen(answer.body);
      if (answer.status < 300) {
        if (seen?.id === undefined) {
          throw new ProbeStopped(`a create was answered with ${answer.status} and no id`);
        }
        journal.write({ made: person.number, id: seen.id });
        return { id: seen.id, status: answer.status, seen };
      }
      const made = isUnclear(answer, dialect) ? await carriedOut(customer, answer) : undefined;
      if (made?.id !== undefined) {
        journal.write({ made: person.number, id: made.id });
        return { id: made.id, status: answer.status, seen: made };
      }
      refuseWithoutRights(answer, dialect, { store, journal, number: person.number });
      journal.write({ refused: person.number });
      return { refusal: refusalIn(answer, dialect) };
    },
    update: (id, change) => written(() => call(dialect.update(id, change))),
    async readUntil(id, isNew) {
      for (let tries = 1; ; tries++) {
        const seen = await read(id);
        if (seen && isNew(seen)) return seen;
        if (tries === READS) return undefined;
        await sleep(BETWEEN_READS_MS);
      }
    },
    async finds(id, by, value) {
      const answer = await call(dialect.search(by, value));
      if (answer.status >= 300) return undefined;
      return dialect.found(answer.body)?.some((row) => row.id === id);
    },
  };
}

/** Shoplazza refuses a duplicate with 500. Any other 5xx can stand for a create that the shop carried out. */
function isUnclear(answer: HttpAnswer, { verdictOf }: ProbeDialect): boolean {
  const kind = verdictOf('create', answer)?.kind;
  return answer.status >= 500 && kind !== 'taken' && kind !== 'final';
}

const isSame = (one: string | undefined, other: string): boolean =>
  one?.toLowerCase() === other.toLowerCase();

/** A write without an answer may have been carried out: the next run looks for it. @throws ProbeStopped */
async function written(call: () => Promise<HttpAnswer>): Promise<HttpAnswer> {
  let answer: HttpAnswer;
  try {
    answer = await call();
  } catch (error) {
    if (error instanceof HttpError)
      throw new ProbeStopped('a call got no answer', { cause: error });
    throw error;
  }
  const mayPass = [408, 429, 502, 503, 504].includes(answer.status);
  if (mayPass) throw new ProbeStopped(`the shop answered ${answer.status}`);
  return answer;
}

/** @throws UsageError the token may not write. */
function refuseWithoutRights(
  answer: HttpAnswer,
  { verdictOf }: ProbeDialect,
  {
    store,
    journal,
    number,
  }: { readonly store: string; readonly journal: Journal; readonly number: number },
): void {
  if (verdictOf('create', answer)?.kind !== 'unauthorized') return;
  journal.write({ refused: number });
  throw new UsageError(
    `The token of ${store} may not write customers: the shop answered ${answer.status}, and nothing was written. Give it the right to write customers.`,
  );
}

const UNKNOWN_CODE = '…';

/** Words that are no known words of errors become `…`: a shop can echo what was sent. */
function refusalIn(
  { status, body }: HttpAnswer,
  { errorTexts }: Pick<ProbeDialect, 'errorTexts'>,
): Refusal {
  const code = isRecord(body) ? body['code'] : undefined;
  const words = errorTexts(body)
    .map(safeText)
    .filter((text) => text !== '');
  return {
    status,
    ...(code !== undefined && code !== null && { code: safeCode(code) ?? UNKNOWN_CODE }),
    ...(words.length > 0 && { words }),
  };
}
