import type { Command } from 'commander';
import { collect } from './selection-options.ts';

/** Adds the options that say which letters are meant. */
export const withSelection = (command: Command): Command =>
  command
    .option('--reason <reasons>', 'only these reasons; repeat it, or put commas between', collect)
    .option('--store <stores>', 'only letters for these stores', collect)
    .option('--source <sources>', 'only events of these sources', collect)
    .option('--id <ids>', 'only these event ids or message ids', collect)
    .option('--since <time>', 'dead letters since then: 2h, 3d, 2026-09-15, 2026-09-15T03:20:00Z')
    .option('--until <time>', 'dead letters before then')
    .option('--limit <count>', 'at most so many, the ones that expire first')
    .option('--json', 'print JSON instead of tables');
