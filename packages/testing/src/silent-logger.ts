import { createLogger, type Logger } from '@airside/service';

/** A logger for tests that look at answers, not at logs. */
export function silentLogger(): Logger {
  return createLogger({ service: 'test', instance: 'test_1', level: 'silent' }, { write: () => undefined });
}
