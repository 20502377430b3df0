import type { ComponentChildren } from "preact";
import type { Block } from "../../text/nodes";
import { Code } from "./Code";
import { inlinesOf } from "./Inlines";
import { Formula } from "./Math";

/**
 * The blocks of a message below each other. Plain functions, here and for what stands in a line: a component for
 * each word that is drawn would cost more than the word.
 */
export const blocksOf = (blocks: readonly Block[]): ComponentChildren => blocks.map(blockOf);

function blockOf(block: Block, key: number) {
  switch (block.kind) {
    case "paragraph":
      return (
        <span key={key} class="para">
          {inlinesOf(block.children)}
        </span>
      );
    case "quote":
      return (
        <blockquote key={key} class="quote">
          {blocksOf(block.children)}
        </blockquote>
      );
    case "list": {
      const items = block.items.map((item, i) => <li key={i}>{blocksOf(item)}</li>);
      if (!block.ordered)
        return (
          <ul key={key} class="points">
            {items}
          </ul>
        );
      // Numbers of more than two digits stand inside: there is no room for them beside the text.
      const wide = block.start + items.length > 100;
      return (
        <ol key={key} class={wide ? "points inside" : "points"} start={block.start}>
          {items}
        </ol>
      );
    }
    case "code":
      return <Code key={key} text={block.text} language={block.language} />;
    case "math":
      return <Formula key={key} text={block.text} display alone />;
    default:
      return block satisfies never;
  }
}
