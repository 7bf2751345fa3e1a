import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openFunctionZip, type ZippedFunction } from './function-zip.ts';
import type { PackagedService } from './package-service.ts';

interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Properties: { readonly Handler?: string } } | undefined>
  >;
}

/**
 * The function `name` out of its packaged zip, with the handler that the template names. It has only the given
 * environment.
 *
 * @throws Error the template has no such function, or its handler could not be loaded.
 */
export async function openPackaged(
  name: string,
  env: Readonly<Record<string, string>>,
  { folder }: Pick<PackagedService, 'folder'>,
): Promise<ZippedFunction> {
  const text = await readFile(join(folder, 'cloudformation-template-update-stack.json'), 'utf8');
  const { Resources } = JSON.parse(text) as Template;
  const logicalId = `${name.charAt(0).toUpperCase()}${name.slice(1)}LambdaFunction`;
  const handler = Resources[logicalId]?.Properties.Handler;
  if (handler === undefined) throw new Error(`the template has no function ${name}`);
  return await openFunctionZip({ path: join(folder, `${name}.zip`), handler, env });
}
