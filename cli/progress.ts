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

/** What stands on a terminal while a stage is under way; how long it takes once anything is done. */
const barLine: GenericFormatter = (options, { progress, value, total, eta }, payload) => {
  const broken = payload.failed > 0 ? `, ${payload.failed} broken off` : '';
  const isKnown = value > 0 && value < total && Number.isFinite(eta);
  const left = isKnown ? `, ${duration(Math.max(1, eta))} left` : '';
  const bar = Format.BarFormat(progress, options);
  return `  ${payload.stage} ${bar} ${value}/${total}${payload.found}${broken}${left}`;
};

/** Progress on a stream: a bar on a terminal, lines elsewhere. */
export function showProgress(stream: NodeJS.WriteStream = process.stderr): ProgressDisplay {
  const bar = new SingleBar({
    format: barLine,
    barCompleteChar: '=',
    barIncompleteChar: '-',
    stream,
    hideCursor: false,
    gracefulExit: false, // who runs the machine listens for signals
    clearOnComplete: false,
    barsize: 30,
  });
  let sources = 0;
  let started = false;
  let said = 0;
  let now = '';
  let brokenOff = 0;

  const count = (stage: string, total: number, ended: number, failed: number): void => {
    const found = stage === 'detections' ? `, ${sources} sources` : '';
    if (stream.isTTY) {
      if (!started) bar.start(total, 0, { stage, found, failed });
      bar.update(ended, { stage, found, failed });
    } else if (ended > said && (ended === total || ended >= said + Math.max(1, total / 20))) {
      stream.write(
        `  ${stage}: ${ended}/${total}${found}${failed > 0 ? `, ${failed} broken off` : ''}\n`,
      );
      said = ended;
    }
    started = true;
  };
  const stop = (): void => {
    if (started && stream.isTTY) bar.stop();
    started = false;
    said = 0;
    brokenOff = 0;
  };

  return {
    event(event) {
      if (event.type === 'StateEntered' && event.state.startsWith('Record')) brokenOff++;
      if (event.type === 'MapRunProgress') {
        if (event.state !== now) stop();
        now = event.state;
        count(event.state.toLowerCase(), event.total, event.succeeded + event.failed, brokenOff);
      }
      if (event.type === 'StateEntered' && stages[event.state]) {
        stop();
        stream.write(`  ${stages[event.state]}\n`);
      }
      if (event.type === 'StateRetried')
        stream.write(`  ${event.state}: trying again (${event.attempt})\n`);
    },
    found: (more) => {
      sources += more;
    },
    say(lines) {
      stop();
      for (const line of lines) stream.write(`${forTerminal(line)}\n`);
    },
    stop,
  };
}
