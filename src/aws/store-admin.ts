import {
  GetParameterCommand,
  GetParametersByPathCommand,
  type Parameter,
  ParameterNotFound,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import { putTogether } from '../config/store-parts.ts';
import { asRecord, isRecord } from '../util/is-record.ts';
import { unavailable } from './unavailable.ts';

type Client = Pick<SSMClient, 'send'>;

/** Where configurations are: `<stores>/<store>` and `<sources>/<store>/<source>`. */
export interface ConfigurationPaths {
  readonly stores: string;
  readonly sources: string;
}

/** A store's parameters, valid or not. All texts hold tokens or secrets. */
export interface StoredStore {
  readonly name: string;
  /** The whole configuration, as `store put` takes it. */
  readonly text: string;
  /** The text of the shop's own parameter; absent where only sources exist. */
  readonly shop?: string;
  /** The text of each source's own parameter, by the source's name. */
  readonly sources: Readonly<Record<string, string>>;
  /** Whether the shop's own parameter still holds sources. An older version wrote it. */
  readonly hasOwnSources: boolean;
  /** Of the shop's parameter. */
  readonly version: number;
  /** The newest of its parameters, in milliseconds since the epoch. */
  readonly changedAt?: number;
}

/** All stores, sorted by name. @throws WaitError Parameter Store cannot be read. */
export async function listStores(
  client: Client,
  paths: ConfigurationPaths,
): Promise<readonly StoredStore[]> {
  return (await listConfigured(client, paths)).filter(({ shop }) => shop !== undefined);
}

/** The names of all stores, without their configurations. @throws WaitError Parameter Store cannot be read. */
export async function listStoreNames(
  client: Client,
  path: ConfigurationPaths['stores'],
): Promise<readonly string[]> {
  return (await listParameters(client, path, { isRecursive: false, decrypts: false })).map(
    ({ name }) => name,
  );
}

/** As `listStores`, and also the sources whose store does not exist: a killed `store put` can leave them. */
export async function listConfigured(
  client: Client,
  paths: ConfigurationPaths,
): Promise<readonly StoredStore[]> {
  const shops = await listParameters(client, paths.stores, { isRecursive: false });
  const sources = await listParameters(client, paths.sources, { isRecursive: true });
  const names = new Set([...shops, ...sources].map(({ name }) => name.split('/')[0] ?? ''));
  return [...names].toSorted().map((name) =>
    toStored(
      name,
      shops.find((one) => one.name === name),
      sources.filter((one) => one.name.startsWith(`${name}/`)),
    ),
  );
}

/** One store; undefined if no parameter is of it. @throws WaitError Parameter Store cannot be read. */
export async function readStored(
  client: Client,
  paths: ConfigurationPaths,
  name: string,
): Promise<StoredStore | undefined> {
  const shop = await readParameter(client, `${paths.stores}/${name}`);
  const sources = await listParameters(client, `${paths.sources}/${name}`, {
    isRecursive: false,
  });
  if (shop === undefined && sources.length === 0) return undefined;
  return toStored(name, shop, sources);
}

/** @param found the parameters of its sources; a name may begin with that of the store. */
function toStored(
  name: string,
  shop: StoredParameter | undefined,
  found: readonly StoredParameter[],
): StoredStore {
  const sources = Object.fromEntries(
    found.map((one) => [one.name.split('/').at(-1) ?? '', one.text] as const),
  );
  const parsed = parsedJson(shop?.text);
  const whole = isRecord(parsed)
    ? putTogether(
        parsed,
        // `null` where it is not JSON: no source is called so, and the check then names its place.
        Object.fromEntries(Object.entries(sources).map(([key, text]) => [key, parsedJson(text)])),
      )
    : undefined;
  const times = [shop, ...found].flatMap((one) => one?.changedAt ?? []);
  return {
    name,
    text: whole ? JSON.stringify(whole) : (shop?.text ?? ''),
    ...(shop && { shop: shop.text }),
    sources,
    hasOwnSources: asRecord(parsed)['sources'] !== undefined,
    version: shop?.version ?? 0,
    ...(times.length > 0 && { changedAt: Math.max(...times) }),
  };
}

/** Null if it is not JSON. */
function parsedJson(text: string | undefined): unknown {
  try {
    return text === undefined ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

interface StoredParameter {
  /** Below the path that was read. */
  readonly name: string;
  readonly text: string;
  readonly version: number;
  /** Milliseconds since the epoch. */
  readonly changedAt?: number;
}

async function readParameter(client: Client, name: string): Promise<StoredParameter | undefined> {
  try {
    const command = new GetParameterCommand({ Name: name, WithDecryption: true });
    return toParameter((await client.send(command)).Parameter ?? {}, '');
  } catch (error) {
    if (error instanceof ParameterNotFound) return undefined;
    throw unavailable('Parameter Store', error);
  }
}

async function listParameters(
  client: Client,
  path: string,
  { isRecursive, decrypts = true }: { readonly isRecursive: boolean; readonly decrypts?: boolean },
): Promise<readonly StoredParameter[]> {
  const found: StoredParameter[] = [];
  let token: string | undefined;
  do {
    const command = new GetParametersByPathCommand({
      Path: path,
      Recursive: isRecursive,
      WithDecryption: decrypts,
      MaxResults: 10,
      ...(token !== undefined && { NextToken: token }),
    });
    const answer = await client.send(command).catch((error: unknown) => {
      throw unavailable('Parameter Store', error);
    });
    found.push(...(answer.Parameters ?? []).map((one) => toParameter(one, path)));
    token = answer.NextToken;
  } while (token !== undefined);
  return found;
}

const toParameter = (
  { Name = '', Value = '', Version = 0, LastModifiedDate }: Parameter,
  path: string,
): StoredParameter => ({
  name: Name.slice(path.length + 1),
  text: Value,
  version: Version,
  ...(LastModifiedDate && { changedAt: LastModifiedDate.getTime() }),
});
