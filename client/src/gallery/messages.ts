import type { File, Person } from "../wire.gen";
import type { FakeChat } from "./fake";

/** Everything that can stand in the log, as changes to a room in which people talk. */
export interface Cast {
  me: Person;
  ming: Person;
  fox: Person;
  rain: Person;
  qing: Person;
  theo: Person;
  long: Person;
  /** Unix milliseconds of so many minutes before the afternoon of the pictures. */
  ago: (minutes: number) => number;
}

const picture = (hue: number, width: number, height: number, name: string): File => ({
  id: `${hue}-${width}x${height}`,
  name,
  size: width * height,
  type: "image/jpeg",
  width,
  height,
});

const LONG_OPTION = "一个写得很长的选项，长到一行放不下，要看看它换行以后还好不好看，旁边的数字还在不在";

export function messageScenes({ me, ming, fox, rain, qing, theo, long, ago }: Cast) {
  return {
    replies: (chat: FakeChat) => {
      chat.past(me, "周六几点在地铁口见？", ago(7), { reply_to: 4 });
      chat.past(ming, "九点吧，早点去人少。", ago(6), { reply_to: 12, mentions: [me.id] });
      chat.past(theo, "I have no idea what you are all talking about, but I am coming.", ago(5), {
        reply_to: 6,
        folded: { edited_at: ago(4) },
      });
      chat.past(me, "周六去，我带茶具。", ago(4), { folded: { edited_at: ago(3) } });
      chat.past(qing, "@山间清风 那我带点心。", ago(3), { reply_to: 999, mentions: [me.id] });
      chat.past(fox, "pours everyone a cup of white tea", ago(2), { action: true });
      chat.past(rain, "@所有人 周六早上九点，2 号线地铁口见！", ago(1), { everyone: true });
      chat.show();
    },
    reactions: (chat: FakeChat) => {
      chat.change(4, { reactions: [{ emoji: "🍵", people: [4, 3, 7, 21] }] });
      chat.change(5, {
        reactions: [
          { emoji: "🍃", people: [3] },
          { emoji: "👍", people: [7, 4] },
          { emoji: "❤️", people: Array.from({ length: 312 }, (_, i) => 100 + i) },
        ],
      });
      const many = [
        "😀",
        "🎉",
        "🙏",
        "👀",
        "🔥",
        "🫖",
        "🥮",
        "🌿",
        "☕",
        "🏮",
        "🐼",
        "🎋",
        "🧧",
        "🌧️",
        "🚇",
        "💯",
      ];
      chat.change(10, {
        reactions: many.map((emoji, i) => ({ emoji, people: [10 + i, 3].slice(0, 1 + (i % 2)) })),
      });
    },
    recalled: (chat: FakeChat) => {
      chat.past(ming, null, ago(6), { folded: { recalled_at: ago(5), recalled_by: ming.id } });
      chat.past(me, null, ago(4), { folded: { recalled_at: ago(3), recalled_by: me.id } });
      chat.past(theo, null, ago(3), { folded: { recalled_at: ago(2), recalled_by: qing.id } });
      chat.past(long, null, ago(2), { folded: { recalled_at: ago(1), recalled_by: long.id } });
      chat.show();
    },
    files: (chat: FakeChat) => {
      chat.past(qing, "昨天山上拍的。", ago(7), { files: [picture(140, 1600, 1067, "山.jpg")] });
      chat.past(fox, "", ago(6), {
        files: [
          picture(30, 1200, 900, "one.jpg"),
          picture(200, 900, 1400, "two.jpg"),
          picture(260, 1000, 1000, "three.jpg"),
          picture(330, 1600, 700, "four.jpg"),
        ],
      });
      chat.past(ming, "表格和录音都在这里。", ago(5), {
        files: [
          {
            id: "f1",
            name: "茶博会 2026 参展名单（最终版，真的是最终版）.xlsx",
            size: 48_213,
            type: "application/x",
          },
          { id: "f2", name: "address.pdf", size: 3_480_112, type: "application/pdf" },
          { id: "f3", name: "kettle.ogg", size: 812_000, type: "audio/ogg" },
        ],
      });
      chat.past(theo, "This is the place: https://expo.example.org/tea/2026", ago(4), {
        folded: {
          previews: [
            {
              url: "https://expo.example.org/tea/2026",
              title: "Tea Expo 2026: six hundred growers, one weekend",
              text: "Pu'er, oolong, white and green teas from eleven provinces, with tastings every hour and a hall for teaware.",
              site: "Tea Expo",
              image: picture(90, 400, 400, "poster.jpg"),
            },
          ],
        },
      });
      chat.show();
    },
    portrait: (chat: FakeChat) => {
      chat.past(fox, "Tall, wide, tiny and broken:", ago(4), { files: [picture(20, 600, 3000, "tall.jpg")] });
      chat.past(fox, "", ago(3), { files: [picture(200, 4000, 300, "wide.jpg")] });
      chat.past(fox, "", ago(2), { files: [picture(300, 8, 8, "tiny.png")] });
      chat.past(fox, "", ago(1), {
        files: [{ id: "gone", name: "gone.png", size: 1, type: "image/png", width: 800, height: 500 }],
      });
      chat.show();
    },
    poll: (chat: FakeChat) => {
      chat.past(qing, "茶博会哪天去？", ago(6), {
        options: ["周六上午", "周日下午", LONG_OPTION, "都行"],
        folded: { votes: [[4, 10, 3, 7], [14], [16, 21], []] },
      });
      chat.past(me, "点心带什么？", ago(4), { options: ["绿豆糕", "麻花"], folded: { votes: [[], []] } });
      chat.past(theo, "Which kettle?", ago(3), {
        options: ["The left one", "The right one"],
        folded: { votes: [[10, 3], [7]], closed: true },
      });
      chat.show();
    },
    pins: (chat: FakeChat) => {
      chat.view.pins.value = [6, 1, 999];
      for (const seq of [6, 1]) chat.change(seq, { pinned: true });
    },
    ignored: (chat: FakeChat) => {
      chat.ignored.value = new Set([ming.id]);
      chat.past(ming, "还有人要一起去吗？", ago(4));
      chat.past(ming, "我真的很会挑茶。", ago(3));
      chat.past(theo, "Anyone?", ago(2));
      chat.show();
    },
    status: (chat: FakeChat) => {
      chat.view.people.value = chat.view.people.value.map((person) =>
        person.id === ming.id ? { ...person, away: true, status: "喝茶去了，四点回来" } : person,
      );
    },
    colours: (chat: FakeChat) => {
      chat.past(ming, "今天的话是茶色的。", ago(4), { color: "#8a5a2b" });
      chat.past(fox, "And mine are far too bright, so they are darkened until they can be read.", ago(3), {
        color: "#ffff00",
      });
      chat.show();
    },
    unread: (chat: FakeChat) => {
      for (let i = 0; i < 60; i += 1)
        chat.past(
          [ming, fox, qing][i % 3] as Person,
          `没读过的第 ${i + 1} 条。 Unread line ${i + 1}.`,
          ago(60 - i),
        );
      chat.view.readAtOpen.value = 14;
      chat.show();
    },
  } satisfies Record<string, (chat: FakeChat) => void>;
}
