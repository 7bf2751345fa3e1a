import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Collects the output of a process, line by line. */
export class LineReader {
  #lines: string[] = [];
  readonly #ends = new Map<string, (lines: readonly string[]) => void>();

  constructor(child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.#add(line));
    }
  }

  /** All lines before this one. */
  async until(end: string): Promise<readonly string[]> {
    return await new Promise((resolve) => this.#ends.set(end, resolve));
  }

  /** The lines so far; each is returned once. */
  take(): readonly string[] {
    return this.#lines.splice(0);
  }

  #add(line: string): void {
    const end = this.#ends.get(line);
    if (end === undefined) this.#lines.push(line);
    else end(this.take());
    this.#ends.delete(line);
  }
}
