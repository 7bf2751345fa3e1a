import { lookup } from 'node:dns';
import { BlockList, isIPv6, type LookupFunction } from 'node:net';

/** Addresses of this machine and of private networks, by the registries of special addresses. */
const PRIVATE = privateAddresses();

/** @see https://www.iana.org/assignments/iana-ipv4-special-registry, https://www.iana.org/assignments/iana-ipv6-special-registry */
function privateAddresses(): BlockList {
  const list = new BlockList();
  const v4 =
    '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24';
  const more = '192.168.0.0/16 198.18.0.0/15 224.0.0.0/3';
  const v6 = '::/127 fc00::/7 fe80::/10 ff00::/8';
  for (const network of `${v4} ${more} ${v6}`.split(' ')) {
    const [address = '', bits = ''] = network.split('/');
    list.addSubnet(address, Number(bits), isIPv6(address) ? 'ipv6' : 'ipv4');
  }
  return list;
}

export const isPrivateAddress = (address: string): boolean =>
  PRIVATE.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');

/**
 * Finds the addresses of a host, and refuses those of private networks: the name of a host is configured, and what it leads
 * to is not. `localhost` is for stand-ins on this machine.
 */
export const lookupPublic =
  (find: typeof lookup = lookup): LookupFunction =>
  (hostname, options, done) => {
    find(hostname, options, (error, found, family) => {
      const all = typeof found === 'string' ? [found] : (found ?? []).map(({ address }) => address);
      const isRefused = hostname !== 'localhost' && all.some(isPrivateAddress);
      if (error || !isRefused) return done(error, found, family);
      return done(Object.assign(new Error('refused'), { code: 'PRIVATE_ADDRESS' }), []);
    });
  };
