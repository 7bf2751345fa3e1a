import { expect, it } from 'vitest';
import { keptBackNotes } from '../../src/event/left-out.ts';

it.each([
  [{}, []],
  [{ leftOut: [], unclear: [] }, []],
  [
    { leftOut: [{ path: 'phone', rule: 'impossible_phone' }], unclear: ['email', 'sms'] },
    ['left out: phone (impossible_phone)', 'unclear: consent.email, consent.sms'],
  ],
])('describes the parts that were not used: %j', (kept, notes) => {
  expect(keptBackNotes(kept)).toEqual(notes);
});

it('names six parts at most', () => {
  const leftOut = Array.from({ length: 20 }, (_, at) => ({ path: `tags.${at}`, rule: 'too_long' }));
  const [note = ''] = keptBackNotes({ leftOut });
  expect(note).toContain('tags.5 (too_long), 14 more');
  expect(note).not.toContain('tags.6');
});
