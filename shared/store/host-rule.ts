/**
 * Which hosts images may come from in the cloud. `names` are those of STARFAN_INPUT_HOSTS, apart by
 * commas, `*.example.org` standing for all below; none are where it is not set.
 */
export function hostRule(names: string | undefined): (host: string) => boolean {
  const rules = (names ?? '').split(',').flatMap((name) => name.trim().toLowerCase() || []);
  return (host) =>
    rules.some((rule) => (rule.startsWith('*.') ? host.endsWith(rule.slice(1)) : host === rule));
}

/** What to say of a host that a deployment does not name. */
export const hostAdvice = (host: string): string =>
  `Images of the host ${host} may not be read here: copy them to a bucket that may, or deploy with ${host} among inputHosts`;
