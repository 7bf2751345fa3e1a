import { phoneParts } from '../../platforms/shared/facts.ts';
import type { Findings, MainCustomer } from './journal.ts';
import type { Lab } from './lab.ts';

/** The facts of this step. */
const FACTS = {
  shopline: ['emailCase', 'queryCase', 'querySearch', 'phoneSearch'],
  shoplazza: ['emailCase', 'contactSearch', 'phoneSearch'],
} as const;

/** What searches make of other letters, parts of a value, and other spellings. */
export async function searchStep(lab: Lab, main: MainCustomer | undefined): Promise<Findings> {
  if (!main?.isFound) {
    const why = 'no search showed the customer within a minute';
    return { facts: {}, unknown: FACTS[lab.dialect.platform].map((fact) => ({ fact, why })) };
  }
  return lab.dialect.platform === 'shopline' ? shopline(lab, main) : shoplazza(lab, main);
}

async function shopline(lab: Lab, main: MainCustomer): Promise<Findings> {
  const { id, email } = main;
  const other = swapCase(email);
  const byFilter = await lab.finds(id, 'email', other);
  const byQuery = await lab.finds(id, 'query', email);
  const byOther = await lab.finds(id, 'query', other);
  const byPart = await lab.finds(id, 'query', email.split('@', 1)[0] ?? '');
  const spelling = otherSpelling(main);
  const byPhone = spelling === undefined ? undefined : await phoneSearch(lab, main, spelling);
  return {
    facts: {
      ...(byFilter !== undefined && { emailCase: byFilter ? 'ignore' : 'exact' }),
      ...(byQuery === true && byOther !== undefined && { queryCase: byOther ? 'ignore' : 'exact' }),
      ...(byQuery === true && byPart !== undefined && { querySearch: byPart ? 'part' : 'whole' }),
      ...(byPhone !== undefined && { phoneSearch: byPhone ? 'lenient' : 'exact' }),
    },
    unknown: [
      ...(byQuery === true
        ? []
        : [{ fact: 'querySearch', why: 'a search by query does not find a whole e-mail' }]),
      ...(byPhone === undefined
        ? [{ fact: 'phoneSearch', why: 'the number has one spelling, or no search finds it' }]
        : []),
    ],
  };
}

/** Undefined if not even the stored spelling is found. */
async function phoneSearch(
  lab: Lab,
  { id, shownPhone = '' }: MainCustomer,
  spelling: string,
): Promise<boolean | undefined> {
  const byStored = await lab.finds(id, 'phone', shownPhone);
  return byStored === true ? lab.finds(id, 'phone', spelling) : undefined;
}

async function shoplazza(lab: Lab, { id, email, phone }: MainCustomer): Promise<Findings> {
  const byFilter = await lab.finds(id, 'email', swapCase(email));
  const byMail = await lab.finds(id, 'contact', email);
  const byPhone = await lab.finds(id, 'contact', phone);
  const byDigits = byPhone === true ? await lab.finds(id, 'contact', phone.slice(1)) : undefined;
  return {
    facts: {
      ...(byFilter !== undefined && { emailCase: byFilter ? 'ignore' : 'exact' }),
      ...(byMail !== undefined && { contactSearch: byMail ? 'any' : 'primary' }),
      ...(byDigits !== undefined && { phoneSearch: byDigits ? 'lenient' : 'exact' }),
    },
    unknown:
      byDigits === undefined
        ? [{ fact: 'phoneSearch', why: 'a search by contact does not find the phone' }]
        : [],
  };
}

/** Upper case becomes lower case, and the other way round. */
export const swapCase = (text: string): string =>
  Array.from(text)
    .map((letter) =>
      letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
    )
    .join('');

/** The spelling of SHOPLINE's two that the shop does not show; undefined if there is one only. */
function otherSpelling({ phone, shownPhone }: MainCustomer): string | undefined {
  const parts = phoneParts(phone);
  if (!parts || shownPhone === undefined) return undefined;
  const spellings = [parts.national, phone.slice(1 + parts.callingCode.length)];
  return spellings.includes(shownPhone) ? spellings.find((one) => one !== shownPhone) : undefined;
}
