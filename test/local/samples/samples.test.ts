import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { validateSignup } from '../../../src/generated/signup-validators.js';
import { validateEvent } from '../../../src/generated/validators.js';
import { eventId, readSamples } from '../../../src/local/samples/run.ts';
import { presets } from '../../../src/sources/custom/presets.ts';
import { parseDeliveryFile } from '../../../src/sources/delivery-file.ts';
import { sampleSources } from '../../../src/local/samples/sources.ts';
import { REASONS } from '../../../src/event/errors.ts';
import { SOURCES } from '../../../src/sources/sources.ts';

const FOLDER = new URL('../../../events/', import.meta.url);
const samples = readSamples(FOLDER);
const read = (file: string) => readFileSync(new URL(file, FOLDER), 'utf8');
const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter(
  // Files of people are for `import`.
  (file) => file.includes('.') && file !== 'samples.json' && !file.startsWith('imports/'),
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

  it('show a webhook of every tool and preset, each to the store of its sample', () => {
    const names = [...SOURCES.keys(), ...new Set(presets().map(({ name }) => name))].toSorted();
    const webhooks = samples.filter(({ file }) => file.startsWith('webhooks/'));
    const shown = webhooks.map(({ file, store }) => {
      const delivery = parseDeliveryFile(read(file), 0);
      expect(delivery?.store).toBe(store);
      expect(file.startsWith(`webhooks/${delivery?.source}`)).toBe(true);
      return delivery?.source ?? '';
    });
    expect([...new Set(shown)].toSorted()).toEqual(names);
    const sources = Object.entries(sampleSources('http://localhost:8787'));
    expect(sources.map(([name]) => name).toSorted()).toEqual(names);
    for (const [name, { tool, preset }] of sources)
      expect(preset?.replace(/@\d+$/, '') ?? tool).toBe(name);
  });

  it('use only addresses and numbers reserved for examples', () => {
    for (const file of files) {
      const hosts = [...read(file).matchAll(/@([\w.-]+)/g)].map(([, host]) => host);
      expect(hosts.filter((host) => host !== 'example.com')).toEqual([]);
    }
  });
});
