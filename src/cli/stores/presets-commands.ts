import type { Preset } from '../../generated/types.ts';
import { presetOf, presets } from '../../sources/custom/presets.ts';
import { jsonText } from '../../util/harmless.ts';
import type { AddCommands } from '../command-context.ts';
import { table } from '../output/table.ts';
import { UsageError } from '../usage-error.ts';

export const addPresetsCommands: AddCommands = (program, { terminal }) => {
  program
    .command('presets')
    .summary('list the presets of tools, or show one')
    .description(
      'Lists the presets: tools that a `custom` source names instead of describing them. With a name, shows what the preset says; the same data can stand in the source itself.',
    )
    .argument('[preset]', 'name, or name and version: webflow, webflow@1')
    .option('--json', 'print JSON instead of a table')
    .addHelpText('after', '\n  npx signup-relay presets\n  npx signup-relay presets webflow')
    .action((name: string | undefined, { json }: { readonly json?: boolean }) => {
      if (name !== undefined) terminal.print(jsonText(find(name)));
      else if (json === true) terminal.print(jsonText({ presets: presets() }));
      else terminal.print(list(terminal.columns));
    });
};

function find(name: string): Preset {
  const newest = presets()
    .filter((one) => one.name === name)
    .toSorted((one, other) => other.version - one.version)[0];
  const found = presetOf(name) ?? newest;
  if (found) return found;
  const known = presets().map(({ name: one, version }) => `${one}@${version}`);
  throw new UsageError(`Unknown preset: ${name}. Known presets: ${known.join(', ')}.`);
}

const list = (columns: number): string =>
  table(
    ['preset', 'tool', 'proof', 'trust'].map((title) => ({ title })),
    presets().map(({ name, version, title, signature, trust }) => [
      `${name}@${version}`,
      title,
      proofOf(signature),
      trust,
    ]),
    { columns },
  );

const proofOf = ({ kind, header }: Preset['signature']): string =>
  kind === 'url' ? 'secret in the address' : `${kind} in ${header}`;
