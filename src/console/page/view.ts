/** Something that fills the page below the header. */
export interface View {
  readonly title: string;
  readonly element: HTMLElement;
  /** Called when another view takes its place. */
  readonly close: () => void;
}

/** Calls again and again while somebody looks, the first time at once. @returns how to end it. */
export function repeat(run: () => Promise<void>, gapMs: number): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ended = false;
  const next = async (): Promise<void> => {
    if (!document.hidden) await run();
    if (!ended) timer = setTimeout(() => void next(), gapMs);
  };
  void next();
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}
