/**
 * The floors of `src`, from the ground up. A folder imports from its own files and from lower floors, never from another
 * folder of its floor. `ARCHITECTURE.md` shows the same numbers: `generated` and `util` are 0.
 */
export const FLOORS: readonly (readonly string[])[] = [
  ['generated', 'util'],
  ['event', 'http'],
  ['delivery', 'rate-limit', 'sources', 'config', 'telemetry'],
  ['message', 'platforms'],
  ['consume', 'producer', 'receive'],
  ['dead-letters'],
  ['aws'],
  ['cli'],
  ['console', 'local'],
  ['main'],
];

/** Every folder inside these folders. A file lies in one of them, or directly in its floor. */
export const INNER_FOLDERS: readonly string[] = [
  ...within('sources', 'tools', 'form', 'read', 'verify', 'custom', 'fetch'),
  ...within('platforms', 'shared', 'shopline', 'shoplazza'),
  ...within('dead-letters', 'reading', 'replay', 'predict', 'archive', 'body', 'correct'),
  ...within('aws', 'json', 'ledger', 'queues'),
  ...within(
    'cli',
    'dlq',
    'doctor',
    'duplicates',
    'erase',
    'explain',
    'import',
    'output',
    'probe',
    'reasons',
    'send',
    'status',
    'stores',
    'trace',
  ),
  ...within('cli/doctor', 'deployed', 'live', 'rules', 'template'),
  ...within('console', 'routes', 'page'),
  ...within('console/page', 'components', 'letters', 'overview', 'styles'),
  ...within('local', 'aws', 'lambda', 'pages', 'samples', 'sandbox'),
  ...within('local/sandbox', 'shopline', 'shoplazza', 'senders'),
];

function within(folder: string, ...names: readonly string[]): readonly string[] {
  return names.map((name) => `${folder}/${name}`);
}
