import { type ComponentChildren, Fragment } from "preact";
import { useContext, useEffect } from "preact/hooks";
import { shortcodes } from "../../text/emoji";
import { byName, needNames } from "../../text/emoji-table";
import { feigned } from "../../text/links";
import { piecesOf } from "../../text/mentions";
import { type Inline, plain } from "../../text/nodes";
import { Formula } from "./Math";
import { ReadingContext } from "./reading";
import { Spoiler } from "./Spoiler";

/** What stands in a line of a message. */
export const inlinesOf = (nodes: readonly Inline[]): ComponentChildren => nodes.map(inlineOf);

function inlineOf(node: Inline, key: number) {
  switch (node.kind) {
    case "text":
      // Most texts name neither people nor emoji.
      return /[@:]/.test(node.text) ? <Text key={key} text={node.text} /> : node.text;
    case "strong":
      return <strong key={key}>{inlinesOf(node.children)}</strong>;
    case "emphasis":
      return <em key={key}>{inlinesOf(node.children)}</em>;
    case "strike":
      return <s key={key}>{inlinesOf(node.children)}</s>;
    case "spoiler":
      return <Spoiler key={key}>{inlinesOf(node.children)}</Spoiler>;
    case "code":
      return (
        <code key={key} class="inline-code">
          {node.text}
        </code>
      );
    case "math":
      return <Formula key={key} text={node.text} display={node.display} />;
    case "link":
      return <Link key={key} link={node} />;
    default:
      return node satisfies never;
  }
}

function Link({ link }: { link: Extract<Inline, { kind: "link" }> }) {
  const host = link.hidden ? feigned(plain(link.children, ""), link.href) : null;
  return (
    <>
      <a
        href={link.href}
        target="_blank"
        rel="noopener noreferrer nofollow ugc"
        title={link.hidden ? link.href : undefined}
      >
        {inlinesOf(link.children)}
      </a>
      {host !== null && <bdi class="leads-to"> ({host})</bdi>}
    </>
  );
}

/** A run of text, with the people and the emoji that it names. */
function Text({ text }: { text: string }) {
  const { people, me, all } = useContext(ReadingContext);
  if (!text.includes("@")) return <Emojis text={text} />;
  return piecesOf(text, people).map((piece, i) => {
    switch (piece.kind) {
      case "text":
        return <Emojis key={i} text={piece.text} />;
      case "mention":
        return (
          <bdi key={i} class={piece.person.id === me ? "at me" : "at"}>
            {piece.text}
          </bdi>
        );
      case "all":
        // Without the right to call everyone it is a word like others.
        return all ? (
          <bdi key={i} class="at me">
            {piece.text}
          </bdi>
        ) : (
          piece.text
        );
      default:
        return piece satisfies never;
    }
  });
}

function Emojis({ text }: { text: string }) {
  if (!text.includes(":")) return text;
  return shortcodes(text).map((piece, i) =>
    piece.kind === "text" ? <Fragment key={i}>{piece.text}</Fragment> : <Named key={i} name={piece.name} />,
  );
}

/** The emoji of a name, or the name as it was typed: nobody has to know all of them. */
function Named({ name }: { name: string }) {
  useEffect(needNames, []);
  return byName.value.get(name) ?? `:${name}:`;
}
