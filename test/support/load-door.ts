let loaded = 0;

/**
 * A function as a new process loads it: an entry point of `src/main` reads its environment once, and test files share
 * their process.
 */
export async function loadDoor<Door>(
  name: 'archive' | 'consume' | 'receive' | 'replay',
): Promise<Door> {
  const url = new URL(`../../src/main/${name}.ts?${(loaded += 1)}`, import.meta.url);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the caller names the module's type
  return (await import(/* @vite-ignore */ url.href)) as Door;
}
