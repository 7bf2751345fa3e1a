/** How far an operation is. */
export interface LettersProgress {
  readonly phase: 'reading' | 'replaying' | 'watching' | 'removing' | 'writing' | 'importing';
  readonly done: number;
  /** Where it is known. */
  readonly total?: number;
}

export type OnProgress = (progress: LettersProgress) => void;
