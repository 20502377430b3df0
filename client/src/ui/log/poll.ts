/** Of a poll: so many options, each of so many characters. */
export const FEWEST = 2;
export const MOST = 10;
export const OPTION_CHARACTERS = 200;

export type PollProblem = "needsQuestion" | "needsTwo" | "twice" | "optionTooLong";

/** A poll as it is sent: lines without space around, options that are empty left out. */
export function pollOf(
  question: string,
  options: readonly string[],
): { question: string; options: string[]; problem: PollProblem | null } {
  const asked = question.trim();
  const given = options
    .map((option) => option.trim().replace(/\s+/gu, " "))
    .filter((option) => option !== "");
  const problem = (): PollProblem | null => {
    if (asked === "") return "needsQuestion";
    if (given.length < FEWEST) return "needsTwo";
    if (new Set(given).size < given.length) return "twice";
    return given.some((option) => [...option].length > OPTION_CHARACTERS) ? "optionTooLong" : null;
  };
  return { question: asked, options: given, problem: problem() };
}
