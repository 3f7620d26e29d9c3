import { UsageError } from '../../local/usage-error.ts';
import type { Architecture, Workflow } from '../../shared/estimate/usage.ts';

/** Throws UsageError. */
export function readArchitecture(text: string): Architecture {
  if (text === 'arm64' || text === 'x86_64') return text;
  throw new UsageError(`--architecture ${text}: arm64 and x86_64 are possible`);
}

/** Throws UsageError. */
export function readWorkflow(text: string): Workflow {
  if (text === 'express' || text === 'standard') return text;
  throw new UsageError(`--workflow ${text}: express and standard are possible`);
}
