import { piecesOf } from "./pieces";
import { useScreen } from "./screen";

/** A message's text: line breaks kept, links to press, people named in colour; never read as HTML. */
export function Body({ text, mentions }: { text: string; mentions: readonly number[] | undefined }) {
  const { chat, compose } = useScreen();
  const you = chat.you.value;
  // Only a text with an @ looks at who is known, and is drawn again when that changes.
  const people = text.includes("@") ? [...compose.known.value, ...(you ? [you] : [])] : [];
  return (
    <div class="said-body">
      <bdi class="said-text">
        {piecesOf(text, people).map((piece, i) => {
          switch (piece.kind) {
            case "text":
              return piece.text;
            case "link":
              return (
                <a key={i} href={piece.href} target="_blank" rel="noopener noreferrer nofollow ugc">
                  {piece.text}
                </a>
              );
            case "mention": {
              const me = piece.person.id === you?.id && (mentions?.includes(piece.person.id) ?? false);
              return (
                <bdi key={i} class={me ? "at me" : "at"}>
                  {piece.text}
                </bdi>
              );
            }
            default:
              return piece satisfies never;
          }
        })}
      </bdi>
    </div>
  );
}
