import { decode } from 'html-entities';
import { RejectedError } from '../../event/errors.ts';
import type { StoreSource } from '../../generated/types.ts';
import { type Answer, isAnswered } from './answer.ts';
import { namesBirthday, pathOfName } from './field-names.ts';
import { referencesOf } from './field-references.ts';
import { normalized } from '../../event/text.ts';

/** An answer, and the place in the signup that it belongs to. */
export interface Match {
  /** As in a store's `fields`: `email`, `consent.email`, `addresses.0.city`. */
  readonly path: string;
  readonly answer: Answer;
  /** Why: the store's `fields`, the name of the field, or its type. */
  readonly rule: 'fields' | 'name' | 'type';
}

/**
 * Which answer goes where. The store's `fields` win. A path that they name is read from there only. An answer that they
 * use is used for nothing else. Then common names, then e-mail, phone and birthday by type.
 *
 * @throws RejectedError `invalid_delivery` when one of the `fields` names several answers of the form.
 */
export function matchAnswers(
  answers: readonly Answer[],
  given: StoreSource['fields'] = {},
): readonly Match[] {
  const fields = referencesOf(given);
  const used = new Set<Answer>();
  const index = RANKS.map((rank) => Map.groupBy(answers, ({ refs }) => titleOf(refs[rank] ?? '')));
  const configured = Object.entries(fields).flatMap(([path, ref]): readonly Match[] => {
    const answer = named(index, ref, path);
    if (answer) used.add(answer);
    const meant = answer ?? optionOf(index, ref, path, used);
    return meant === undefined ? [] : [{ path, answer: meant, rule: 'fields' }];
  });
  const free = answers.filter((answer) => isAnswered(answer) && !used.has(answer));
  const taken = new Set(Object.keys(fields));
  const defaults = [...byName(free), ...byType(free)].filter(({ path }) => {
    const isFree = !taken.has(path);
    taken.add(path);
    return isFree;
  });
  return [...configured, ...defaults];
}

/** `q8=SMS` is the question `q8` as far as `SMS` was chosen there. Names and options may hold a `=` themselves. */
function optionOf(
  answers: TitleIndex,
  ref: string,
  path: string,
  used: Set<Answer>,
): Answer | undefined {
  for (let at = ref.lastIndexOf('='); at > 0; at = ref.lastIndexOf('=', at - 1)) {
    const answer = named(answers, ref.slice(0, at), path);
    if (answer === undefined) continue;
    used.add(answer);
    const option = titleOf(ref.slice(at + 1));
    const texts = answer.texts.filter((text) => titleOf(text) === option);
    const { typed: _, unnamedOptions: __, ...chosen } = answer;
    return { ...chosen, kind: 'boxes', texts, isNamedOption: true };
  }
  return undefined;
}

/** A title for comparison. People and tools write the same title with other white space, or other code points. */
export const titleOf = (text: string): string =>
  normalized(decode(text), 'NFC').replaceAll(/\s+/g, ' ').trim();

/** A form tool has at most four ways to name a field. */
const RANKS = [0, 1, 2, 3];

/** For each way to name a field, the answers by that name. */
type TitleIndex = readonly ReadonlyMap<string, readonly Answer[]>[];

/** The tool's own reference decides before a label, which a form may use twice. */
function named(index: TitleIndex, ref: string, path: string): Answer | undefined {
  const title = titleOf(ref);
  if (title === '') return undefined;
  for (const [rank, byTitle] of index.entries()) {
    const alike = byTitle.get(title) ?? [];
    const exact = alike.filter(({ refs }) => refs[rank] === ref);
    const found = exact.length === 1 ? exact : alike;
    if (found.length > 1) {
      const detail = `the form has ${found.length} fields of the name that the source's \`fields\` give for "${path}"; use the tool's key, then replay`;
      throw new RejectedError('invalid_delivery', detail);
    }
    if (found[0]) return found[0];
  }
  return undefined;
}

const byName = (answers: readonly Answer[]): readonly Match[] =>
  answers.flatMap((answer) => {
    const paths = answer.names.map(pathOfName);
    const path = paths.find((one) => one !== undefined);
    return path === undefined ? [] : [{ path, answer, rule: 'name' as const }];
  });

const byType = (answers: readonly Answer[]): readonly Match[] =>
  answers.flatMap((answer) => {
    const path = pathOfType(answer);
    return path === undefined ? [] : [{ path, answer, rule: 'type' as const }];
  });

/** A date by itself may be any date. */
function pathOfType({ kind, names }: Answer): string | undefined {
  if (kind === 'email' || kind === 'phone') return kind;
  return kind === 'date' && names.some(namesBirthday) ? 'birthday' : undefined;
}
