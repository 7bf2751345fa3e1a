/**
 * The floors of `src`, from the ground up. A folder imports from its own files and from lower floors, never from a
 * neighbour on its floor. `ARCHITECTURE.md` shows the same numbers: `generated` is 0.
 */
export const FLOORS: readonly (readonly string[])[] = [
  ['generated'],
  ['event', 'http', 'util'],
  ['delivery', 'rate-limit', 'sources', 'config', 'telemetry'],
  ['message', 'platforms'],
  ['consume', 'receive'],
  ['dead-letters'],
  ['aws'],
  ['cli'],
  ['console', 'local'],
  ['main'],
];

/** The folders inside the folders: a file lies in one of these, or directly in its floor. */
export const ROOMS: Readonly<Record<string, readonly string[]>> = {
  sources: ['tools', 'form', 'read', 'verify'],
  platforms: ['shared', 'shopline', 'shoplazza'],
  'dead-letters': ['reading', 'replay', 'predict', 'archive', 'body'],
  aws: ['json', 'ledger', 'queues'],
  cli: ['dlq', 'doctor', 'erase', 'explain', 'output', 'reasons', 'send', 'stores', 'trace'],
  console: ['routes', 'page'],
  local: ['aws', 'lambda', 'pages', 'samples', 'sandbox'],
};
