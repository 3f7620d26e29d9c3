import { describe, expect, it } from 'vitest';
import { html } from '../../../shared/core/markup/html.ts';
import { safeImage, safeKey } from '../../../shared/pages/report/links.ts';
import * as q from '../../../shared/pages/report/quantities.ts';
import { roundTicks } from '../../../shared/pages/report/ticks.ts';

describe('html', () => {
  it('escapes every text, between tags and between quotes, and no markup twice', () => {
    const name = `"><script>alert('1')</script>&amp;`;
    const inner = html`<b title="${name}">${name}</b>`;
    const escaped = '&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;amp;';
    expect(html`<p>${[inner, ' & ']}</p>`.markup).toBe(
      `<p><b title="${escaped}">${escaped}</b> &amp; </p>`,
    );
  });

  it('shows control characters and those that turn the direction of text', () => {
    expect(html`${'a\u0000b\u202egnp.exe\n'}`.markup).toBe('a\ufffdb\ufffdgnp.exe\ufffd');
  });

  it('leaves out what is not there, and keeps 0', () => {
    expect(html`${null}${undefined}${false}${0}${''}`.markup).toBe('0');
  });
});

describe('links', () => {
  it('are keys below the run', () => {
    expect(safeKey('images/a_b-1.0+c/sources.png')).toBe('images/a_b-1.0+c/sources.png');
    for (const bad of [
      'javascript:alert(1)',
      '//evil.org/x',
      '/etc/passwd',
      '../../core/x',
      'a/../b',
      'a//b',
      '',
      'a b',
      'https://x',
      'a\\b',
      'a?b',
      'a#b',
      'images/.hidden',
    ]) {
      expect(safeKey(bad), bad).toBeNull();
    }
  });

  it('are pictures inside the page', () => {
    expect(safeImage('data:image/png;base64,iVBORw0KGgo=')?.markup).toBe(
      'data:image/png;base64,iVBORw0KGgo=',
    );
    for (const bad of [
      'https://evil.org/a.png',
      'data:image/svg+xml;base64,AAAA',
      'data:text/html;base64,AAAA',
      'data:image/png;base64,AA"onerror=',
    ]) {
      expect(safeImage(bad), bad).toBeNull();
    }
  });
});

describe('quantities', () => {
  it('are short and never lie about nothing or all', () => {
    expect([0, 999, 1000, 1234567].map(q.count)).toEqual(['0', '999', '1,000', '1,234,567']);
    expect([0, 999, 999.6e3, 1234, 67e6, 1.5e15].map(q.bytes)).toEqual([
      '0 B',
      '999 B',
      '1.00 MB',
      '1.23 kB',
      '67.0 MB',
      '1.50 PB',
    ]);
    expect([0, 0.0412, 0.99999, 1.284, 59.96, 192, 7500].map(q.duration)).toEqual([
      '0 ms',
      '41 ms',
      '1.00 s',
      '1.28 s',
      '1 min 00 s',
      '3 min 12 s',
      '2 h 05 min',
    ]);
    const shares: [number, number][] = [
      [0, 10],
      [10, 10],
      [1, 3],
      [1, 1e6],
      [999_999, 1e6],
      [0, 0],
    ];
    expect(shares.map(([part, whole]) => q.percent(part, whole).replaceAll('\u00a0', ' '))).toEqual(
      ['0 %', '100 %', '33.3 %', '< 0.1 %', '> 99.9 %', '0 %'],
    );
  });

  it('are positions as people write them, with carries', () => {
    expect(q.sexagesimalRa(83.633083)).toBe('05h 34m 31.9s');
    expect(q.sexagesimalRa(359.99999)).toBe('00h 00m 00.0s');
    expect(q.sexagesimalDec(22.0145)).toBe('+22° 00′ 52″');
    expect(q.sexagesimalDec(-0.99999)).toBe('−01° 00′ 00″');
    expect([2, 0.5, 20 / 3600].map(q.angleText)).toEqual(['2°', '30′', '20″']);
  });

  it('shortens a megabyte', () => {
    expect(q.shortened('x'.repeat(1e6)).length).toBeLessThan(600);
    expect(q.shortened('short')).toBe('short');
  });
});

describe('roundTicks', () => {
  it('takes steps of 1, 2 and 5 inside the range', () => {
    expect(roundTicks(16, 27.5, 8)).toEqual([16, 18, 20, 22, 24, 26]);
    expect(roundTicks(-0.3, 0.3, 6)).toEqual([-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3]);
    expect(roundTicks(-2.4, 2.4, 6)).toEqual([-2, -1, 0, 1, 2]);
  });
});
