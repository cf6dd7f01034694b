/** Texts that are something else to somebody who reads them carelessly: to SQL, to C, to a terminal, to a template. */
export const nastyTexts: readonly string[] = [
  '\0',
  'a\0b',
  "'; drop table account; --",
  "' or '1'='1",
  '" or ""="',
  "1' union select password_hash from account --",
  '$1',
  "\\'; select pg_sleep(5); --",
  '%s%s%n',
  '../../etc/passwd',
  '{{7*7}}${7*7}<%= 7*7 %>',
  '<script>alert(1)</script>',
  '\r\nset-cookie: a=b',
  '\u202egnirts',
  '\ufeff',
  '\ud800',
  '\udfff\ud800',
  'e\u0301'.repeat(50),
  '9'.repeat(400),
  '-9223372036854775809',
  '1e400',
  'NaN',
  'Infinity',
  'null',
  '[object Object]',
  '__proto__',
  '\u{1f6eb}'.repeat(20),
  ' ',
];

/** Numbers as JSON spells them, which neither `integer` nor `bigint` of a database, nor a double, need hold. */
export const hugeNumbers: readonly string[] = [
  '2147483648',
  '-2147483649',
  '9007199254740993',
  '9223372036854775808',
  '1e308',
  '1e400',
  '-1e400',
  '0.1e-400',
  '1'.repeat(400),
];

/** Bytes that are no UTF-8: a lone continuation, an overlong slash, half a surrogate, a code point too high, a cut sequence. */
export const invalidUtf8: readonly Buffer[] = [
  Buffer.from([0x80]),
  Buffer.from([0xc0, 0xaf]),
  Buffer.from([0xed, 0xa0, 0x80]),
  Buffer.from([0xf5, 0x80, 0x80, 0x80]),
  Buffer.from([0xe2, 0x82]),
  Buffer.from([0xff, 0xfe]),
];
