import { warehouseEnvironment } from '../stack/environment.ts';
import { readSecrets } from '../stack/secrets.ts';
import { readState } from '../stack/state.ts';
import { nothingRuns } from './control-client.ts';

/** Environment of a run of the ETL on the stack of a data folder. Throws StackError where there is none. */
export function warehouseUrls(dataDir: string): Record<string, string> {
  const state = readState(dataDir);
  const secrets = readSecrets(dataDir);
  if (state === undefined || secrets === undefined) throw nothingRuns(dataDir);
  return warehouseEnvironment({ ports: state.ports, secrets });
}
