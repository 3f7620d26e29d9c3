import type { CardValue } from '../../../shared/core/fits/card.ts';
import { Header } from '../../../shared/core/fits/header.ts';
import { type Keywords, keywordsOf } from '../../../shared/core/units/keywords.ts';

/** What a header of these cards says; a comment stands behind its value: `[value, comment]`. */
export const headerOf = (cards: Record<string, CardValue | [CardValue, string]>): Keywords =>
  keywordsOf(
    new Header(
      Object.entries(cards).map(([keyword, said]) => {
        const [value, comment] = Array.isArray(said) ? said : [said, ''];
        return { keyword, value, comment };
      }),
    ),
  );
