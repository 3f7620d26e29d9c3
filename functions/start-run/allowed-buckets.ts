/**
 * Which buckets images may come from. `names` are those of STARFAN_INPUT_BUCKETS, apart by commas, a * at the end of one standing for
 * any end; all are allowed where it is not set. The functions' roles say the same: this says it by line, before anything is read.
 */
export function bucketRule(names: string | undefined): (bucket: string) => boolean {
  const rules = (names ?? '').split(',').flatMap((name) => name.trim() || []);
  if (rules.length === 0) return () => true;
  return (bucket) =>
    rules.some((rule) => (rule.endsWith('*') ? bucket.startsWith(rule.slice(0, -1)) : bucket === rule));
}
