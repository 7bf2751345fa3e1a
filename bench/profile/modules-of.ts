/**
 * The module of each line of an esbuild bundle: esbuild writes a module's path before its code.
 *
 * @returns by line, starting at 0.
 */
export function modulesOf(bundle: string): readonly string[] {
  let module = '(bundle)';
  return bundle.split('\n').map((line) => {
    module = /^\s*\/\/ ((?:\S*node_modules|src|bench)\/\S+)$/.exec(line)?.[1] ?? module;
    return module;
  });
}

/** The package of a module; for our own modules the folder. */
export function placeOf(module: string): string {
  const packageName = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(module)?.[1];
  return packageName ?? /^(?:src|bench)\/[^/]+/.exec(module)?.[0] ?? module;
}
