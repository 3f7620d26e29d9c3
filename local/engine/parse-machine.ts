import { type MachineDefinition, stateMachineSchema } from './asl.ts';
import { UnsupportedMachine } from './failures.ts';

/** Throws UnsupportedMachine with the state and the field that stand in the way. */
export function parseMachine(definition: unknown): MachineDefinition {
  const parsed = stateMachineSchema.safeParse(definition);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const at = issue.path.map(String);
  const inStates = at.lastIndexOf('States');
  const state = inStates < 0 ? undefined : at[inStates + 1];
  const field = (inStates < 0 ? at : at.slice(inStates + 2)).join('.');
  if (field.endsWith('QueryLanguage'))
    throw new UnsupportedMachine(
      'QueryLanguage must be JSONPath; JSONata does not run locally.',
      state,
    );
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.join(', ');
    throw new UnsupportedMachine(
      `field ${field ? `${field}.` : ''}${names} does not run locally; take it out or mend its spelling.`,
      state,
    );
  }
  throw new UnsupportedMachine(`${field ? `field ${field}: ` : ''}${issue.message}.`, state);
}
