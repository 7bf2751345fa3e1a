import { describe, expect, it } from 'vitest';
import { readSchema, validatorOf, wrongsOf } from '../../schemas/schema-files.ts';

const TOOLS = ['html-form', 'typeform', 'tally', 'jotform', 'google-forms'];

describe('the schema of a form tool', () => {
  it.each(TOOLS)('%s has examples, and they are valid', (tool) => {
    const schema = readSchema(`sources/${tool}`);
    const examples = schema.examples ?? [];
    expect(examples).not.toHaveLength(0);
    expect(examples.flatMap((example) => wrongsOf(validatorOf(schema), example))).toEqual([]);
  });

  it.each(TOOLS)('%s is open: tools add fields', (tool) => {
    const schema = readSchema(`sources/${tool}`);
    const [example] = schema.examples ?? [];
    const more = { ...(example as object), a_new_field: { of: ['theirs'] } };
    expect(wrongsOf(validatorOf(schema), more)).toEqual([]);
  });

  it.each([
    ['html-form', [], [' type']],
    ['typeform', {}, [' required']],
    [
      'typeform',
      {
        event_id: 'e',
        event_type: 'form_response',
        form_response: { answers: [{ type: 'email' }] },
      },
      ['/form_response/answers/0 required'],
    ],
    ['tally', { eventId: 7, eventType: 'FORM_RESPONSE' }, ['/eventId type']],
    ['jotform', { submissionID: 'x', rawRequest: {} }, ['/submissionID pattern']],
    ['google-forms', { type: 'form.response', timestamp: 't', data: {} }, ['/data required']],
  ])('%s names what it misses: %j', (tool, value, wrongs) => {
    const found = wrongsOf(validatorOf(readSchema(`sources/${tool}`)), value);
    expect(found).toEqual(expect.arrayContaining(wrongs.map((wrong) => wrong.trim())));
  });
});
