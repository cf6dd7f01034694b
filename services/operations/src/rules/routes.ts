import {
  IdInPath,
  mostRules,
  NewRule,
  Problem,
  type Rule as ShownRule,
  Rule,
  RuleList,
  RulePatch,
} from '@airside/contracts';
import { type Cluster, uniqueViolation } from '@airside/postgres';
import { type App, access } from '@airside/service';
import { Type } from 'typebox';
import { checkRule } from './check.ts';
import {
  countRules,
  deleteRule,
  findRule,
  insertRule,
  listRules,
  lockCount,
  type RuleRow,
  updateRule,
} from './queries.ts';
import type { RuleCache } from './rule-cache.ts';

const path = '/api/ops/rules';
const config = { access: access.ops };
const tags = ['operations'];
const params = Type.Object({ id: IdInPath });

export type RuleRouteDeps = { cluster: Cluster; rules: RuleCache; now: () => Temporal.Instant };

/** Rules that are edited at run time. An edit holds here at once, on other instances within a second. */
export function ruleRoutes(app: App, { cluster, rules, now }: RuleRouteDeps): void {
  app.get(
    path,
    { config, schema: { summary: 'Rules: which events set what going', tags, response: { 200: RuleList } } },
    async () => {
      const rows = await listRules(cluster.writer);
      return { rules: rows.map(shown), count: rows.length };
    },
  );

  app.get(
    `${path}/:id`,
    { config, schema: { summary: 'One rule', tags, params, response: { 200: Rule } } },
    async (request) => shown(found(await findRule(cluster.writer, request.params.id))),
  );

  app.post(
    path,
    { config, schema: { summary: 'Add a rule', tags, body: NewRule, response: { 201: Rule } } },
    async (request, reply) => {
      const rule = checkRule(request.body);
      const row = await cluster.transaction(async (tx) => {
        await lockCount(tx);
        if ((await countRules(tx)) >= mostRules) {
          throw new Problem('TOO_MANY_RULES', { params: { most: String(mostRules) } });
        }
        return insertRule(tx, rule, now()).catch(refuseTakenName);
      });
      await rules.refresh();
      return reply.code(201).send(shown(row));
    },
  );

  app.patch(
    `${path}/:id`,
    {
      config,
      schema: {
        summary: 'Change members of a rule; with `version`, refused where it has changed meanwhile',
        tags,
        params,
        body: RulePatch,
        response: { 200: Rule },
      },
    },
    async (request) => {
      const { version, ...members } = request.body;
      const row = await cluster.transaction(async (tx) => {
        const { id, ...stored } = found(await findRule(tx, request.params.id));
        const { name, enabled, pattern, targets } = stored;
        const changed = checkRule({ name, enabled, pattern, targets, ...members });
        const isStale = version !== undefined && version !== stored.version;
        const next = { id, version: stored.version, ...changed };
        const updated = isStale ? undefined : await updateRule(tx, next, now()).catch(refuseTakenName);
        if (updated !== undefined) return updated;
        throw new Problem('RULE_CHANGED', {
          params: { version: String((await findRule(tx, id))?.version ?? 'none') },
        });
      });
      await rules.refresh();
      return shown(row);
    },
  );

  app.delete(
    `${path}/:id`,
    { config, schema: { summary: 'Delete a rule', tags, params, response: { 204: Type.Null() } } },
    async (request, reply) => {
      if (!(await deleteRule(cluster.writer, request.params.id))) throw new Problem('RULE_NOT_FOUND');
      await rules.refresh();
      return reply.code(204).send(null);
    },
  );
}

function found(row: RuleRow | undefined): RuleRow {
  if (row === undefined) throw new Problem('RULE_NOT_FOUND');
  return row;
}

function refuseTakenName(error: unknown): never {
  throw uniqueViolation(error) === undefined ? error : new Problem('RULE_EXISTS');
}

function shown({ createdAt, updatedAt, ...rule }: RuleRow): ShownRule {
  return { ...rule, createdAt: createdAt.toString(), updatedAt: updatedAt.toString() };
}
