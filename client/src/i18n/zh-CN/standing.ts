import { spaced } from "../spaced";
import type { StandingStrings } from "../standing";

const first = (name: string): string => spaced(name).trimStart();
const last = (name: string): string => spaced(name).trimEnd();

export const standingZh: StandingStrings = {
  roles: { owner: "房主", admin: "管理员", moderator: "房管" },
  privateRoom: "私密",
  membersRoom: "仅限注册用户",
  announcement: "公告",

  spans: {
    second: (n) => `${n} 秒`,
    minute: (n) => `${n} 分钟`,
    hour: (n) => `${n} 小时`,
    day: (n) => `${n} 天`,
  },
  came: (name) => `${first(name)}加入了房间`,
  added: (by, name) => `${first(by)}把${spaced(name)}加进了房间`,
  left: (name) => `${first(name)}退出了房间`,
  removed: (by, name) => `${first(by)}把${spaced(name)}移出了房间`,
  ranked: {
    owner: (by, name) => `${first(by)}把${spaced(name)}设为房主`,
    moderator: (by, name) => `${first(by)}把${spaced(name)}设为房管`,
    member: (_, name) => `${first(name)}现在是普通成员`,
  },
  archived: (by, on) => `${first(by)}${on ? "归档了房间" : "把房间移出了归档"}`,
  closed: (by, on) => `${first(by)}${on ? "开启了全员禁言" : "解除了全员禁言"}`,
  opened: (by, access) => `${first(by)}${access === "public" ? "把房间设为公开" : "把房间设为仅限注册用户"}`,
  slowed: (by, span) => `${first(by)}开启了慢速模式，每 ${span}可发一条`,
  slowedNot: (by) => `${first(by)}关闭了慢速模式`,
  kept: (by, span) => `${first(by)}把消息设为保留 ${span}`,
  keptForEver: (by) => `${first(by)}把消息设为永久保留`,
  keptAsHouse: (by) => `${first(by)}把消息设为和别处保留一样久`,
  keptHere: (span) => `这里的消息保留 ${span}，到期后彻底删除。`,

  mutedFor: (left) => `你已被禁言，还剩 ${left}。`,
  mutedUntil: (until) => `你已被禁言，到${spaced(until)}为止。`,
  muted: "你已被禁言。",
  reason: (reason) => `原因：${reason}`,
  textKept: "没写完的话还留着。",
  slowMode: (span) => `慢速模式：每 ${span}可发一条。`,
  slowWait: (seconds) => `${seconds} 秒后可发送`,

  bannedTitle: "你暂时不能进来",
  bannedUntil: (until) => `${first(until)}之后可以回来。`,
  banned: "你已被禁止进入这里。",
  bannedHint: "管理这里的人可以解除。",
  comeBack: "试着回来",
  gone: (title) => `你已不在“${title}”里了。`,
  invite: "邀请别人",
  leadsNowhere: "这个链接指向的内容不存在，或者你看不到。",
  nowhereTitle: "没有你能进的房间",
  nowhereText: "一有房间，就会显示在这里。",

  report: "举报…",
  takeBack: "撤回…",
  moderate: (name) => `管理${last(name)}…`,
  queue: "待处理",
  queueCount: (n) => `${n} 件待处理`,
  undo: "撤销",
  undone: "已撤销。",
};
