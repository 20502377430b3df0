import type { Block } from "../../text/nodes";
import { Code } from "./Code";
import { Inlines } from "./Inlines";
import { Formula } from "./Math";

/** The blocks of a message below each other. */
export function Blocks({ blocks }: { blocks: readonly Block[] }) {
  return blocks.map((block, i) => <OneBlock key={i} block={block} />);
}

function OneBlock({ block }: { block: Block }) {
  switch (block.kind) {
    case "paragraph":
      return (
        <span class="para">
          <Inlines nodes={block.children} />
        </span>
      );
    case "quote":
      return (
        <blockquote class="quote">
          <Blocks blocks={block.children} />
        </blockquote>
      );
    case "list": {
      const items = block.items.map((item, i) => (
        <li key={i}>
          <Blocks blocks={item} />
        </li>
      ));
      if (!block.ordered) return <ul class="points">{items}</ul>;
      // Numbers of more than two digits stand inside: there is no room for them beside the text.
      const wide = block.start + items.length > 100;
      return (
        <ol class={wide ? "points inside" : "points"} start={block.start}>
          {items}
        </ol>
      );
    }
    case "code":
      return <Code text={block.text} language={block.language} />;
    case "math":
      return <Formula text={block.text} display alone />;
    default:
      return block satisfies never;
  }
}
