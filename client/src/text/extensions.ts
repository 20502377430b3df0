import type { MarkedOptions, TokenizerExtensionFunction, TokenizerStartFunction, Tokens } from "marked";
import { formulaAt } from "./math";
import type { Subset } from "./tokenizer";

/** `||what nobody should read by accident||`, within a paragraph. */
export interface SpoilerToken extends Tokens.Generic {
  type: "spoiler";
}

/** `$…$` and `$$…$$`. */
export interface MathToken extends Tokens.Generic {
  type: "math";
  text: string;
  display: boolean;
}

const SPOILER = /^\|\|(?![\s|])([\s\S]*?[^\s|])\|\|(?!\|)/;

const spoiler: TokenizerExtensionFunction = function (this, src) {
  if (!src.startsWith("||")) return undefined;
  const { lexer } = this;
  return (lexer.options.tokenizer as Subset).within(src, () => {
    const [raw, text] = SPOILER.exec(src) ?? [];
    if (!raw || !text) return undefined;
    return { type: "spoiler", raw, tokens: lexer.inlineTokens(text) };
  });
};

const math: TokenizerExtensionFunction = function (this, src, tokens) {
  if (!src.startsWith("$")) return undefined;
  const before = tokens.at(-1)?.raw.at(-1) ?? "";
  return (this.lexer.options.tokenizer as Subset).within(src, () => {
    const found = formulaAt(src, before);
    return found ? { type: "math", ...found } : undefined;
  });
};

/** Where a text may stop being plain: the end of the run of other characters. */
const startsAt =
  (mark: string): TokenizerStartFunction =>
  (src) => {
    const at = src.indexOf(mark);
    return at < 0 ? undefined : at;
  };

export const EXTENSIONS: NonNullable<MarkedOptions["extensions"]> = {
  renderers: {},
  childTokens: {},
  inline: [spoiler, math],
  startInline: [startsAt("||"), startsAt("$")],
};
