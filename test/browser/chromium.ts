import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { limit } from '../slowness.ts';

const EXECUTABLE_PATH = '/usr/bin/chromium';

/** Whether Chromium is installed where Debian puts it. */
export const hasChromium = existsSync(EXECUTABLE_PATH);

/** Chromium without a window, which asks for nothing by itself. */
export const launchChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: EXECUTABLE_PATH,
    timeout: limit(),
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

/** A page that waits for what is to come as long as a test may take. */
export async function newPage(browser: Browser, options?: BrowserContextOptions): Promise<Page> {
  const page = await browser.newPage(options);
  page.setDefaultTimeout(limit());
  return page;
}
