import { Lexer, type Token, type Tokens } from "marked";
import { EXTENSIONS, type MathToken } from "./extensions";
import { inert } from "./inert";
import { allowed, tells } from "./links";
import { type Block, type Inline, lines, plain } from "./nodes";
import { Subset } from "./tokenizer";

/** More signs that may mean something are in no text that a person writes: it is shown as typed. */
const MOST_SIGNS = 3_000;
const SIGN = /[\\`*_~|$[<!@]|https?:|www\.| {2}\n/gi;

/** The same of lists, which cost more. */
const MOST_ITEMS = 400;
const ITEM = /^[> \t]*(?:[*+-]|\d{1,9}[.)])(?=\s)/gm;

/** Parsed bodies that are kept: more than a window of the log holds. */
const KEPT = 1_000;
const kept = new Map<string, readonly Block[]>();

/** The tree of a body; the same body gives the same tree. Never throws. */
export function parse(body: string): readonly Block[] {
  const known = kept.get(body);
  if (known) return known;
  const blocks = read(inert(body));
  const oldest = kept.size >= KEPT ? kept.keys().next().value : undefined;
  if (oldest !== undefined) kept.delete(oldest);
  kept.set(body, blocks);
  return blocks;
}

/** A body without its marks, for excerpts and notices: lines as lines, spoilers covered. */
export function plainOf(body: string): string {
  return lines(parse(body))
    .map((line) => plain(line))
    .join("\n");
}

function read(text: string): Block[] {
  const asTyped: Block[] = [{ kind: "paragraph", children: [{ kind: "text", text }] }];
  if (count(text, SIGN) > MOST_SIGNS || count(text, ITEM) > MOST_ITEMS) return asTyped;
  try {
    const lexer = new Lexer({ gfm: true, tokenizer: new Subset(), extensions: EXTENSIONS });
    const blocks = blocksOf(lexer.lex(text));
    return blocks.length > 0 ? blocks : asTyped;
  } catch {
    // Too costly, or a fault of the lexer: one message must not take the log with it.
    return asTyped;
  }
}

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

function blocksOf(tokens: readonly Token[]): Block[] {
  const blocks: Block[] = [];
  let line: Inline[] = [];
  const endLine = (): void => {
    const children = trimmed(line);
    if (children.length > 0) blocks.push({ kind: "paragraph", children });
    line = [];
  };
  const push = (block: Block): void => {
    endLine();
    blocks.push(block);
  };
  for (const token of tokens as readonly Tokens.Generic[]) {
    switch (token.type) {
      case "blockquote":
        push({ kind: "quote", children: blocksOf(token.tokens ?? []) });
        break;
      case "list": {
        const items = (token as Tokens.List).items.map((item) => blocksOf(item.tokens));
        // "-" and "3." alone, and "- - -", are no lists.
        if (items.every((item) => item.length === 0)) line.push({ kind: "text", text: token.raw });
        else push({ kind: "list", ordered: token["ordered"], start: Number(token["start"]) || 0, items });
        break;
      }
      case "code":
        push({ kind: "code", text: token["text"], language: languageOf(token["lang"] ?? "") });
        break;
      case "checkbox":
        line.push({ kind: "text", text: token.raw });
        break;
      case "space":
        line.push({ kind: "text", text: token.raw });
        break;
      default:
        // A paragraph, with the line breaks after it: what follows may be one too, that only looked otherwise.
        line.push(...inlinesOf(token.tokens ?? [token]));
        line.push({ kind: "text", text: /\n*$/.exec(token.raw)?.[0] ?? "" });
    }
    const alone = trimmed(line);
    const only = alone[0];
    if (alone.length === 1 && only?.kind === "math" && only.display) {
      line = [];
      blocks.push({ kind: "math", text: only.text });
    }
  }
  endLine();
  return blocks;
}

/** A line without empty lines around it, its neighbouring texts joined. */
function trimmed(line: readonly Inline[]): Inline[] {
  const joined = merged(line);
  const first = joined[0];
  if (first?.kind === "text") joined[0] = { kind: "text", text: first.text.replace(/^(?:[^\S\n]*\n)+/, "") };
  const last = joined.at(-1);
  if (last?.kind === "text") joined[joined.length - 1] = { kind: "text", text: last.text.trimEnd() };
  return joined.filter((node) => node.kind !== "text" || node.text !== "");
}

function merged(line: readonly Inline[]): Inline[] {
  const joined: Inline[] = [];
  let run: string[] = [];
  const end = (): void => {
    if (run.length > 0) joined.push({ kind: "text", text: run.join("") });
    run = [];
  };
  for (const node of line) {
    if (node.kind === "text") run.push(node.text);
    else {
      end();
      joined.push(node);
    }
  }
  end();
  return joined;
}

function inlinesOf(tokens: readonly Token[]): Inline[] {
  return merged((tokens as readonly Tokens.Generic[]).map(inlineOf));
}

function inlineOf(token: Tokens.Generic): Inline {
  const children = (): Inline[] => inlinesOf(token.tokens ?? []);
  switch (token.type) {
    case "strong":
      return { kind: "strong", children: children() };
    case "em":
      return { kind: "emphasis", children: children() };
    case "del":
      return { kind: "strike", children: children() };
    case "spoiler":
      return { kind: "spoiler", children: children() };
    case "codespan":
      return { kind: "code", text: token["text"] };
    case "math": {
      const { text, display } = token as MathToken;
      return { kind: "math", text, display };
    }
    case "link": {
      const href = allowed(token["href"]);
      const inside = children();
      if (href === null || plain(inside).trim() === "") return { kind: "text", text: token.raw };
      return { kind: "link", href, hidden: !tells(plain(inside), href), children: inside };
    }
    case "image":
      return { kind: "text", text: token.raw };
    case "escape":
      return { kind: "text", text: token["text"] };
    default:
      return { kind: "text", text: token["text"] ?? token.raw };
  }
}

/** The language after the fence: letters, digits and `+#.-_` alone. */
const languageOf = (info: string): string => /^[\w+#.-]{1,24}/.exec(info)?.[0].toLowerCase() ?? "";
