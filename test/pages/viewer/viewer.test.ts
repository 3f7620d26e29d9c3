import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { renderViewer } from '../../../shared/pages/viewer/viewer.ts';
import { VIEWER_SCRIPT_HASH, viewerScript } from '../../../shared/pages/viewer/viewer-script.ts';

describe('the viewer page', () => {
  it('names the hash of its script', () => {
    const hash = createHash('sha256').update(viewerScript.markup).digest('base64');
    expect(VIEWER_SCRIPT_HASH).toBe(`sha256-${hash}`);
  });

  it('keeps hostile titles inside their text', () => {
    const attack = `</script><script>hit=1</script><img src=x onerror=hit=1>"'`;
    const survey = {
      id: attack,
      title: attack,
      path: attack,
      formats: ['png'],
      colour: false,
    } as const;
    const page = renderViewer({
      title: attack,
      surveys: [survey],
      centre: { ra: 0, dec: 0 },
      fov: 1,
    });
    expect(page.match(/<script/g)?.length).toBe(2);
    expect(page.match(/<\/script>/g)?.length).toBe(2);
    expect(page).not.toContain('<img src=x');
    const data = /id="settings">(.*?)<\/script>/s.exec(page)?.[1];
    expect(JSON.parse(data ?? '').surveys[0].title).toBe(attack);
  });

  it('lets nothing be asked for but from its own server', () => {
    const page = renderViewer({ title: '', surveys: [], centre: { ra: 0, dec: 0 }, fov: 1 });
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
    expect(policy).toMatch(/^default-src (&#39;|')none/);
    expect(policy).not.toMatch(/https?:|\*/);
  });
});
