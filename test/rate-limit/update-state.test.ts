import { beforeEach, describe, expect, it } from 'vitest';
import { WaitError } from '../../src/event/errors.ts';
import { updateState, type StateCache } from '../../src/rate-limit/update-state.ts';
import type { StoreState } from '../../src/rate-limit/state.ts';
import { createMemoryStates, type MemoryStates } from '../support/memory-states.ts';

let states: MemoryStates;
let slept: number[];
beforeEach(() => {
  states = createMemoryStates();
  slept = [];
});

const stranger = (): StateCache => ({ state: undefined, isAlone: false });
const planLonger = (state: StoreState) => ({
  state: { ...state, plannedUntil: state.plannedUntil + 1 },
});
const change = (memory: StateCache, on: Pick<MemoryStates, 'read' | 'write'> = states) =>
  updateState('tw-main', memory, planLonger, {
    states: on,
    sleep: async (ms) => void slept.push(ms),
    random: () => 0.5,
  });

describe('a change of what the fleet knows', () => {
  it('is decided on the newest state, and says what was there before', async () => {
    await change(stranger());
    const { before, decided } = await change(stranger());
    expect([before.plannedUntil, decided.state.plannedUntil]).toEqual([1, 2]);
    expect(states.get('tw-main')).toMatchObject({ version: 2, plannedUntil: 2 });
  });

  it('looks first as long as others have written since the last time', async () => {
    const [one, other] = [stranger(), stranger()];
    for (const memory of [one, other, one, other]) await change(memory);
    expect([states.reads(), states.writes()]).toEqual([4, 4]);
  });

  it('looks no more once nobody else has written since the last time', async () => {
    const memory = stranger();
    for (let times = 0; times < 4; times++) await change(memory);
    expect([states.reads(), states.writes()]).toEqual([2, 4]);
  });

  it('looks again when somebody has written over it without a look, and loses nothing', async () => {
    const memory = stranger();
    await change(memory);
    await change(memory);
    await change(stranger());
    await change(memory);
    expect([states.reads(), states.writes()]).toEqual([4, 5]);
    expect(states.get('tw-main').plannedUntil).toBe(4);
    expect(slept).toEqual([10]);
  });

  it('is tried fifteen times, each time after a longer pause up to a fifth of a second', async () => {
    let tries = 0;
    const contended = {
      read: (store: string) => states.read(store),
      write: () => {
        tries += 1;
        return Promise.resolve(false);
      },
    };
    const error = await change(stranger(), contended).catch((why: unknown) => why);
    expect(error).toBeInstanceOf(WaitError);
    expect(tries).toBe(15);
    expect(slept).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 100, 100, 100, 100, 100]);
  });
});
