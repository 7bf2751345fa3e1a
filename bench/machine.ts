import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

/** The machine in one line, with its load from other processes. */
export function machine(): string {
  const memory = Math.round(totalmem() / 2 ** 30);
  const [load = 0] = loadavg();
  const model = cpus()[0]?.model.trim() ?? process.arch;
  return `${availableParallelism()} cores of ${model}, ${memory} GiB, Node.js ${process.versions.node}, load ${load.toFixed(1)} at the start`;
}
