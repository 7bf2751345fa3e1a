import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PackagedService } from './package-service.ts';

interface Template {
  readonly Resources: Readonly<
    Record<
      string,
      | {
          readonly Properties: {
            readonly Environment?: { readonly Variables: Readonly<Record<string, unknown>> };
          };
        }
      | undefined
    >
  >;
}

/**
 * The environment that the packaged template gives a function. Only a deployment knows the names of resources such as
 * queues: these come from `resources`.
 */
export async function templateEnv(
  logicalId: string,
  { folder }: Pick<PackagedService, 'folder'>,
  resources: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  const text = await readFile(join(folder, 'cloudformation-template-update-stack.json'), 'utf8');
  const { Resources } = JSON.parse(text) as Template;
  const variables = Resources[logicalId]?.Properties.Environment?.Variables ?? {};
  const named = Object.entries(variables).flatMap(([name, value]) => {
    const known = resources[name] ?? (typeof value === 'string' ? value : undefined);
    return known === undefined ? [] : [[name, known] as const];
  });
  const aws = Object.entries(resources).filter(([name]) => name.startsWith('AWS_'));
  return Object.fromEntries([...named, ...aws]);
}
