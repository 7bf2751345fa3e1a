/** The content of the page below its header. */
export interface View {
  readonly title: string;
  readonly element: HTMLElement;
  /** Called before another view is shown. */
  readonly close: () => void;
}

/** Runs now and then after every gap, except while the page is hidden. @returns how to stop. */
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
