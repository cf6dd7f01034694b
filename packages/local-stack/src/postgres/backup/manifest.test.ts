import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { logFilesOf, readManifest } from './manifest.ts';

const body = `{ "PostgreSQL-Backup-Manifest-Version": 2,
"Files": [
{ "Path": "base/1/112", "Size": 3, "Checksum-Algorithm": "SHA256", "Checksum": "ab" },
{ "Encoded-Path": "c3a9", "Size": 0, "Checksum-Algorithm": "SHA256", "Checksum": "cd" }],
"WAL-Ranges": [
{ "Timeline": 2, "Start-LSN": "0/2000028", "End-LSN": "0/2000120" }
],
`;
const signed = (text: string) => `${text}"Manifest-Checksum": "${createHash('sha256').update(text).digest('hex')}"}\n`;

test('a list that equals its checksum names the files and the log', () => {
  expect(readManifest(signed(body))).toEqual({
    files: [
      { path: 'base/1/112', sizeBytes: 3, sha256: 'ab' },
      { path: 'é', sizeBytes: 0, sha256: 'cd' },
    ],
    log: [{ timeline: 2, from: '0/2000028', to: '0/2000120' }],
  });
});

test('a list that was changed or cut off is refused', () => {
  expect(() => readManifest(signed(body).replace('"Size": 3', '"Size": 4'))).toThrow(/damaged/);
  expect(() => readManifest(signed(body).slice(0, -20))).toThrow(/damaged/);
});

test('the log files are those between both ends, over the borders of segments', () => {
  expect(logFilesOf([{ timeline: 2, from: '0/2000028', to: '0/2000120' }])).toEqual(['000000020000000000000002']);
  expect(logFilesOf([{ timeline: 1, from: '0/FF000000', to: '1/1000001' }])).toEqual([
    '0000000100000000000000FF',
    '000000010000000100000000',
    '000000010000000100000001',
  ]);
  expect(logFilesOf([{ timeline: 1, from: '0/2000000', to: '0/3000000' }])).toEqual(['000000010000000000000002']);
});
