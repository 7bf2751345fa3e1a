import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../../src/cli/stores/read-configuration.ts';
import { reportStore } from '../../src/cli/stores/report-store.ts';
import { readStoreRows } from '../../src/console/open-context.ts';
import { NEW_STORE, type StoreState } from '../../src/rate-limit/state.ts';

describe('stores', () => {
  const CONFIG = {
    platform: 'shoplazza',
    baseUrl: 'https://demo.myshoplaza.com/openapi/2022-01',
    accessToken: 'a-secret-token',
  };
  const rowsOf = async (
    state: Partial<StoreState>,
    config: object = CONFIG,
    stateOf: (name: string) => Partial<StoreState> = () => state,
  ) =>
    readStoreRows({
      client: {
        send: async ({ input }: { readonly input: { readonly Path: string } }) => ({
          Parameters:
            input.Path === '/stores' ? [{ Name: '/stores/us', Value: JSON.stringify(config) }] : [],
        }),
      },
      paths: { stores: '/stores', sources: '/sources' },
      states: { read: async (name) => ({ ...NEW_STORE, ...stateOf(name) }) },
      now: () => 100_000,
    });

  it.each([
    ['at full pace', {}, { pace: { share: 1 } }],
    ['slowed', { slow: { factor: 0.5, since: 100_000 } }, { pace: { share: 0.5 } }],
    [
      'paused',
      { pause: { reason: 'closed' as const, probeAt: 5, gapMs: 1, tokenMarks: ['mark'] } },
      { pause: { reason: 'closed', probeAt: 5 } },
    ],
    [
      'with its calls of this minute',
      { recent: { since: 99_000, calls: 4, failures: 1 } },
      { recent: { calls: 4, failures: 1 } },
    ],
  ])('are shown %s, never with a token', async (_, state, shown) => {
    const rows = await rowsOf(state);
    expect(rows).toMatchObject([{ store: 'us', platform: 'shoplazza', ...shown }]);
    expect(JSON.stringify(rows)).not.toMatch(/secret|mark/);
  });

  it('match the `store` commands: the pace in hundredths, mistakes with their path', async () => {
    const limits = [{ perSecond: 2, burst: 40 }];
    const [row] = await rowsOf({}, { ...CONFIG, limits });
    const command = reportStore(
      'us',
      readConfiguration('us', JSON.stringify({ ...CONFIG, limits })),
      {
        state: NEW_STORE,
        now: 100_000,
        publicUrl: '',
      },
    );
    expect(row?.pace?.perSecond).toBe(command.pace?.perSecond);
    expect(String(row?.pace?.perSecond)).toMatch(/^\d\.\d{1,2}$/);
    const [invalid] = await rowsOf({}, { ...CONFIG, platform: 'none' });
    expect(invalid?.problem).toMatch(/^\/platform /);
    expect(invalid).not.toHaveProperty('pace');
  });

  it('name the sources whose tools are not asked, in the words of `store list`', async () => {
    const sources = {
      leads: { tool: 'hubspot', secrets: ['a-secret'], fetch: { token: 'a-hubspot-token' } },
      form: { tool: 'typeform', secrets: ['another-secret'] },
    };
    const asked: string[] = [];
    const pause = {
      reason: 'unauthorized' as const,
      probeAt: 160_000,
      gapMs: 1,
      tokenMarks: ['m'],
    };
    const rows = await rowsOf({}, { ...CONFIG, sources }, (name) => {
      asked.push(name);
      return name === 'us/leads' ? { pause } : {};
    });
    const paused = { source: 'leads', asks: 'HubSpot', reason: 'unauthorized', probeAt: 160_000 };
    expect(rows).toMatchObject([{ store: 'us', pausedSources: [paused] }]);
    expect(rows[0]).not.toHaveProperty('pause');
    // A source that is posted to has no pause of its own, and costs no read.
    expect(asked.toSorted()).toEqual(['us', 'us/leads']);
    expect(JSON.stringify(rows)).not.toMatch(/secret|token/);
    const [working] = await rowsOf({}, { ...CONFIG, sources });
    expect(working).not.toHaveProperty('pausedSources');
  });

  it('leave out the calls of an older minute', async () => {
    const [row] = await rowsOf({ recent: { since: 0, calls: 4, failures: 1 } });
    expect(row?.recent).toEqual({ calls: 0, failures: 0 });
  });
});
