/** One dangerous or doubtful setting. */
export interface Finding {
  /** `danger`: signups can be lost, duplicated, delayed for hours, or exposed. `warning`: worth a look. */
  readonly severity: 'danger' | 'warning';
  /** A stable name of this kind of mistake, for programs. */
  readonly rule: string;
  /** The queue, function, alarm, table or store. */
  readonly where: string;
  readonly what: string;
  readonly why: string;
  readonly fix: string;
}

/** The finding in a list; an empty list if nothing is wrong. */
export const when = (isWrong: boolean, finding: Finding): readonly Finding[] =>
  isWrong ? [finding] : [];
