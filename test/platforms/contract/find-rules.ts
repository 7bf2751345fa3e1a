import { describe, expect, it } from 'vitest';
import { ADA } from './people.ts';
import type { Scene } from './scene.ts';

/** Only customers who really have a contact are found. */
export function findRules(scene: () => Scene): void {
  const email = (value: string) => ({ kind: 'email', value }) as const;
  const phone = (value: string) => ({ kind: 'phone', value }) as const;
  describe('find', () => {
    it('finds by e-mail, whatever its letter case', async () => {
      const id = scene().shop.seed({ email: ADA.email });
      const contact = email('ada@example.com');
      expect(await scene().platform.find([contact])).toMatchObject([{ id, contact }]);
    });

    it('finds by phone', async () => {
      const id = scene().shop.seed({ phone: ADA.phone });
      const contact = phone(ADA.phone);
      expect(await scene().platform.find([contact])).toMatchObject([{ id, contact }]);
    });

    it('finds both customers when the contacts belong to two', async () => {
      const ids = [
        scene().shop.seed({ email: ADA.email }),
        scene().shop.seed({ phone: ADA.phone }),
      ];
      const hits = await scene().platform.find([email('ada@example.com'), phone(ADA.phone)]);
      expect(hits.map(({ id }) => id)).toEqual(ids);
    });

    it('finds one customer by both contacts', async () => {
      const id = scene().shop.seed(ADA);
      const hits = await scene().platform.find([email('ada@example.com'), phone(ADA.phone)]);
      expect(new Set(hits.map((hit) => hit.id))).toEqual(new Set([id]));
    });

    it('finds no customer for an unknown contact', async () => {
      scene().shop.seed(ADA);
      expect(
        await scene().platform.find([email('eve@example.com'), phone('+886987654321')]),
      ).toEqual([]);
    });

    it('finds no customer without contacts', async () => {
      scene().shop.seed(ADA);
      expect(await scene().platform.find([])).toEqual([]);
    });

    it('compares every customer when the shop ignores the filter and returns all of them', async () => {
      const call = scene().shop.callTo();
      const unfiltered = scene().shop.adapterOver((request) => call({ ...request, query: [] }));
      scene().shop.seed({ email: 'eve@example.com', phone: '+886987654321' });
      const id = scene().shop.seed(ADA);
      expect(await unfiltered.find([email('bob@example.com'), phone('+886900000001')])).toEqual([]);
      expect(await unfiltered.find([email('ada@example.com')])).toMatchObject([{ id }]);
    });
  });
}
