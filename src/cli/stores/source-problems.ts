import type { Store, StoreSource } from '../../generated/types.ts';
import { MAY_BE_UNSIGNED, SCHEMES } from '../../sources/verify/schemes.ts';

/** Shorter secrets in an address could be guessed; `receive` refuses them. */
const LEAST_SECRET = 16;

/** Sources that the schema allows and that let nobody in, or everybody. No values. */
export function sourceProblems({ platform, userAgent, sources = {} }: Store): readonly string[] {
  const ofSources = Object.entries(sources).flatMap(([name, source]) =>
    problemsOf(source).map((problem) => `/sources/${name} ${problem}`),
  );
  const isNameless = platform === 'shopline' && userAgent === undefined;
  return isNameless
    ? [...ofSources, "/userAgent is missing: SHOPLINE asks for the merchant's own handle"]
    : ofSources;
}

function problemsOf(source: StoreSource): readonly string[] {
  const { tool, secrets = [], unsigned = false } = source;
  if (tool === 'html-form' && source.public !== undefined) return [];
  if (unsigned) {
    if (!MAY_BE_UNSIGNED.has(tool)) return [`can sign, so \`unsigned\` has no effect on ${tool}`];
    return secrets.some((secret) => secret.length >= LEAST_SECRET)
      ? []
      : ['has no secret of at least 16 characters: every request is refused'];
  }
  if (SCHEMES[tool] === undefined) {
    return [
      `lets nobody in: ${tool} cannot sign, so it needs \`unsigned\`${tool === 'html-form' ? ' or `public`' : ''}`,
    ];
  }
  return secrets.length > 0 ? [] : ['has no secret: every request is refused'];
}
