import type { Resource, Template } from '../deploy/service.ts';

/** Which emulators the template is made ready for. */
export type Emulator = 'ministack' | 'localstack';

/** How often what was changed, and why: the tests assert the numbers. */
export type Changes = Record<string, number>;

interface State {
  Type?: string;
  ItemReader?: { ReaderConfig: { InputType: string } };
  ItemBatcher?: { BatchInput: unknown };
  ItemSelector?: unknown;
  ResultWriter?: unknown;
}

/**
 * The text of a machine as an emulator can read it, with every Distributed Map changed by what the
 * emulator lacks. Batches of one are given in AWS's own form: what a child gets is what AWS gives
 * it for `MaxItemsPerBatch: 1`.
 */
export function adaptMachine(definition: string, emulator: Emulator, changes: Changes): string {
  const count = (what: string) => {
    changes[what] = (changes[what] ?? 0) + 1;
  };
  return JSON.stringify(JSON.parse(definition), (_, value: State | null) => {
    if (!value?.ItemReader) return value;
    const { ItemBatcher, ResultWriter, ...state } = value;
    if (ItemBatcher) {
      count('ItemBatcher');
      const one = { 'Items.$': 'States.Array($$.Map.Item.Value)' };
      state.ItemSelector = { BatchInput: ItemBatcher.BatchInput, ...one };
    }
    if (emulator === 'ministack') return { ...state, ResultWriter };
    count('JSONL');
    count('ResultWriter');
    const { ItemReader } = value;
    return { ...state, ItemReader: { ...ItemReader, ReaderConfig: { InputType: 'JSON' } } };
  });
}

/**
 * The compiled template as an emulator takes it: its machines adapted; for ministack without alarms
 * of metric math, and with its own address in the functions' environment, which LocalStack puts
 * there itself.
 */
export function adaptTemplate(
  template: Template,
  emulator: Emulator,
  url: string,
): { body: string; changes: Changes } {
  const changes: Changes = {};
  const resources = Object.entries(template.Resources).flatMap(([id, resource]) => {
    if (emulator === 'ministack' && 'Metrics' in resource.Properties) {
      changes['alarm of metric math'] = (changes['alarm of metric math'] ?? 0) + 1;
      return [];
    }
    return [[id, adaptResource(resource, emulator, url, changes)] as const];
  });
  const { text: _, ...rest } = template;
  return {
    body: JSON.stringify({ ...rest, Resources: Object.fromEntries(resources) }),
    changes,
  };
}

function adaptResource(
  resource: Resource,
  emulator: Emulator,
  url: string,
  changes: Changes,
): Resource {
  const { Type, Properties } = resource;
  if (Type === 'AWS::StepFunctions::StateMachine') {
    const definition = String(Properties.DefinitionString);
    const DefinitionString = adaptMachine(definition, emulator, changes);
    return { ...resource, Properties: { ...Properties, DefinitionString } };
  }
  if (Type !== 'AWS::Lambda::Function' || emulator !== 'ministack') return resource;
  const { Variables = {} } = (Properties.Environment ?? {}) as { Variables?: object };
  const Environment = { Variables: { ...Variables, AWS_ENDPOINT_URL: url } };
  changes.AWS_ENDPOINT_URL = (changes.AWS_ENDPOINT_URL ?? 0) + 1;
  return { ...resource, Properties: { ...Properties, Environment } };
}
