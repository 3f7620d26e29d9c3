import { Format, type GenericFormatter, SingleBar } from 'cli-progress';
import type { EngineEvent } from '../local/engine/events.ts';
import { forTerminal } from '../shared/core/text.ts';
import { duration } from '../shared/pages/report/quantities.ts';

const stages: Record<string, string> = {
  StartRun: 'reading the list',
  Rest: 'going on with the rest of the list',
  MergeCatalogue: 'merging the catalogues',
  Matching: 'cutting the sky into cells',
  Tables: 'writing the tables',
  Plan: 'planning',
  Background: 'matching the backgrounds',
  Stretch: 'making one stretch of all histograms',
  LowOrders: 'drawing the low orders',
  Hips: 'completing the surveys',
  WriteReport: 'writing the report',
};

/** Shows a run as it goes, on standard error: a bar on a terminal, lines elsewhere. */
export interface ProgressDisplay {
  event(event: EngineEvent): void;
  /** sources found so far */
  found(sources: number): void;
  /** whole lines, between the stages */
  say(lines: readonly string[]): void;
  stop(): void;
}

/** Nothing at all, for scripts. */
export const silent: ProgressDisplay = {
  event: () => {},
  found: () => {},
  say: () => {},
  stop: () => {},
};

/**
 * What stands on a terminal while a stage is under way; how long it takes once anything is done.
 */
const barLine: GenericFormatter = (options, { progress, value, total, eta }, payload) => {
  const broken = payload.failed > 0 ? `, ${payload.failed} broken off` : '';
  const isKnown = value > 0 && value < total && Number.isFinite(eta);
  const left = isKnown ? `, ${duration(Math.max(1, eta))} left` : '';
  const bar = Format.BarFormat(progress, options);
  return `  ${payload.stage} ${bar} ${value}/${total}${payload.found}${broken}${left}`;
};

const newBar = (stream: NodeJS.WriteStream): SingleBar =>
  new SingleBar({
    format: barLine,
    barCompleteChar: '=',
    barIncompleteChar: '-',
    stream,
    hideCursor: false,
    gracefulExit: false, // who runs the machine listens for signals
    clearOnComplete: false,
    barsize: 30,
  });

/** Progress on a stream: a bar on a terminal, lines elsewhere. */
export const showProgress = (stream: NodeJS.WriteStream = process.stderr): ProgressDisplay =>
  new StreamProgress(stream);

class StreamProgress implements ProgressDisplay {
  readonly #stream: NodeJS.WriteStream;
  readonly #bar: SingleBar;
  #sources = 0;
  #isStarted = false;
  /** items of the line written last */
  #said = 0;
  #state = '';
  #brokenOff = 0;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    this.#bar = newBar(stream);
  }

  event(event: EngineEvent): void {
    if (event.type === 'StateEntered' && event.state.startsWith('Record')) this.#brokenOff++;
    if (event.type === 'MapRunProgress') {
      if (event.state !== this.#state) this.stop();
      this.#state = event.state;
      this.#count(event.state.toLowerCase(), event.total, event.succeeded + event.failed);
    }
    if (event.type === 'StateEntered' && stages[event.state]) {
      this.stop();
      this.#stream.write(`  ${stages[event.state]}\n`);
    }
    if (event.type === 'StateRetried')
      this.#stream.write(`  ${event.state}: trying again (${event.attempt})\n`);
  }

  found(more: number): void {
    this.#sources += more;
  }

  say(lines: readonly string[]): void {
    this.stop();
    for (const line of lines) this.#stream.write(`${forTerminal(line)}\n`);
  }

  stop(): void {
    if (this.#isStarted && this.#stream.isTTY) this.#bar.stop();
    this.#isStarted = false;
    this.#said = 0;
    this.#brokenOff = 0;
  }

  #count(stage: string, total: number, ended: number): void {
    const found = stage === 'detections' ? `, ${this.#sources} sources` : '';
    const failed = this.#brokenOff;
    const isNext = ended === total || ended >= this.#said + Math.max(1, total / 20);
    if (this.#stream.isTTY) {
      if (!this.#isStarted) this.#bar.start(total, 0, { stage, found, failed });
      this.#bar.update(ended, { stage, found, failed });
    } else if (ended > this.#said && isNext) {
      const broken = failed > 0 ? `, ${failed} broken off` : '';
      this.#stream.write(`  ${stage}: ${ended}/${total}${found}${broken}\n`);
      this.#said = ended;
    }
    this.#isStarted = true;
  }
}
