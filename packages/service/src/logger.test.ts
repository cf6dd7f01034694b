import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { createLogger } from './logger.ts';

test('secrets and personal data never reach a log line', () => {
  let text = '';
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString();
      done();
    },
  });
  const logger = createLogger({ service: 'user_service', instance: 'user_service_1', level: 'info' }, sink);
  logger.info(
    {
      password: 'planted-1',
      body: { email: 'planted-2', user: { phone: 'planted-3' } },
      headers: { authorization: 'planted-4' },
    },
    'hello',
  );
  expect(text).not.toContain('planted');
  expect(JSON.parse(text)).toMatchObject({
    level: 'info',
    service: 'user_service',
    instance: 'user_service_1',
    msg: 'hello',
    password: '[redacted]',
  });
});
