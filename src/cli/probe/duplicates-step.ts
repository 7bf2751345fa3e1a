import type { Findings, MainCustomer } from './journal.ts';
import type { Lab } from './lab.ts';
import { swapCase } from './search-step.ts';

/** What the shop does with a second customer of the same e-mail, and of the same phone. */
export async function duplicatesStep(lab: Lab, main: MainCustomer | undefined): Promise<Findings> {
  if (!main) return { facts: {}, unknown: [{ fact: 'unique', why: 'no customer was created' }] };
  const again = async (customer: { readonly email?: string; readonly phone?: string }) => {
    const person = lab.nextPerson();
    const { email = person.email, phone } = customer;
    const created = await lab.create(person, {
      email,
      ...(phone !== undefined && { phone: { e164: phone, withZero: false } }),
    });
    return 'refusal' in created ? created.refusal : undefined;
  };
  const byEmail = await again({ email: main.email });
  const byLetters = byEmail && (await again({ email: swapCase(main.email) }));
  const byPhone = await again({ phone: main.phone });
  return {
    facts: {
      unique: byEmail ? (byPhone ? true : 'email') : byPhone ? 'phone' : false,
      ...(byEmail && { uniqueEmailCase: byLetters ? 'ignore' : 'exact' }),
      duplicateAnswers: {
        ...(byEmail && { email: mutable(byEmail) }),
        ...(byPhone && { phone: mutable(byPhone) }),
      },
    },
    unknown: [],
  };
}

const mutable = <T extends { readonly words?: readonly string[] }>({ words, ...rest }: T) => ({
  ...rest,
  ...(words && { words: [...words] }),
});
