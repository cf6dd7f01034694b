import { describe, expect, test } from 'vitest';
import { countEffects, countUncertain, isAllOnce, type SeenExecution, type SeenNotice } from './effects.ts';

const reported = [{ eventId: 'e1', workflow: 'delay', passengers: ['P1', 'P2'] }];
const execution = (status = 'SUCCEEDED', workflow = 'delay'): SeenExecution => ({
  id: 1,
  eventId: 'e1',
  workflow,
  status,
  finishedAt: null,
});
const notice = (passengerId: string, channel: string, state = 'SENT', reason = ''): SeenNotice => ({
  eventId: 'e1',
  passengerId,
  channel,
  state,
  reason,
});
const notices = ['P1', 'P2'].flatMap((who) => ['email', 'sms', 'push'].map((channel) => notice(who, channel)));
const unknown = 'smtp:mail may have it and cannot be asked; it was not sent again';
const faults = (seen: { executions?: SeenExecution[]; notices?: SeenNotice[] }) =>
  Object.entries(countEffects(reported, { executions: [execution()], notices, ...seen })).filter(
    ([, count]) => count > 0,
  );

describe('effects of an event', () => {
  test('each there once are no fault; those of other events do not count', () => {
    const seen = { executions: [execution(), { ...execution(), eventId: 'e2' }], notices };
    expect(isAllOnce(countEffects(reported, seen))).toBe(true);
  });

  test.each([
    ['without an execution', { executions: [] }, [['eventsLost', 1]]],
    ['with one of another workflow', { executions: [execution('SUCCEEDED', 'gate_change')] }, [['eventsLost', 1]]],
    ['with two executions', { executions: [execution(), execution()] }, [['executionsDoubled', 1]]],
    ['whose execution does not end', { executions: [execution('RUNNING')] }, [['executionsStuck', 1]]],
    ['whose execution failed', { executions: [execution('FAILED')] }, [['executionsFailed', 1]]],
    ['with a passenger who has no line for a channel', { notices: notices.slice(1) }, [['noticesMissing', 1]]],
    ['that tells somebody twice', { notices: [...notices, notice('P1', 'sms')] }, [['noticesDoubled', 1]]],
    [
      'with a notice on its way for ever',
      { notices: [...notices.slice(1), notice('P1', 'email', 'SENDING')] },
      [['noticesStuck', 1]],
    ],
    [
      'with a notice that failed',
      { notices: [...notices.slice(1), notice('P1', 'email', 'FAILED', 'refused')] },
      [['noticesFailed', 1]],
    ],
  ])('%s is counted', (_name, seen, found) => {
    expect(faults(seen)).toEqual(found);
  });

  test('a notice of which nobody can say whether it arrived is neither lost nor doubled, and counted apart', () => {
    const uncertain = [...notices.slice(1), notice('P1', 'email', 'FAILED', unknown)];
    expect(faults({ notices: uncertain })).toEqual([]);
    expect(countUncertain(uncertain)).toBe(1);
  });
});
