import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { openProgress } from '../../../src/cli/output/progress.ts';

it('says on standard error now and then how far it is, where no bar can be', () => {
  const said: string[] = [];
  const errorStream = new Writable({
    write: (chunk, _encoding, done) => {
      said.push(String(chunk));
      done();
    },
  });
  let time = 0;
  const progress = openProgress({ isInteractive: false, errorStream, now: () => time }, 'read', 0);
  for (time = 0; time < 35_000; time += 1_000) progress.advance(time, 100_000);
  // Never goes back, and a count may be larger than was expected.
  time = 45_000;
  progress.advance(10, 100_000);
  time = 60_000;
  progress.advance(120_000, 100_000);
  time = 70_000;
  progress.end();
  expect(said).toEqual([
    'read: 10,000 of 100,000\n',
    'read: 20,000 of 100,000\n',
    'read: 30,000 of 100,000\n',
    'read: 34,000 of 100,000\n',
    'read: 120,000 of 120,000\n',
  ]);
});
