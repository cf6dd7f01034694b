import { expect, test } from 'vitest';
import { type NodeOnDisk, planCluster, synchronousStandbyNames, withoutLauncherSettings } from './rules.ts';

const node = (state: 'primary' | 'standby', timeline = 1, systemIdentifier = '7'): NodeOnDisk => ({
  state,
  timeline,
  systemIdentifier,
});
const empty: NodeOnDisk = { state: 'empty' };

test('empty folders make a new cluster', () => {
  expect(planCluster([empty, empty, empty])).toEqual({ kind: 'create' });
});

test('the node that was primary starts as primary again, whichever it is', () => {
  expect(planCluster([node('standby'), node('primary'), node('standby')])).toEqual({
    kind: 'start',
    primary: 1,
    mustPromote: false,
    copyAnew: [],
  });
});

test('after a failover the higher timeline wins and the old primary is copied anew', () => {
  expect(planCluster([node('primary', 1), node('primary', 2), node('standby', 2)])).toEqual({
    kind: 'start',
    primary: 1,
    mustPromote: false,
    copyAnew: [0],
  });
});

test('a missing standby, one of another cluster and one ahead of the primary are copied anew', () => {
  expect(planCluster([node('primary'), empty, node('standby', 1, '8'), node('standby', 2)])).toEqual({
    kind: 'start',
    primary: 0,
    mustPromote: false,
    copyAnew: [1, 2, 3],
  });
});

test('standbys alone are never promoted: one of them may lack acknowledged commits', () => {
  expect(planCluster([empty, node('standby'), node('standby')]).kind).toBe('refuse');
});

test('two primaries of one timeline are left to a person', () => {
  expect(planCluster([node('primary', 3), node('primary', 3)]).kind).toBe('refuse');
});

test('a failover cut off after its decision is finished: the chosen standby is promoted, the old primary copied anew', () => {
  expect(planCluster([node('primary'), node('standby'), node('standby')], 1)).toEqual({
    kind: 'start',
    primary: 1,
    mustPromote: true,
    copyAnew: [0],
  });
});

test('a primary that was just promoted wins over the old one, though its timeline is not on disk yet', () => {
  expect(planCluster([node('primary', 1), node('primary', 1), node('standby', 1)], 1)).toMatchObject({
    primary: 1,
    mustPromote: false,
    copyAnew: [0],
  });
});

test('a standby is not promoted because the folder of the last primary is gone', () => {
  expect(planCluster([empty, node('standby'), node('standby')], 0).kind).toBe('refuse');
});

test('a commit waits for any one standby, and for nobody on a lone server', () => {
  expect(synchronousStandbyNames(['users_db_2', 'users_db_3'])).toBe('ANY 1 ("users_db_2", "users_db_3")');
  expect(synchronousStandbyNames([])).toBe('');
});

test('what ALTER SYSTEM set stays, except what the launcher decides at each start', () => {
  const autoConf = "# comment\nprimary_conninfo = 'host=old'\nwork_mem = '8MB'\nsynchronous_standby_names = ''\n";
  expect(withoutLauncherSettings(autoConf)).toBe("# comment\nwork_mem = '8MB'\n");
});
