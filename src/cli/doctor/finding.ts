/** One thing that is set in a dangerous way, or looks like it. */
export interface Finding {
  /** `danger`: signups can be lost, doubled, delayed for hours, or seen. `warning`: worth a look. */
  readonly severity: 'danger' | 'warning';
  /** The same for the same mistake, for programs. */
  readonly rule: string;
  /** The queue, function, alarm, table or store. */
  readonly where: string;
  readonly what: string;
  readonly why: string;
  readonly fix: string;
}

/** Says nothing, or one thing, about facts. */
export const when = (isWrong: boolean, finding: Finding): readonly Finding[] =>
  isWrong ? [finding] : [];
