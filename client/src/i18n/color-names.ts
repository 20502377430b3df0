import type { ColorName } from "../ui/write/color";

/** What the colours are called; a command knows them by the names of every language. */
export type ColorNames = Readonly<Record<ColorName, string>>;

export const colorsEn: ColorNames = {
  clay: "Clay",
  amber: "Amber",
  moss: "Moss",
  tea: "Tea",
  teal: "Teal",
  sky: "Sky",
  iris: "Iris",
  plum: "Plum",
  rose: "Rose",
};

export const colorsZh: ColorNames = {
  clay: "陶土",
  amber: "琥珀",
  moss: "苔绿",
  tea: "茶青",
  teal: "湖蓝",
  sky: "天青",
  iris: "鸢尾",
  plum: "梅紫",
  rose: "胭脂",
};
