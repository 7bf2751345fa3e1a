import type { NormalSignup } from '../../event/signup.ts';
import type { Fact, ParameterFact } from '../../delivery/platform-port.ts';
import { isRecord } from '../../util/is-record.ts';
import { birthdayFields, type MappedField } from './facts.ts';
import { addressFact, tagFact } from './element-facts.ts';
import { PARAMETERS } from './parameters.ts';
import { stampOf } from '../shared/stamp-of.ts';

type Parameters = Readonly<Record<string, unknown>>;

export interface Overrides {
  readonly facts: readonly Fact[];
  readonly createOnly: Parameters;
  /** Clocks whose canonical facts give way; `tags` and `addresses` stand for all of theirs. */
  readonly clocks: ReadonlySet<string>;
}

/** `data.shopline` as facts: every parameter belongs to the clock of the field that it replaces. Pure and total. */
export function mapOverrides(signup: NormalSignup, digest: (text: string) => string): Overrides {
  const entries = Object.entries(signup.data.shopline ?? {});
  const byClock = new Map<string, [string, unknown][]>();
  for (const [name, value] of entries) {
    const clock = PARAMETERS.get(name)?.clock;
    if (clock !== undefined) byClock.set(clock, [...(byClock.get(clock) ?? []), [name, value]]);
  }
  const facts = [...byClock].flatMap(([clock, group]): readonly Fact[] => {
    const [value] = group.map(([, first]) => first);
    if (clock === 'createOnly') return [];
    // What is not a list of the right things makes no fact; the check of the whole body refuses it.
    if (clock === 'tags')
      return listOf(value, isText).map((tag) => tagFact(tag, { signup, digest }));
    if (clock === 'addresses') {
      return listOf(value, isRecord).map((one) => addressFact(one, { signup, digest }));
    }
    const parameters = Object.fromEntries(group);
    const fields = clock === 'birthday' ? birthdayFields(parameters) : [{ key: clock, parameters }];
    return fields.map((field) => parameterFact(signup, field));
  });
  return {
    facts,
    createOnly: Object.fromEntries(byClock.get('createOnly') ?? []),
    clocks: new Set(byClock.keys()),
  };
}

function parameterFact(signup: NormalSignup, { key, parameters }: MappedField): ParameterFact {
  const isDenied = key.startsWith('consent.') && Object.values(parameters).includes(false);
  return { kind: 'parameters', key, stamp: stampOf(signup, key, isDenied), parameters };
}

const isText = (value: unknown): value is string => typeof value === 'string';

function listOf<T>(value: unknown, isItem: (item: unknown) => item is T): readonly T[] {
  return Array.isArray(value) ? value.filter(isItem) : [];
}
