import type { Person } from "../wire.gen";
import type { FakeChat } from "./fake";

const FENCE = "```";

const PYTHON = `def brew(leaves: list[Leaf], *, degrees: float = 80.0) -> Cup:
    """A cup of tea; raises TooHotError above 95 °C."""
    if degrees > 95:  # 绿茶怕烫
        raise TooHotError(f"{degrees} °C")
    return Cup(sum(leaf.weight for leaf in leaves), steeped=timedelta(minutes=3))`;

const LINES = Array.from(
  { length: 60 },
  (_, i) => `export const kettle${i + 1} = { id: ${i + 1}, name: "壶 ${i + 1}", hot: ${i % 2 === 0} };`,
).join("\n");

/** What messages can be made of, by the name of a scene. */
export const TEXTS: Record<string, readonly string[]> = {
  marks: [
    "**茶**可以*慢慢*喝，~~冷的~~不要。他说**“好”**了。***Both***, `inline code` 和 [一个链接](https://example.org/tea)。",
    "周末带的东西：\n- 白茶\n- 点心\n  - 绿豆糕\n  - 桂花糕，如果还买得到的话，买两盒，一盒给阿青，另外一盒大家分\n- 热水瓶\n\n到了以后：\n1. 烧水\n2. 等三分钟\n3. 再泡",
    "> 有人会用盖碗吗？\n> 我只会用马克杯。\n> > 杯子也行。\n\n会的，周六我教你。",
    "结局是||船长才是**凶手**，从第一页就看得出来||，别告诉 @小明。",
    "写信到 tea@example.org 或看 https://example.org/茶/白茶?year=2026，地图在 www.example.org。",
    "[https://bank.example](https://thief.example/login) 和 [正经链接](https://example.org/a/very/long/path)",
    "# 不是标题\n| 不是 | 表格 |\n|---|---|\n<b>不是 HTML</b> ![不是图](https://example.org/x.png)\n¯\\_(ツ)_/¯ 好~明天见~ >_<",
    "1998. 那一年\n1999. 这一年",
  ],
  code: [
    `先这样：\n${FENCE}python\n${PYTHON}\n${FENCE}\n再试一次 \`brew(leaves, degrees=80)\`。`,
    `${FENCE}\nno language here\n${FENCE}`,
    `${FENCE}diff\n- water = 100\n+ water = 80\n${FENCE}`,
    `${FENCE}ts\n${LINES}\n${FENCE}`,
  ],
  math: [
    "勾股定理 $a^2+b^2=c^2$，以及 $e^{i\\pi}+1=0$，$x$ 是未知数。票价 $5 到 $10。",
    "行内很长的：$\\underbrace{a+b+c+d+e+f+g+h+i+j+k+l+m+n+o+p+q+r+s+t+u+v+w+x+y+z}_{26}$ 完。",
    "$$\n\\int_{-\\infty}^{\\infty} e^{-x^2}\\,dx = \\sqrt{\\pi}\n$$",
    "$$\\sum_{n=1}^{\\infty} \\frac{1}{n^2} = 1 + \\frac14 + \\frac19 + \\frac1{16} + \\frac1{25} + \\frac1{36} + \\frac1{49} + \\frac1{64} + \\frac1{81} + \\frac1{100} + \\cdots = \\frac{\\pi^2}{6}$$",
    "$\\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix}$ $\\left(\\frac{\\partial f}{\\partial x}\\right)^{2} \\in \\mathbb{R}$ $\\pmb{x} \\fcolorbox{red}{yellow}{y} \\href{javascript:alert(1)}{z}$ 写错的：$\\frac{1$ 和 $\\nosuch{x}$",
  ],
  emoji: [
    "🍵",
    "👍🏽 👩‍❤️‍👨 🇨🇳",
    ":tea: :+1:",
    "来杯:tea:吧 :red_heart: :nobody_knows: 10:30:45",
    "四个就不大了 🍵🍵🍵🍵",
  ],
  hostile: [
    `\u202eoverridden and never closed \u2066isolated`,
    "下一条要好好的。",
    `Z${"\u0301\u0327\u0353".repeat(400)}a${"\u0336\u0334\u0489".repeat(300)}lgo`,
    "上下两条也要好好的。",
    "<img src=x onerror=alert(1)> [x](javascript:alert(1)) <script>alert(1)</script>",
    `${">".repeat(40)} deep`,
    `${"||".repeat(3)}${"*".repeat(40)}${"[".repeat(40)}`,
    "مرحبا بكم في بيت الشاي\nهذا سطر ثان أطول قليلا\n- واحد\n- اثنان",
  ],
};

/** Has people say the texts, one after the other. */
export function say(
  chat: FakeChat,
  texts: readonly string[],
  people: readonly Person[],
  from: number,
): FakeChat {
  chat.log = [];
  chat.view.notices.value = [];
  chat.view.readAtOpen.value = 0;
  for (const [i, text] of texts.entries()) {
    const person = people[i % people.length];
    if (person) chat.past(person, text, from + i * 60_000);
  }
  chat.show();
  return chat;
}
