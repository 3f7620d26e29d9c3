import type { Json, JsonObject } from './json.ts';
import { compileNeeded, compileResultPath, type PathContext } from './paths.ts';
import { compileTemplate } from './templates.ts';

/** The fields of a state that say what goes in and what comes out. */
export interface FlowFields {
  InputPath?: string | null | undefined;
  Parameters?: Json | undefined;
  ResultSelector?: Json | undefined;
  ResultPath?: string | null | undefined;
  OutputPath?: string | null | undefined;
}

/** What goes into a state's work, by InputPath and Parameters, and what comes of its result. */
export function compileFlow(
  { InputPath, Parameters, ResultSelector, ResultPath, OutputPath }: FlowFields,
  place: PathContext,
) {
  const taken = compileNeeded(InputPath, place);
  const parameters = Parameters === undefined ? undefined : compileTemplate(Parameters, place);
  const selected =
    ResultSelector === undefined ? undefined : compileTemplate(ResultSelector, place);
  const put = compileResultPath(ResultPath, place);
  const given = compileNeeded(OutputPath, place);
  return {
    enter(input: Json, context: JsonObject): Json {
      const effective = taken(input, context);
      return parameters ? parameters(effective, context) : effective;
    },
    leave: (input: Json, result: Json, context: JsonObject): Json =>
      given(put(input, selected ? selected(result, context) : result), context),
  };
}
