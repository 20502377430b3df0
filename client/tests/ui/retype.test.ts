import { afterEach, expect, it, vi } from "vitest";
import { retype } from "../../src/ui/write/retype";

/** As much of a text field, and of the document's editing, as is used. */
function field(value: string, focused = true) {
  const element = {
    value,
    range: [0, 0] as [number, number],
    setSelectionRange(from: number, to: number) {
      element.range = [from, to];
    },
  };
  const typed: [string, string][] = [];
  const execCommand = (command: string, _: boolean, put: string): boolean => {
    typed.push([command, element.value.slice(...element.range)]);
    element.value = element.value.slice(0, element.range[0]) + put + element.value.slice(element.range[1]);
    return true;
  };
  vi.stubGlobal("document", { activeElement: focused ? element : null, execCommand });
  return { element: element as unknown as HTMLTextAreaElement, typed };
}

afterEach(() => vi.unstubAllGlobals());

it.each([
  ["去 @xiao 吗", "去 @小明 吗", ["insertText", "xiao"]],
  ["好", "好😀", ["insertText", ""]],
  ["好😀", "好😁", ["insertText", "😀"]],
  ["a😀b", "a🌀b", ["insertText", "😀"]],
  ["@小明 好", "好", ["delete", "@小明 "]],
  ["aaa", "aaaa", ["insertText", ""]],
])("types the difference from %s to %s, and cuts no sign in two", (before, after, told) => {
  const { element, typed } = field(before);
  retype(element, after);
  expect([element.value, typed]).toEqual([after, [told]]);
});

it("sets the whole where nothing can be typed", () => {
  const { element, typed } = field("一", false);
  retype(element, "二");
  expect([element.value, typed]).toEqual(["二", []]);
});

it("leaves a field alone that says so already", () => {
  const { element, typed } = field("一");
  retype(element, "一");
  expect(typed).toEqual([]);
});
