import { describe, expect, it } from 'vitest';
import { RejectedError } from '../../../src/event/errors.ts';
import { readBy, signupIn, urlencoded } from '../delivery-of.ts';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const IDS = { svid: 'yPZQe', hash: '5fd521e89436c471155f39de9c05bf4c' };
const RECORD = `${IDS.svid}/${IDS.hash}`;

const question = (sn: number, subject: string, answer: readonly string[], type = 'TXTSHORT') => ({
  sn,
  subject,
  type,
  answer,
});
const read = (result: readonly object[], config: object = {}, more: object = {}) =>
  readBy('surveycake', urlencoded(IDS), {
    headers: FORM,
    answers: { [RECORD]: { svid: 'yPZQe', submitTime: '2026-09-15 11:20:00', result, ...more } },
    config,
  });
const MAIL = question(1, '電子郵件', ['ada@example.com']);

describe('a SurveyCake delivery', () => {
  it.each([
    ['a form', urlencoded(IDS), FORM],
    ['JSON', JSON.stringify(IDS), { 'content-type': 'application/json' }],
  ])('names its submission in %s', (_, body, headers) => {
    expect(readBy('surveycake', body, { headers })).toEqual([
      { kind: 'reference', id: IDS.hash, reference: RECORD },
    ]);
  });

  it.each([
    { ...IDS, svid: '../../admin' },
    { ...IDS, hash: 'a/b' },
    { ...IDS, hash: '' },
    { ...IDS, svid: 'a?b=c' },
    { ...IDS, svid: 'a#b' },
    { svid: 'yPZQe' },
    {},
  ])('with %j is a dead letter: it would lead to another address', (ids) => {
    expect(() => readBy('surveycake', urlencoded(ids as never), { headers: FORM })).toThrow(
      RejectedError,
    );
  });
});

describe('a submission', () => {
  it('is read by the words of its questions, in the time of Taiwan', () => {
    const found = read([
      question(0, '姓名', ['林美玲']),
      MAIL,
      question(2, '手機', ['0912-345-678']),
      question(3, '生日', ['1992/05/14'], 'DATEPICKER'),
    ]);
    expect(signupIn(found)).toMatchObject({
      type: 'customer.signed_up',
      id: IDS.hash,
      time: '2026-09-15T03:20:00Z',
      data: {
        customer: { name: '林美玲', email: 'ada@example.com', birthday: '1992-05-14' },
      },
    });
    expect(signupIn(read([MAIL], { timeZone: 'UTC' })).time).toBe('2026-09-15T11:20:00Z');
  });

  it('is read by the numbers of its questions, whatever their order', () => {
    const fields = { email: '7', name: '0' };
    const asked = [question(7, 'A', ['ada@example.com']), question(0, 'B', ['Ada'])];
    for (const result of [asked, asked.toReversed()]) {
      const { customer } = signupIn(read(result, { fields })).data;
      expect(customer).toEqual({ email: 'ada@example.com', name: 'Ada' });
    }
  });

  it.each([
    ['a listed answer', ['我願意收到優惠郵件'], 'granted'],
    ['the listed no', ['不要'], 'denied'],
    ['both', ['我願意收到優惠郵件', '不要'], 'denied'],
    ['another answer', ['隨便'], undefined],
    ['none', [], undefined],
  ])('has the consent of %s', (_, answer, state) => {
    const fields = {
      'consent.email': { field: '4', granted: ['我願意收到優惠郵件'], denied: ['不要'] },
    };
    const found = read([MAIL, question(4, '優惠通知', answer, 'CHOICEMULTI')], { fields });
    expect(signupIn(found).data.consent?.email?.state).toBe(state);
  });

  it('grants nothing by a ticked option without a list', () => {
    const fields = { 'consent.email': '4' };
    const found = signupIn(
      read([MAIL, question(4, '優惠通知', ['我願意收到優惠郵件'], 'CHOICEMULTI')], { fields }),
    );
    expect(found.data.consent).toBeUndefined();
    expect(found.unclear).toMatchObject([{ channel: 'email', field: '4' }]);
  });

  it('never grants by what was typed beside the options', () => {
    const fields = { 'consent.email': '4' };
    const other = { ...question(4, '優惠通知', [], 'CHOICEONE'), otherAnswer: ['yes'] };
    expect(signupIn(read([MAIL, other], { fields })).data.consent).toBeUndefined();
  });

  it.each(['[]', '{}', '{"result":7}', 'x'])('that is %j is a dead letter', (text) => {
    const options = { headers: FORM, answers: { [RECORD]: text } };
    expect(() => readBy('surveycake', urlencoded(IDS), options)).toThrow(RejectedError);
  });
});
