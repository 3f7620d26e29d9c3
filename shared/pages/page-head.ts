import { type Content, type Html, html } from '../core/markup/html.ts';

/** What the head of a page says. */
export interface PageHead {
  readonly title: string;
  /** its content security policy */
  readonly policy: Content;
  /** `light dark`, or `dark` alone */
  readonly scheme: string;
  readonly style: Content;
  /** an empty icon, so that no browser asks the server for favicon.ico; default false */
  readonly hasEmptyIcon?: boolean;
}

/** The head of a page that stands by itself, from its doctype on. */
export const pageHead = ({ title, policy, scheme, style, hasEmptyIcon }: PageHead): Html =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="${scheme}">${
    hasEmptyIcon &&
    html`
<link rel="icon" href="data:,">`
  }
<title>${title}</title>
<style>${style}</style>
</head>`;
