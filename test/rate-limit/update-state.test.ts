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

const newCache = (): StateCache => ({ state: undefined, isAlone: false });
const planLonger = (state: StoreState) => ({
  state: { ...state, plannedUntil: state.plannedUntil + 1 },
});
const change = (memory: StateCache, on: Pick<MemoryStates, 'read' | 'write'> = states) =>
  updateState('tw-main', memory, planLonger, {
    states: on,
    sleep: async (ms) => void slept.push(ms),
    random: () => 0.5,
  });

describe('a change of the shared state', () => {
  it('is decided on the newest state, and returns the state before', async () => {
    await change(newCache());
    const { before, decided } = await change(newCache());
    expect([before.plannedUntil, decided.state.plannedUntil]).toEqual([1, 2]);
    expect(states.get('tw-main')).toMatchObject({ version: 2, plannedUntil: 2 });
  });

  it('reads first while other functions have written since the last time', async () => {
    const [one, other] = [newCache(), newCache()];
    for (const memory of [one, other, one, other]) await change(memory);
    expect([states.reads(), states.writes()]).toEqual([4, 4]);
  });

  it('does not read once no other function has written since the last time', async () => {
    const memory = newCache();
    for (let times = 0; times < 4; times++) await change(memory);
    expect([states.reads(), states.writes()]).toEqual([2, 4]);
  });

  it('reads again when another function has overwritten the state, and loses nothing', async () => {
    const memory = newCache();
    await change(memory);
    await change(memory);
    await change(newCache());
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
    const error = await change(newCache(), contended).catch((why: unknown) => why);
    expect(error).toBeInstanceOf(WaitError);
    expect(tries).toBe(15);
    expect(slept).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 100, 100, 100, 100, 100]);
  });
});
