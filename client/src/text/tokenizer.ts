import { type Token, Tokenizer, type Tokens } from "marked";
import { addressAt } from "./links";

/** So many quotes, lists or kinds of emphasis inside each other are drawn; deeper marks stay as typed. */
const DEEPEST = 8;

/**
 * What a body may cost, in characters looked at: a text of marks that close nothing is read again from each
 * of them. Ordinary texts of 16 KB need a tenth.
 */
const FUEL = 600_000;

/** Thrown when a text costs more than any that a person writes. */
export class TooCostlyError extends Error {}

const CJK =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff00-\uffef“”‘’…—]/u;
const CLOSED = /^(\*{1,2})(?![\s*])((?:\\.|[^*\\\n])+?)(?<!\s)\1(?!\*)/u;

/** The part of Markdown that a chat needs; whatever else marked knows stays the text that was typed. */
export class Subset extends Tokenizer {
  private fuel = FUEL;
  private depth = 0;

  /** Runs `read` one level deeper; undefined below the deepest one. What is not found costs the whole text. */
  within<T extends Token>(src: string, read: () => T | undefined): T | undefined {
    if (this.depth >= DEEPEST) return undefined;
    this.depth += 1;
    const token = read();
    this.depth -= 1;
    this.burn(token ? token.raw.length : src.length);
    return token;
  }

  private burn(cost: number): void {
    this.fuel -= cost;
    if (this.fuel < 0) throw new TooCostlyError();
  }

  override space(src: string): Tokens.Space | undefined {
    // Asked first, for each block: its look at the rest costs something even where nothing is found.
    this.burn(32 + (src.length >> 4));
    return super.space(src);
  }

  override code(): undefined {}
  override heading(): undefined {}
  override hr(): undefined {}
  override html(): undefined {}
  override def(): undefined {}
  override table(): undefined {}
  override lheading(): undefined {}

  /** A quote has a space after its marks: `>_<` and `>.<` are faces. */
  override blockquote(src: string): Tokens.Blockquote | undefined {
    if (!/^ {0,3}>+(?:[ \t]*\n|[ \t]+\S)/.test(src)) return undefined;
    return this.within(src, () => super.blockquote(src));
  }

  override list(src: string): Tokens.List | undefined {
    if (!/^ {0,3}(?:[*+-]|\d{1,9}[.)])[ \t]/.test(src)) return undefined;
    const list = this.within(src, () => super.list(src));
    if (list) this.burn(list.items.length * (64 + (src.length >> 5)));
    return list;
  }

  override escape(src: string): Tokens.Escape | undefined {
    this.burn(24 + (src.length >> 6));
    const shrug = /^\\_\(ツ\)_\//.exec(src)?.[0];
    if (shrug) return { type: "escape", raw: shrug, text: shrug };
    return /^\\[\\`*_~|$[\](){}<>#+\-.:!@]/.test(src) ? super.escape(src) : undefined;
  }

  override tag(): undefined {}
  override reflink(): undefined {}
  override br(): undefined {}

  override link(src: string): Tokens.Link | Tokens.Image | undefined {
    if (!/^!?\[/.test(src)) return undefined;
    return this.within(src, () => super.link(src));
  }

  override emStrong(src: string, masked: string, before = ""): Tokens.Em | Tokens.Strong | undefined {
    if (!/^[*_]/.test(src)) return undefined;
    // 2*3*4 is a product; marked knows this of _ alone.
    if (/^\*[A-Za-z0-9]/.test(src) && /[A-Za-z0-9]/.test(before)) return undefined;
    return this.within(src, () => super.emStrong(src, masked, before) ?? this.amongChinese(src, before));
  }

  /**
   * Emphasis next to Chinese punctuation: `他说**“好”**了`.
   *
   * CommonMark (section 6.2, flanking) asks for a space there, which Chinese does not write.
   */
  private amongChinese(src: string, before: string): Tokens.Em | Tokens.Strong | undefined {
    const found = CLOSED.exec(src);
    const [raw, mark, text] = found ?? [];
    if (!raw || !mark || !text) return undefined;
    const around = [before, text, src.slice(raw.length, raw.length + 2)];
    if (!around.some((part) => CJK.test(part))) return undefined;
    const tokens = this.lexer.inlineTokens(text);
    return mark === "**" ? { type: "strong", raw, text, tokens } : { type: "em", raw, text, tokens };
  }

  override codespan(src: string): Tokens.Codespan | undefined {
    if (!src.startsWith("`")) return undefined;
    return this.within(src, () => super.codespan(src));
  }

  /** Two tildes: a single one is a tone of voice in Chinese (`好~明天见~`). */
  override del(src: string, masked: string, before = ""): Tokens.Del | undefined {
    if (!src.startsWith("~~")) return undefined;
    return this.within(src, () => super.del(src, masked, before));
  }

  override autolink(src: string): Tokens.Link | undefined {
    return src.startsWith("<") ? super.autolink(src) : undefined;
  }

  /** Addresses end before Chinese punctuation, which marked's own pattern takes along. */
  override url(src: string): Tokens.Link | undefined {
    const found = addressAt(src);
    if (!found) return undefined;
    const { typed, href } = found;
    return {
      type: "link",
      raw: typed,
      text: typed,
      href,
      tokens: [{ type: "text", raw: typed, text: typed }],
    };
  }
}
