import { strings } from "../../i18n/language";
import "./Skeleton.css";

/** Lines of each message in the picture that stands while the first messages load. */
const SHAPES = ["wide", "short two", "middle", "wide two", "short"];

export function Skeleton() {
  return (
    <div class="skeleton">
      <p class="unseen">{strings.value.loading}</p>
      {SHAPES.map((shape) => (
        <div key={shape} class={`skeleton-group ${shape}`} aria-hidden="true">
          <i class="skeleton-avatar" />
          <div>
            <i class="skeleton-name" />
            <i class="skeleton-line" />
            {shape.includes("two") && <i class="skeleton-line second" />}
          </div>
        </div>
      ))}
    </div>
  );
}
