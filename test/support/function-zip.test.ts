import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { openFunctionZip, type ZippedFunction } from './function-zip.ts';

const folder = mkdtempSync(join(tmpdir(), 'signup-relay-zips-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const common = { 'dist/f/package.json': '{"type":"commonjs"}' };

async function open(
  code: string,
  env: Readonly<Record<string, string>> = {},
  files: Readonly<Record<string, string>> = common,
): Promise<ZippedFunction> {
  const path = join(mkdtempSync(join(folder, 'zip-')), 'f.zip');
  const entries = Object.entries({ ...files, 'dist/f/f.js': code });
  writeFileSync(path, zipSync(Object.fromEntries(entries.map(([n, t]) => [n, strToU8(t)]))));
  const opened = await openFunctionZip({ path, handler: 'dist/f/f.handler', env });
  onTestFinished(() => opened.close());
  return opened;
}

describe('a function out of its zip', () => {
  it('answers with what is left of the response as JSON', async () => {
    const f = await open('exports.handler = async (event) => ({ got: event, gone: undefined });');
    expect(await f.invoke({ n: 1 })).toMatchObject({ response: { got: { n: 1 } }, lines: [] });
  });

  it('sees the given environment, no other', async () => {
    const f = await open('exports.handler = async () => process.env;', { ONLY: 'this' });
    expect((await f.invoke({})).response).toEqual({ ONLY: 'this' });
  });

  it('gives the lines of each call to that call, stdout and stderr in order', async () => {
    const f = await open(
      'exports.handler = async ({ n }) => { console.log("one " + n); console.error("two\\nthree"); };',
    );
    expect((await f.invoke({ n: 1 })).lines).toEqual(['one 1', 'two', 'three']);
    expect((await f.invoke({ n: 2 })).lines).toEqual(['one 2', 'two', 'three']);
  });

  it('keeps its state between calls, as a warm function does', async () => {
    const f = await open('let calls = 0; exports.handler = async () => ++calls;');
    await f.invoke({});
    expect((await f.invoke({})).response).toBe(2);
  });

  it('tells the handler the time that is left', async () => {
    const f = await open('exports.handler = async (_, c) => c.getRemainingTimeInMillis();');
    const { response } = await f.invoke({}, { remainingMs: 20_000 });
    expect(response).toBeGreaterThan(0);
    expect(response).toBeLessThanOrEqual(20_000);
  });

  it('rejects with what the handler threw, and works on', async () => {
    const f = await open(
      'exports.handler = async ({ bad }) => { if (bad) throw new TypeError("no such thing"); return "fine"; };',
    );
    await expect(f.invoke({ bad: true })).rejects.toThrow('TypeError: no such thing');
    expect((await f.invoke({})).response).toBe('fine');
  });

  it.each([
    { name: 'runs out of time', code: 'exports.handler = () => new Promise(() => {});' },
    { name: 'ends its own process', code: 'exports.handler = () => process.exit(3);' },
  ])('rejects when the function $name, then and afterwards', async ({ code }) => {
    const f = await open(code);
    await expect(f.invoke({}, { remainingMs: 500 })).rejects.toThrow(
      /process of the function ended/,
    );
    await expect(f.invoke({})).rejects.toThrow(/process of the function ended/);
  });

  it.each([
    { name: 'throws while it loads', code: 'throw new Error("no table");', says: 'no table' },
    { name: 'exports no handler', code: 'exports.other = 1;', says: 'dist/f/f.handler is not' },
    { name: 'takes a callback', code: 'exports.handler = (a, b, c) => c();', says: 'callback' },
    { name: 'needs a package', code: 'require("esbuild");', says: "Cannot find module 'esbuild'" },
    { name: 'is an ES module', code: 'export const handler = 1;', says: 'Unexpected token' },
  ])('does not open when the code $name', async ({ code, says }) => {
    await expect(open(code)).rejects.toThrow(says);
  });

  it('does not guess that a file is CommonJS', async () => {
    const esm = { 'dist/f/package.json': '{"type":"module"}' };
    await expect(open('exports.handler = () => 1;', {}, esm)).rejects.toThrow('ERR_REQUIRE_ESM');
  });
});
