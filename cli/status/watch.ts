import type { WriteStream } from 'node:tty';
import type { Snapshot } from '../../api/status.ts';
import { forTerminal } from '../../shared/core/text.ts';
import { statusLine, statusLines } from './render.ts';

/**
 * Shows how a run stands while it goes: redrawn on a terminal, a line where something has changed
 * elsewhere.
 */
export function showStatus(
  stream: NodeJS.WriteStream | WriteStream,
  json = false,
): {
  draw(snapshot: Snapshot): void;
  say(lines: readonly string[]): void;
  end(snapshot: Snapshot): void;
} {
  let drawn = 0;
  let said = '';
  const tree = (snapshot: Snapshot): string => {
    const width = stream.columns ?? 200;
    const lines = statusLines(snapshot, new Date()).map((line) =>
      forTerminal(line).slice(0, width - 1),
    );
    const up = drawn > 0 ? `\x1b[${drawn}A\r\x1b[J` : '';
    drawn = lines.length;
    return `${up}${lines.join('\n')}\n`;
  };
  return {
    draw(snapshot) {
      if (json) stream.write(`${forTerminal(JSON.stringify(snapshot))}\n`);
      else if (stream.isTTY) stream.write(tree(snapshot));
      else {
        const line = statusLine(snapshot, new Date());
        const news = line.replace(/^\S+ /, ''); // the time alone is none
        if (news !== said) stream.write(`${forTerminal(line)}\n`);
        said = news;
      }
    },
    say(lines) {
      drawn = 0; // the tree above stays as it is
      for (const line of lines) stream.write(`${forTerminal(line)}\n`);
    },
    end(snapshot) {
      if (!json && !stream.isTTY)
        stream.write(`${forTerminal(statusLines(snapshot, new Date()).join('\n'))}\n`);
    },
  };
}
