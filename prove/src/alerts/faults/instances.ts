import { bringBack } from '../../kit/victims.ts';
import { type Fault, lastStage } from '../fault.ts';
import { insist } from '../insist.ts';

export const instanceFrozen: Fault = {
  words: 'one of two instances hangs',
  async cause({ stack, freeze }) {
    const thaw = await freeze('user_service_2');
    const labels = { service: 'user_service', instance: 'user_service_2' };
    return lastStage([{ alert: 'TargetDown', labels }], 45_000, async () => {
      thaw();
      await insist(() => bringBack(stack, ['user_service']));
    });
  },
};

export const serviceKilled: Fault = {
  words: 'all instances of a service are killed, again and again',
  async cause({ stack, keepDown }) {
    const end = await keepDown('user_service_1', 'user_service_2');
    return lastStage([{ alert: 'ServiceAbsent', labels: { service: 'user_service' } }], 45_000, async () => {
      await end();
      await insist(() => bringBack(stack, ['user_service']));
    });
  },
};
