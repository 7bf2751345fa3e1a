import { SEARCH_LAG_MS } from '../../delivery/contact-leases.ts';
import type { ShopFacts } from '../../generated/types.ts';
import type { HttpAnswer } from '../../http/http.ts';
import { verdictOf as shoplazzaVerdict } from '../../platforms/shoplazza/answers.ts';
import { verdictOf as shoplineVerdict } from '../../platforms/shopline/answers.ts';
import { SHOPLAZZA_VERSIONS } from '../../platforms/versions.ts';
import { duration } from '../output/format.ts';

/** Where a shop does something else than the relay assumes. */
export interface Difference {
  readonly fact: keyof ShopFacts['facts'];
  readonly shop: string;
  readonly relay: string;
  readonly means: string;
}

type Found = Omit<Difference, 'fact'> | undefined;
type Rules = {
  readonly [Fact in keyof ShopFacts['facts']]?: (
    value: NonNullable<ShopFacts['facts'][Fact]> | null,
    facts: ShopFacts,
  ) => readonly Found[];
};

/** The differences between a shop and what the relay assumes of its platform, with what each means. Pure. */
export function differencesOf(facts: ShopFacts): readonly Difference[] {
  const rules: Readonly<Record<string, (value: never, facts: ShopFacts) => readonly Found[]>> =
    RULES;
  return Object.entries(facts.facts).flatMap(([name, value]) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each rule gets the value of its own fact
    const found = rules[name]?.(value as never, facts) ?? [];
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a name of the same object
    const fact = name as Difference['fact'];
    return found.flatMap((one) => (one ? [{ fact, ...one }] : []));
  });
}

const when = (isDifferent: boolean, shop: string, relay: string, means: string): readonly Found[] =>
  isDifferent ? [{ shop, relay, means }] : [];

const NOT_FOUND =
  'A customer whose e-mail was stored with capital letters is not found. A signup creates a second customer, or the shop refuses it.';

const RULES: Rules = {
  searchLagMs: (lag) =>
    when(
      lag === null || lag > SEARCH_LAG_MS,
      lag === null ? 'not within a minute' : duration(lag),
      `at most ${duration(SEARCH_LAG_MS)}`,
      'After a create without an answer the relay searches for a minute and creates again: a person can become two customers.',
    ),
  unique: (unique, { platform }) =>
    platform === 'shoplazza'
      ? when(
          unique !== true,
          `refused: ${unique === false ? 'neither' : String(unique)}`,
          'refused: e-mail and phone',
          'Two signups of one person at the same moment can create two customers. `signup-relay duplicates` lists them.',
        )
      : when(
          unique !== false,
          `refused: ${unique === true ? 'e-mail and phone' : String(unique)}`,
          'not refused',
          'The shop protects more than the relay needs. Nothing to do.',
        ),
  duplicateAnswers: (answers, facts) =>
    (['email', 'phone'] as const).flatMap((kind) => {
      const answer = answers?.[kind];
      return answer ? duplicateRead(kind, answer, facts) : [];
    }),
  emailCase: (letters, { platform }) =>
    when(
      platform === 'shoplazza' && letters === 'exact',
      'email= in exact letters',
      'in any letters',
      NOT_FOUND,
    ),
  queryCase: (letters) =>
    when(letters === 'exact', 'query= in exact letters', 'in any letters', NOT_FOUND),
  nullOnUpdate: (rule, { platform }) =>
    when(
      platform === 'shopline' && rule !== 'clears',
      `null ${String(rule)}`,
      'null clears',
      rule === 'keeps'
        ? 'A value that an event sets to null stays in the shop.'
        : 'An event that sets a value to null becomes a dead letter (rejected).',
    ),
  tagsOnUpdate: (rule, { platform }) =>
    when(
      platform === 'shoplazza' && rule !== 'replaced',
      String(rule),
      'replaced',
      rule === 'ignored'
        ? 'Tags of customers who exist are not stored.'
        : 'An update with a new tag repeats the stored tags.',
    ),
  addressesOnUpdate: (rule, { platform }) =>
    when(
      platform === 'shopline' && rule !== 'replaced',
      String(rule),
      'replaced',
      rule === 'ignored'
        ? 'New addresses of customers who exist are not stored.'
        : 'An update with a new address repeats the stored addresses.',
    ),
  updateConsentDefault: (rule, { platform }) =>
    when(
      platform === 'shopline' && rule !== false,
      `an update without a consent changes it (${JSON.stringify(rule)})`,
      'it stays',
      'Updates change consents that no person gave or withdrew. Connect no store to this shop, and report it as a bug of the relay.',
    ),
  updatedAtOnUnsubscribe: (moves) =>
    when(
      moves === false,
      'stays',
      'moves',
      "A no that another program writes looks like a part of the relay's own write: an older yes can undo it.",
    ),
};

type DuplicateAnswer = NonNullable<NonNullable<ShopFacts['facts']['duplicateAnswers']>['email']>;

/** What the relay makes of the shop's refusal. */
function duplicateRead(
  kind: 'email' | 'phone',
  answer: DuplicateAnswer,
  { platform, version }: ShopFacts,
): readonly Found[] {
  const { status, code, words = [] } = answer;
  const verdict =
    platform === 'shopline'
      ? shoplineVerdict('create', answerOf(status, { code, message: words[0], error: words[1] }))
      : shoplazzaVerdict('create', answerOf(status, shoplazzaBody(answer, version)));
  const said = [`${kind}: ${status}`, code, ...words].filter(Boolean).join(' ');
  if (verdict?.kind === 'taken') return [];
  return when(true, said, 'a refusal that it knows', meaningOf(verdict));
}

function meaningOf(verdict: ReturnType<typeof shoplineVerdict>): string {
  if (verdict?.kind === 'final') {
    return verdict.isUnknown === true
      ? 'Each refused create costs one more search. No signup is lost.'
      : 'A signup of a person whom the search does not show yet becomes a dead letter (rejected).';
  }
  if (verdict?.kind === 'ambiguous' || verdict?.kind === 'again') {
    return 'The relay takes it for a failure of the shop: the signup waits, and is tried again after a search.';
  }
  return 'The relay takes it for a shop that takes no calls, and pauses the store.';
}

const answerOf = (status: number, body: unknown): HttpAnswer => ({ status, headers: {}, body });

function shoplazzaBody({ code, words = [] }: DuplicateAnswer, version: string): object {
  const dialect = SHOPLAZZA_VERSIONS.find(({ name }) => name === version);
  return dialect?.errors === 'list'
    ? { code, errors: words }
    : { code, message: words[0], error: words[1] };
}
