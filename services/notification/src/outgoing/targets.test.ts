import fc from 'fast-check';
import { BlockList } from 'node:net';
import { expect, test } from 'vitest';
import { hostOf, isAllowedByName, isPublicAddress, parseTarget, refusalOf } from './targets.ts';

const inside = [
  '0.0.0.0',
  '10.0.0.1',
  '100.64.0.1',
  '127.0.0.1',
  '127.255.255.254',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.192',
  '192.168.1.1',
  '198.18.0.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:93.184.216.34',
  '::ffff:a9fe:a9fe',
  '64:ff9b::a9fe:a9fe',
  '2002:7f00:1::',
  '2001::1',
  'fc00::1',
  'fd00:ec2::254',
  'fe80::1',
  'fe80::1%eth0',
  'ff02::1',
  'not an address',
  '',
];

test.each(inside)('%s is not public', (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test.each(['93.184.216.34', '8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700:4700::1111', '2a00:1450:4001::200e'])(
  '%s is public',
  (address) => {
    expect(isPublicAddress(address)).toBe(true);
  },
);

/** Written down a second time, by prefix, from RFC 6890 and its successors. */
const blocked4 = new BlockList();
const blocked6 = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['224.0.0.0', 3],
] as const) {
  blocked4.addSubnet(net, bits, 'ipv4');
}
for (const [net, bits] of [
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  blocked6.addSubnet(net, bits, 'ipv6');
}

test('no IPv4 address of a private range passes, in whatever form it is carried', () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      if (blocked4.check(address, 'ipv4')) expect(isPublicAddress(address)).toBe(false);
      expect(isPublicAddress(`::ffff:${address}`)).toBe(false);
    }),
    { numRuns: 2000 },
  );
  const inPrivate = fc.oneof(
    fc.tuple(fc.constant(10), fc.nat(255)),
    fc.tuple(fc.constant(192), fc.constant(168)),
    fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 })),
    fc.tuple(fc.constant(100), fc.integer({ min: 64, max: 127 })),
    fc.tuple(fc.constant(169), fc.constant(254)),
    fc.tuple(fc.integer({ min: 224, max: 255 }), fc.nat(255)),
  );
  fc.assert(
    fc.property(inPrivate, fc.nat(255), fc.nat(255), ([a, b], c, d) => {
      expect(isPublicAddress(`${a}.${b}.${c}.${d}`)).toBe(false);
    }),
  );
});

test('no IPv6 address of a private range passes', () => {
  const words = fc.array(fc.nat(0xffff), { minLength: 7, maxLength: 7 });
  const firsts = fc.oneof(
    fc.integer({ min: 0xfc00, max: 0xfdff }),
    fc.integer({ min: 0xfe80, max: 0xfebf }),
    fc.integer({ min: 0xff00, max: 0xffff }),
  );
  fc.assert(
    fc.property(firsts, words, (first, rest) => {
      const address = [first, ...rest].map((word) => word.toString(16)).join(':');
      expect(blocked6.check(address, 'ipv6')).toBe(true);
      expect(isPublicAddress(address)).toBe(false);
    }),
  );
});

test('one address inside is enough to refuse a host', () => {
  expect(refusalOf(['8.8.8.8', '10.0.0.1'])).toContain('not public');
  expect(refusalOf(['8.8.8.8'])).toBeUndefined();
  expect(refusalOf([])).toContain('no address');
});

test.each([
  ['not a url', 'must be an absolute URL'],
  ['/relative', 'must be an absolute URL'],
  ['ftp://example.com/', 'must be http or https'],
  ['file:///etc/passwd', 'must be http or https'],
  ['https://user:secret@example.com/', 'must not contain credentials'],
  ['https://user@example.com/', 'must not contain credentials'],
])('%s: %s', (text, fault) => {
  expect(parseTarget(text)).toEqual({ fault });
});

test.each(['http://2130706433/', 'http://0x7f.1/', 'http://0177.0.0.1/', 'http://127.1/', 'http://[::1]/'])(
  '%s is seen as the address it means',
  (text) => {
    const parsed = parseTarget(text);
    if ('fault' in parsed) throw new Error(parsed.fault);
    expect(isPublicAddress(hostOf(parsed.url))).toBe(false);
  },
);

test('a host is allowed by its name with any port, or with one', () => {
  const isAllowed = (text: string, hosts: string[]) => isAllowedByName(new URL(text), hosts);
  expect(isAllowed('http://localhost:9000/hook', ['localhost'])).toBe(true);
  expect(isAllowed('http://LOCALHOST:9000/hook', ['Localhost:9000'])).toBe(true);
  expect(isAllowed('http://localhost:9001/hook', ['localhost:9000'])).toBe(false);
  expect(isAllowed('https://hooks.internal/', ['hooks.internal:443'])).toBe(true);
  expect(isAllowed('http://[::1]:80/', ['[::1]:80'])).toBe(true);
  expect(isAllowed('http://localhost.example.com/', ['localhost'])).toBe(false);
  expect(isAllowed('http://127.0.0.1/', [])).toBe(false);
});
