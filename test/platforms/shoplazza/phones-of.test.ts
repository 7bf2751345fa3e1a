import { describe, expect, it } from 'vitest';
import { phonesOf } from '../../../src/platforms/shoplazza/find.ts';

describe('phonesOf', () => {
  it.each([
    { row: { phone: '+886912345678' }, phones: ['886912345678'] },
    { row: { phone: '+886 912-345-678', phone_area_code: '+1' }, phones: ['886912345678'] },
    {
      row: { phone: '912345678', phone_area_code: '+886' },
      phones: ['886912345678', '886912345678'],
    },
    {
      row: { phone: '0912345678', phone_area_code: '886' },
      phones: ['8860912345678', '886912345678'],
    },
    { row: { phone: ' +886912345678' }, phones: ['886912345678'] },
    {
      row: { phone: '9102345678', phone_area_code: '886' },
      phones: ['8869102345678', '8869102345678'],
    },
    { row: { phone: '912345678', phone_area_code: '+' }, phones: [] },
    { row: { phone: `+${'1'.repeat(63)}` }, phones: ['1'.repeat(63)] },
    { row: { phone: `+${'1'.repeat(64)}` }, phones: [] },
    { row: { phone: '15014471143' }, phones: [] },
    { row: { phone: '15014471143', phone_area_code: null }, phones: [] },
    { row: { phone: '', phone_area_code: '+886' }, phones: [] },
    { row: { phone: 886912345678 }, phones: [] },
    { row: { phone: `+${'1'.repeat(100)}` }, phones: [] },
    { row: {}, phones: [] },
  ])('$row → $phones', ({ row, phones }) => {
    expect(phonesOf(row)).toEqual(phones);
  });
});
