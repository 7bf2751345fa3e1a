/** Body parameters of a request to a shop, by name. */
export type RequestParameters = Readonly<Record<string, unknown>>;

/** One body parameter of a platform. */
export interface ParameterRule {
  /** The clock that orders it; `createOnly` if it has none. `tags` and `addresses` have one clock per element. */
  readonly clock: string;
  /** The calls that document it. */
  readonly on: 'both' | 'create' | 'update';
}

/** Every documented body parameter of a platform's Create Customer and Update Customer. */
export type ParameterRules = ReadonlyMap<string, ParameterRule>;

export const rule = (clock: string, on: ParameterRule['on'] = 'both'): ParameterRule => ({
  clock,
  on,
});
