import { type FieldFault, invalidFields, type NewRule, type RuleTarget } from '@airside/contracts';
import { isPattern, validatePattern } from '@airside/events';
import type { RuleContent } from './queries.ts';

/** A rule that may be stored. Throws VALIDATION_FAILED with every fault of its pattern and targets, each with its field. */
export function checkRule({ name, enabled = true, pattern, targets }: NewRule): RuleContent {
  const faults = [...patternFaults(pattern), ...targets.flatMap(targetFaults)];
  if (faults.length > 0 || !isPattern(pattern)) throw invalidFields(faults);
  return { name, enabled, pattern, targets };
}

function patternFaults(pattern: unknown): FieldFault[] {
  return validatePattern(pattern).map(({ field, message }) => ({
    field: field === 'pattern' ? field : `pattern.${field}`,
    message,
  }));
}

function targetFaults(target: RuleTarget, index: number): FieldFault[] {
  if (target.kind !== 'webhook') return [];
  const url = URL.parse(target.url);
  const fault =
    url === null
      ? 'must be a URL'
      : url.protocol !== 'http:' && url.protocol !== 'https:'
        ? 'must be http or https'
        : url.username !== '' || url.password !== ''
          ? 'must not hold credentials'
          : undefined;
  return fault === undefined ? [] : [{ field: `targets.${index}.url`, message: fault }];
}
