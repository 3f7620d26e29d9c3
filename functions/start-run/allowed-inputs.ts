import { hostRule } from '../../shared/store/host-rule.ts';
import { isOwnMachine } from '../../shared/store/own-machine.ts';

/**
 * Which buckets images may come from. `names` are those of STARFAN_INPUT_BUCKETS, apart by commas,
 * a * at the end of one standing for any end; all are allowed where it is not set. The functions'
 * roles say the same: this says it by line, before anything is read.
 */
export function bucketRule(names: string | undefined): (bucket: string) => boolean {
  const rules = (names ?? '').split(',').flatMap((name) => name.trim() || []);
  if (rules.length === 0) return () => true;
  return (bucket) =>
    rules.some((rule) =>
      rule.endsWith('*') ? bucket.startsWith(rule.slice(0, -1)) : bucket === rule,
    );
}

/** Whether images may be read, by the name of a bucket and by that of a host. */
export interface InputRules {
  bucket: (name: string) => boolean;
  host: (name: string) => boolean;
}

/** What the functions' environment allows; on one's own machine every host. */
export const inputRules = (environment: Record<string, string | undefined>): InputRules => ({
  bucket: bucketRule(environment.STARFAN_INPUT_BUCKETS),
  host: isOwnMachine(environment) ? () => true : hostRule(environment.STARFAN_INPUT_HOSTS),
});
