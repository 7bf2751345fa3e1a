import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * The types of a file of `src` and of all that they need, as one file without imports. TypeScript writes the declarations;
 * this joins them. `test/architecture.test.ts` sees to it that no name is exported with two meanings.
 *
 * @param door path from `root`.
 * @throws Error two of the declarations have one name.
 */
export function bundleTypes(root: string, door: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'signup-relay-types-'));
  try {
    const entry = join(folder, door.replace(/^src\//, '').replace(/\.ts$/, '.d.ts'));
    emitTypes(root, door, folder);
    return joined(entry);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function emitTypes(root: string, door: string, outDir: string): void {
  const project = join(outDir, 'tsconfig.json');
  const compilerOptions = {
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    outDir,
    rootDir: join(root, 'src'),
    typeRoots: [join(root, 'node_modules/@types')],
  };
  const options = { extends: join(root, 'tsconfig.json'), compilerOptions };
  writeFileSync(project, JSON.stringify({ ...options, files: [join(root, door)], include: [] }));
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  execFileSync(process.execPath, [tsc, '-p', project], { stdio: 'inherit' });
}

interface Statement {
  /** Of what it declares; absent for imports and lists of exports. */
  readonly name?: string | undefined;
  readonly text: string;
}

/** A statement begins at the margin, after its comment. TypeScript indents everything inside one. */
const STATEMENT =
  /^(?:\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)?(?:export|declare|import|interface|type|const|class|function)\b[^\n]*(?:\n(?!\/\*\*|export\b|declare\b|import\b|interface\b|type\b|const\b|class\b|function\b)[^\n]*)*/gm;
const DECLARED =
  /^(?:export )?(?:declare )?(?:abstract )?(?:class|const|function|interface|type) (\w+)/;

const statementsIn = (file: string): readonly Statement[] =>
  (readFileSync(file, 'utf8').match(STATEMENT) ?? []).map((text) => ({
    name: DECLARED.exec(withoutComments(text))?.[1],
    text: text.trimEnd(),
  }));

const withoutComments = (text: string): string => text.replaceAll(/\/\*[\s\S]*?\*\/\s*/g, '');

const importsIn = (statements: readonly Statement[]): readonly string[] =>
  statements.flatMap(
    ({ text }) => /^(?:import|export)\b[^;]*from '([^']+)'/m.exec(text)?.[1] ?? [],
  );

function joined(entry: string): string {
  const door = statementsIn(entry);
  const declared = declarationsFrom(entry);
  const own = door.flatMap(({ name, text }) => (name === undefined ? [] : text));
  const lists = door
    .filter(({ name, text }) => name === undefined && text.startsWith('export'))
    .map(({ text }) => text.replace(/ from '[^']+';$/, ';'));
  const inner = reachedFrom([...own, ...lists], declared)
    .filter((text) => !own.includes(text))
    // Only what the door exports is exported.
    .map((text) => text.replace(/^export /m, ''));
  return `${[...own, ...lists, ...inner].join('\n')}\n`;
}

/** Every declaration of a file and of the files that it imports, by its name. */
function declarationsFrom(entry: string): ReadonlyMap<string, readonly string[]> {
  const declared = new Map<string, string[]>();
  const files = new Set([entry]);
  // The loop also visits files that it adds.
  for (const file of files) {
    const statements = statementsIn(file);
    for (const { name, text } of statements) {
      if (name !== undefined) declared.set(name, [...(declared.get(name) ?? []), text]);
    }
    for (const path of importsIn(statements).filter((one) => one.startsWith('.'))) {
      files.add(join(dirname(file), path.replace(/\.(?:ts|js)$/, '.d.ts')));
    }
  }
  return declared;
}

/** The declarations that some texts name, and those that these name, and so on. */
function reachedFrom(
  texts: readonly string[],
  declared: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const reached = new Set<string>();
  const waiting = [...texts];
  for (let text = waiting.pop(); text !== undefined; text = waiting.pop()) {
    for (const [name] of withoutComments(text).matchAll(/\b[A-Z]\w*/g)) {
      const [found, ...others] = declared.get(name) ?? [];
      if (others.length > 0) throw new Error(`two declarations are called ${name}`);
      if (found === undefined || reached.has(found)) continue;
      reached.add(found);
      waiting.push(found);
    }
  }
  return [...reached];
}
