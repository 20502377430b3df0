import { words } from "../../i18n/account";
import { strings } from "../../i18n/language";
import { useSecondsUntil } from "../parts/clock";
import { type Asking, reasonFor } from "./asking";

interface Props {
  asking: Asking;
  id?: string;
  /** What a code means here, where it is not what it means elsewhere. */
  instead?: Readonly<Record<string, string>>;
}

/** Why it was refused, and how long to wait where the server says so. Its line is kept. */
export function Problem({ asking, id, instead }: Props) {
  const trouble = asking.trouble.value;
  const seconds = useSecondsUntil(trouble?.until ?? null);
  return (
    <p id={id} class="form-problem" role="alert">
      {trouble && (instead?.[trouble.code] ?? reasonFor(trouble.code, trouble.field))}
      {seconds !== null && seconds > 0 && strings.value.sentence + words.value.tryIn(seconds)}
    </p>
  );
}
