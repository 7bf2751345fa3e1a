import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { validateEvent, validateSignup } from '../../../src/generated/validators.js';
import { eventId, readSamples } from '../../../src/local/samples/run.ts';
import { parseSampleDelivery } from '../../../src/local/samples/post.ts';
import { sampleSources } from '../../../src/local/samples/sources.ts';
import { REASONS } from '../../../src/event/errors.ts';
import { SOURCES } from '../../../src/sources/sources.ts';

const FOLDER = new URL('../../../events/', import.meta.url);
const samples = readSamples(FOLDER);
const read = (file: string) => readFileSync(new URL(file, FOLDER), 'utf8');
const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.includes('.') && file !== 'samples.json',
);
const events = files.filter((file) => file.startsWith('shop'));

describe('the samples', () => {
  it('are every file below events/, and nothing else', () => {
    expect([...new Set(samples.map(({ file }) => file))].toSorted()).toEqual(files.toSorted());
  });

  it.each(samples)('$file has its expected outcome', ({ store, expect: { outcome, reason } }) => {
    expect(store).toMatch(/^\S+$/);
    expect(['created', 'updated', 'unchanged', 'skipped', 'dead_lettered']).toContain(outcome);
    const possible = outcome === 'dead_lettered' ? REASONS : [undefined];
    expect(possible).toContain(reason);
  });

  it.each(['shopline', 'shoplazza'])('show each outcome of a delivery on %s', (platform) => {
    const outcomes = samples
      .filter(({ file }) => file.startsWith(platform))
      .map((sample) => sample.expect.outcome);
    expect(new Set(outcomes)).toEqual(new Set(['created', 'updated', 'unchanged']));
  });

  it.each(events)('%s is an event that matches the schemas', (file) => {
    const event = JSON.parse(read(file)) as { data: unknown };
    expect(validateEvent(event) || validateEvent.errors).toBe(true);
    expect(validateSignup(event.data) || validateSignup.errors).toBe(true);
  });

  it('have unique ids', () => {
    const messages = files.filter((file) => !/^(?:webhooks|changes)\//.test(file));
    const ids = messages.map((file) => eventId(read(file))).filter((id) => id !== undefined);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBe(messages.length - 1);
  });

  it('show a webhook of every tool, each to the store of its sample', () => {
    const webhooks = samples.filter(({ file }) => file.startsWith('webhooks/'));
    const shown = webhooks.map(({ file, store }) => {
      const delivery = parseSampleDelivery(read(file), 0);
      expect(delivery?.store).toBe(store);
      expect(file.startsWith(`webhooks/${delivery?.tool}`)).toBe(true);
      return delivery?.tool ?? '';
    });
    expect([...new Set(shown)].toSorted()).toEqual([...SOURCES.keys()].toSorted());
    const sources = Object.entries(sampleSources('http://localhost:8787'));
    expect(sources.map(([name]) => name).toSorted()).toEqual([...SOURCES.keys()].toSorted());
    for (const [name, { tool }] of sources) expect(tool).toBe(name);
  });

  it('use only addresses and numbers reserved for examples', () => {
    for (const file of files) {
      const hosts = [...read(file).matchAll(/@([\w.-]+)/g)].map(([, host]) => host);
      expect(hosts.filter((host) => host !== 'example.com')).toEqual([]);
    }
  });
});
