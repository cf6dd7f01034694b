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
      order: { paymentToken: 'planted-5' },
    },
    'hello',
  );
  logger.error({ err: new Error('an error stays readable') }, 'failed');
  const [line = '', failure = ''] = text.split('\n');
  expect(text).not.toContain('planted');
  expect(JSON.parse(failure)).toMatchObject({ err: { type: 'Error', message: 'an error stays readable' } });
  expect(JSON.parse(line)).toMatchObject({
    level: 'info',
    service: 'user_service',
    instance: 'user_service_1',
    msg: 'hello',
    password: '[redacted]',
  });
});
