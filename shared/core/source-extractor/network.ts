import { DataError } from '../errors.ts';

/** A neural network of one hidden layer, as a `.nnw` file has it. */
export interface NeuralNetwork {
  inputs: number;
  /** an input counts as input × scale + bias */
  bias: readonly number[];
  scale: readonly number[];
  /** of each hidden neuron the weights of the inputs, and behind them its constant */
  hidden: readonly (readonly number[])[];
  /** the weights of the hidden neurons, and behind them a constant */
  output: readonly number[];
}

/** What SExtractor gives its network: eight areas, the peak and the seeing. */
const INPUTS = 10;

/** Reads a `.nnw` file of 10 inputs, one hidden layer and one output. Throws MalformedConfig. */
export function readNetwork(text: string, name: string): NeuralNetwork {
  const refuse = (why: string): never => {
    throw new DataError('MalformedConfig', `STARNNW_NAME ${name}: ${why}`, {
      keyword: 'STARNNW_NAME',
    });
  };
  const [head, ...lines] = text.split(/\r?\n/).map((line) => line.replace(/#.*/, '').trim());
  if (head !== 'NNW') refuse('its first line should be NNW');
  const numbers = lines.join(' ').split(/\s+/).filter(Boolean).map(Number);
  const [layers, inputs = 0, neurons = 0, outputs] = numbers;
  if (
    layers !== 3 ||
    inputs !== INPUTS ||
    outputs !== 1 ||
    !(Number.isInteger(neurons) && neurons > 0)
  )
    refuse(
      `a network of 3 layers with ${INPUTS} inputs and 1 output should stand here (3 10 10 1)`,
    );
  const [sides, width] = [4, inputs + 1];
  const end = sides + 2 * inputs + neurons * width + neurons + 1;
  if (numbers.length < end || !numbers.every(Number.isFinite))
    refuse('numbers are missing or cannot be read');
  const part = (from: number, length: number) => numbers.slice(from, from + length);
  const weights = sides + 2 * inputs;
  return {
    inputs,
    bias: part(sides, inputs),
    scale: part(sides + inputs, inputs),
    hidden: Array.from({ length: neurons }, (_, neuron) => part(weights + neuron * width, width)),
    output: part(weights + neurons * width, neurons + 1),
  };
}

const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));

const neuron = (weights: readonly number[], values: readonly number[]): number =>
  sigmoid(values.reduce((sum, value, k) => sum + weights[k]! * value, weights[values.length]!));

/** What the network answers, 0 to 1. */
export function askNetwork(
  { bias, scale, hidden, output }: NeuralNetwork,
  inputs: readonly number[],
): number {
  const scaled = inputs.map((value, k) => value * scale[k]! + bias[k]!);
  return neuron(
    output,
    hidden.map((weights) => neuron(weights, scaled)),
  );
}
