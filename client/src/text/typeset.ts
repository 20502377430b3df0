import type { KatexOptions } from "katex";

/**
 * How KaTeX is asked: elements for the eye, and MathML for who hears the page. MathML alone would do without a
 * stylesheet, but few systems have a font for it, and Chromium knows no \mathbb or \mathcal.
 *
 * Nothing that a formula says may load or link. KaTeX sets styles through the CSSOM, which the policy allows,
 * but for two commands that would write a style attribute: they are among those that are drawn otherwise.
 */
export function settings(display: boolean): KatexOptions {
  return {
    output: "htmlAndMathml",
    displayMode: display,
    trust: false,
    strict: "ignore",
    throwOnError: true,
    // What is not trusted is shown as its source; KaTeX's own red cannot be read on dark.
    errorColor: "currentColor",
    maxSize: 12,
    maxExpand: 500,
    macros: { ...PLAIN },
  };
}

/**
 * Commands that are drawn otherwise. Colours have no meaning that both themes could show; a box stays a box.
 * KaTeX counts the arguments that a macro uses, from the first: so each is used.
 */
const PLAIN = {
  "\\pmb": "\\mathbf{#1}",
  "\\color": "\\@secondoftwo{#1}{}",
  "\\textcolor": "\\@secondoftwo{#1}{#2}",
  "\\colorbox": "\\@secondoftwo{#1}{\\fbox{#2}}",
  "\\fcolorbox": "\\@secondoftwo{#1#2}{\\fbox{#3}}",
};

/** The formula as elements; null where it is none, or KaTeX cannot be fetched. */
export async function typeset(text: string, display: boolean): Promise<DocumentFragment | null> {
  try {
    const [{ default: katex }] = await Promise.all([import("katex"), import("katex/dist/katex.min.css")]);
    const place = document.createElement("span");
    // Of KaTeX's ways out, `render` makes elements one by one; innerHTML is never used.
    katex.render(text, place, settings(display));
    const drawn = document.createDocumentFragment();
    drawn.append(...place.childNodes);
    return drawn;
  } catch {
    return null;
  }
}
