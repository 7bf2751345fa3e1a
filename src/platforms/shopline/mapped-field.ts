/** Request parameters that belong to one clock. */
export interface MappedField {
  /** The clock. */
  readonly key: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}
