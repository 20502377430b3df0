import type { OwnMessage } from "../contract";
import type { Person } from "../wire.gen";
import { accountScenes } from "./account";
import { adminScenes } from "./admin";
import { composeScenes } from "./compose";
import { FakeChat } from "./fake";
import { messageScenes } from "./messages";
import { orderScenes } from "./order";
import { shellScenes } from "./shell";
import { say, TEXTS } from "./texts";

const MINUTE = 60_000;
/** Half past two this afternoon: the pictures do not change with the clock. */
const NOON = new Date().setHours(14, 30, 0, 0);
const ago = (minutes: number): number => NOON - minutes * MINUTE;

export const me: Person = { id: 4, name: "山间清风" };
const ming: Person = { id: 10, name: "小明" };
const fox: Person = { id: 3, name: "Jasmine Fox" };
const rain: Person = { id: 7, name: "听雨的茶客" };
const qing: Person = { id: 21, name: "阿青" };
const theo: Person = { id: 14, name: "Theo" };
const layla: Person = { id: 16, name: "ليلى" };
const long: Person = {
  id: 18,
  name: `一个名字长得不得了的人${"很长".repeat(40)}VeryLongNameWithoutAnyPlaceToBreakIt${"x".repeat(80)}`,
};

const crowd = [me, ming, fox, rain, qing, theo, layla];

/** A room in which seven people talk. */
function talk(): FakeChat {
  const chat = new FakeChat();
  chat.you.value = me;
  chat.view.people.value = crowd;
  chat.view.count.value = crowd.length;
  const yesterday = 24 * 60;
  chat.past(qing, "新到的白茶放在柜台上，谁想尝尝自己泡。", ago(yesterday + 200));
  chat.past(theo, "Is there a kettle that holds 80 °C? Mine only knows boiling.", ago(yesterday + 190));
  chat.past(qing, "有，左边那只。水开以后放三分钟也行。", ago(yesterday + 188));
  chat.past(ming, "我家在上海东边，下周有人一起去茶博会吗？", ago(28));
  chat.past(ming, "听说今年有云南古树的专场 🍃", ago(27));
  chat.past(
    fox,
    "@小明 count me in. The tickets are here: https://expo.example.org/tea/2026?day=sat",
    ago(25),
    { mentions: [10] },
  );
  chat.past(me, "我也想去，周六还是周日？\n周日我下午四点以后才有空。", ago(21));
  chat.past(rain, "票我多一张，周六上午，给你留着？", ago(18), { to: me });
  chat.past(me, "太好了，谢谢！", ago(17), { to: rain });
  chat.past(qing, "周六我也去。地铁 2 号线转 16 号线，大概 50 分钟，早点出发人少。", ago(12));
  chat.past(layla, "مساء الخير! @山间清风 see you on Saturday 🍵", ago(8), { mentions: [4] });
  chat.view.notices.value = [
    {
      id: "n1",
      afterSeq: 7,
      at: ago(20),
      joined: [qing, theo, rain, layla, fox, ming],
      left: [],
      renamed: [],
    },
    {
      id: "n2",
      afterSeq: 10,
      at: ago(10),
      joined: [],
      left: [theo],
      renamed: [{ from: "Guest 12", to: layla }],
    },
  ];
  chat.view.readAtOpen.value = 9;
  chat.show();
  return chat;
}

function own(state: OwnMessage["state"], body: string, more: Partial<OwnMessage> = {}): OwnMessage {
  return {
    key: `own-${state}-${body.length}`,
    room: 1,
    body,
    to: null,
    mentions: [],
    everyone: false,
    replyTo: null,
    action: false,
    color: null,
    files: [],
    options: [],
    at: NOON,
    state,
    code: null,
    retryAt: null,
    ...more,
  };
}

const with_ = (change: (chat: FakeChat) => void) => (): FakeChat => {
  const chat = talk();
  change(chat);
  return chat;
};

/** Every state of the screen, by the name that `gallery.html?scene=` takes. */
export const SCENES: Record<string, () => FakeChat> = {
  talk,
  typing: with_((chat) => {
    chat.view.typing.value = [theo, qing];
  }),
  visitor: with_((chat) => {
    chat.you.value = null;
    chat.proposedName.value = "松下问童子";
    chat.view.people.value = crowd.filter(({ id }) => id !== me.id);
    chat.view.readAtOpen.value = 0;
  }),
  empty: () => {
    const chat = new FakeChat();
    chat.proposedName.value = "松下问童子";
    return chat;
  },
  loading: () => {
    const chat = new FakeChat();
    chat.view.phase.value = "loading";
    chat.view.state.value = null;
    chat.connection.value = { phase: "connecting" };
    return chat;
  },
  error: () => {
    const chat = new FakeChat();
    chat.you.value = me;
    chat.view.phase.value = "failed";
    chat.connection.value = { phase: "offline", retryAt: performance.now() + 12_000 };
    return chat;
  },
  offline: with_((chat) => {
    chat.connection.value = { phase: "offline", retryAt: performance.now() + 18_000 };
    chat.view.own.value = [
      own("waiting", "路上没信号，先写在这里。"),
      own("waiting", "到了再说。", { key: "w2" }),
    ];
  }),
  restarting: with_((chat) => {
    chat.connection.value = { phase: "restarting", retryAt: null };
  }),
  ended: with_((chat) => {
    chat.connection.value = { phase: "ended", code: "banned" };
  }),
  flooded: with_((chat) => {
    chat.connection.value = { phase: "flooded", retryAt: performance.now() + 29_000 };
  }),
  outdated: with_((chat) => {
    chat.connection.value = { phase: "ended", code: "other_version" };
  }),
  "signed-out": with_((chat) => {
    chat.you.value = null;
    chat.proposedName.value = "松下问童子";
    chat.notice.value = { kind: "signed_out", name: me.name, dropped: 2 };
  }),
  proving: with_((chat) => {
    chat.proving.value = true;
  }),
  reloaded: with_((chat) => {
    chat.notice.value = { kind: "reloaded" };
  }),
  nowhere: with_((chat) => {
    chat.notice.value = { kind: "nowhere", room: 99, seq: null };
  }),
  held: with_((chat) => {
    chat.view.own.value = [
      own("held", "一句接一句，停不下来。", { code: "rate_limited", retryAt: performance.now() + 9_000 }),
      own("waiting", "还有一句。", { key: "w3" }),
    ];
  }),
  failed: with_((chat) => {
    chat.view.own.value = [
      own("pending", "正在路上的一句。"),
      own("failed", "给一个已经不在的人。", { code: "person_not_found", to: { id: 99, name: "过客" } }),
      own("failed", "This one is too long.", { code: "too_large" }),
    ];
  }),
  whisper: with_((chat) => {
    chat.past(rain, "那周六早上九点，地铁口见。", ago(5), { to: me });
    chat.past(rain, "穿绿外套的就是我。", ago(4), { to: me });
    chat.show();
    localStorage.setItem("teahouse.draft.1", JSON.stringify({ text: "好，我带点心。", to: rain }));
  }),
  unclear: with_((chat) => {
    chat.view.people.value = [
      ...crowd,
      { id: 31, name: "小明亮" },
      { id: 32, name: "小鸣" },
      { id: 33, name: "小茗" },
    ];
    localStorage.setItem("teahouse.draft.1", JSON.stringify({ text: "@小 明天见", to: null }));
  }),
  "long-name": with_((chat) => {
    chat.view.people.value = [...crowd, long];
    chat.past(long, "我的名字有两百个字，希望没有撑破什么。", ago(6));
    chat.past(long, "悄悄说一句。", ago(5), { to: me });
    chat.past(me, "回一句。", ago(4), { to: long });
    chat.view.notices.value = [
      { id: "n9", afterSeq: 13, at: ago(3), joined: [long, { ...long, id: 19 }], left: [], renamed: [] },
    ];
    chat.view.typing.value = [long];
    chat.show();
    localStorage.setItem("teahouse.draft.1", JSON.stringify({ text: "给名字很长的人", to: long }));
  }),
  "long-word": with_((chat) => {
    chat.past(fox, "Donaudampfschifffahrt".repeat(24), ago(6));
    chat.past(theo, `https://example.org/${"path/".repeat(60)}end`, ago(5));
    chat.past(ming, "啊".repeat(500), ago(4));
    chat.show();
  }),
  crowd: with_((chat) => {
    chat.view.people.value = Array.from({ length: 180 }, (_, i) => ({
      id: i + 1,
      name: i % 3 ? `茶客 ${i + 1}` : `Guest ${i + 1}`,
    }));
    chat.view.count.value = 180;
  }),
  multitude: with_((chat) => {
    chat.view.people.value = [];
    chat.view.count.value = 12_408;
  }),
  ...Object.fromEntries(
    Object.entries(TEXTS).map(([name, texts]) => [
      name,
      () => say(talk(), texts, [ming, fox, qing, theo], ago(20)),
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(messageScenes({ me, ming, fox, rain, qing, theo, long, ago })).map(([name, change]) => [
      name,
      with_(change),
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(composeScenes({ me, ming, fox, rain, qing, theo, long, ago })).map(([name, change]) => [
      name,
      with_(change),
    ]),
  ),
  ...shellScenes(with_),
  ...orderScenes(with_),
  ...adminScenes(with_),
  ...accountScenes(with_),
  blank: with_((chat) => {
    chat.past(theo, null, ago(3));
    chat.show();
  }),
  history: () => {
    const chat = talk();
    chat.log = [];
    for (let i = 0; i < 3000; i += 1) {
      const lines = "一行话。 A line of talk. ".repeat(1 + ((i * 7) % 9));
      chat.past(crowd[(i >> 2) % crowd.length] ?? me, `${i + 1}: ${lines}`, NOON - (3000 - i) * MINUTE);
    }
    chat.view.notices.value = [];
    chat.view.readAtOpen.value = 0;
    chat.show();
    return chat;
  },
};
