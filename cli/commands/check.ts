import { UsageError } from '../../local/usage-error.ts';
import { openStore } from '../../shared/store/open.ts';
import { objectUrl } from '../../shared/store/url.ts';
import { readArguments } from '../arguments.ts';
import { checkHips } from '../check/check-hips.ts';
import type { Command } from '../command.ts';
import { say } from '../say.ts';

/** `starfan check`. */
export const check: Command = {
  help: `starfan check DIR [--json]

Verifies a HiPS (a folder with a file properties, such as sky/hips/K): every order is there, parents are the means of their children,
pictures show their values the right way up, all by one curve, and their parents are means too; the MOC and the counts are those of the tiles, the Allsky shows them, there are
no seams. Exit status 0 when nothing is wrong.`,

  async run(args) {
    const { values, positionals } = readArguments({
      args,
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false } },
    });
    const [folder] = positionals;
    if (folder === undefined || positionals.length > 1)
      throw new UsageError('give the folder of one HiPS: starfan check DIR');
    const { problems, measured } = await checkHips(
      openStore({ ...process.env, STARFAN_FILES: '1' }),
      objectUrl(`${folder.replace(/\/+$/, '')}/`),
    );
    if (values.json) say(JSON.stringify({ problems, measured }));
    else {
      for (const { code, where, message } of problems) say(`${code}  ${where}\n  ${message}`);
      say(
        `${measured.files} files of tiles, deepest order ${measured.order}: ${problems.length === 0 ? 'nothing is wrong' : `${problems.length} problems`}`,
      );
    }
    return problems.length === 0 ? 0 : 1;
  },
};
