import "./Choice.css";

interface ChoiceProps<Id extends string> {
  name: string;
  label: string;
  choices: readonly { id: Id; label: string; lang?: string }[];
  chosen: string;
  choose: (id: Id) => void;
}

/** One of a few, in a row. */
export function Choice<Id extends string>({ name, label, choices, chosen, choose }: ChoiceProps<Id>) {
  return (
    <fieldset class="choice">
      <legend class="setting-heading">{label}</legend>
      <div class="segments">
        {choices.map(({ id, label: text, lang }) => (
          <label class="segment" key={id} lang={lang}>
            <input type="radio" name={name} checked={chosen === id} onChange={() => choose(id)} />
            <span>{text}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
