import { RejectedError } from '../../event/errors.ts';
import type { StoreSource } from '../../generated/types.ts';
import { type Answer, isAnswered } from './answer.ts';
import { namesBirthday, pathOfName } from '../common-names.ts';

/** An answer, and the place in the signup that it belongs to. */
export interface Match {
  /** As in a store's `fields`: `email`, `consent.email`, `addresses.0.city`. */
  readonly path: string;
  readonly answer: Answer;
  /** Why: the store's `fields`, the name of the field, or its type. */
  readonly rule: 'fields' | 'name' | 'type';
}

/**
 * Which answer goes where. The store's `fields` win: a path that they name is read from there only, and an answer that
 * they use is used for nothing else. Then common names, then e-mail, phone and birthday by type.
 *
 * @throws RejectedError `invalid_delivery` when one of the `fields` names several answers of the form.
 */
export function matchAnswers(
  answers: readonly Answer[],
  fields: StoreSource['fields'] = {},
): readonly Match[] {
  const used = new Set<Answer>();
  const configured = Object.entries(fields).flatMap(([path, ref]): readonly Match[] => {
    const answer = named(answers, ref, path);
    if (answer) used.add(answer);
    const meant = answer ?? optionOf(answers, ref, path, used);
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

/** `q8=SMS` is the question `q8` as far as `SMS` was chosen there. */
function optionOf(
  answers: readonly Answer[],
  ref: string,
  path: string,
  used: Set<Answer>,
): Answer | undefined {
  const at = ref.lastIndexOf('=');
  const answer = at === -1 ? undefined : named(answers, ref.slice(0, at), path);
  if (answer === undefined) return undefined;
  used.add(answer);
  const option = ref.slice(at + 1).trim();
  return { ...answer, kind: 'boxes', texts: answer.texts.filter((text) => text.trim() === option) };
}

/** A form tool has at most three ways to name a field. */
const RANKS = [0, 1, 2];

/** The tool's own reference decides before a label, which a form may use twice. */
function named(answers: readonly Answer[], ref: string, path: string): Answer | undefined {
  if (ref.trim() === '') return undefined;
  for (const rank of RANKS) {
    const found = answers.filter(({ refs }) => refs[rank]?.trim() === ref.trim());
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
