/** Where one is told of what one misses while the page is closed. */
export interface NoticePlacesStrings {
  heading: string;
  about: string;
  visitor: string;
  loading: string;
  failed: string;
  offline: string;

  thisBrowser: string;
  states: Record<
    "unable" | "insecure" | "off_here" | "blocked" | "off" | "asking" | "on" | "no_service",
    string
  >;
  turnOn: string;
  turnOff: string;
  otherBrowser: (maker: string) => string;
  makers: Record<"google" | "mozilla" | "apple" | "microsoft", string>;

  elsewhere: string;
  elsewhereHint: string;
  service: string;
  /** How the one of no service, for programs, is called. */
  program: string;
  address: string;
  example: (example: string) => string;
  secrets: Record<"signature" | "token", string>;
  add: string;
  added: string;
  test: string;
  testOf: (name: string) => string;
  testing: string;
  remove: string;
  removeOf: (name: string) => string;
  sent: string;
  /** Why a notice on trial did not arrive, by the server's codes. */
  trials: Record<
    | "unreachable"
    | "name_not_found"
    | "connection_failed"
    | "tls_failed"
    | "timed_out"
    | "address_refused"
    | "port_refused"
    | "rate_limited"
    | "bad_answer"
    | "gone"
    | "denied"
    | "trouble"
    | "other",
    string
  >;
  /** After a sentence. */
  serviceSaid: (said: string) => string;
}

export const noticePlacesEn: NoticePlacesStrings = {
  heading: "While the page is closed",
  about: "Mentions, replies, whispers and conversations reach you here when no page of yours is open.",
  visitor: "Say something first: notices belong to a name.",
  loading: "Loading…",
  failed: "This could not be loaded.",
  offline: "There is no connection. Nothing was changed.",

  thisBrowser: "This browser",
  states: {
    unable:
      "This browser has no notices for closed pages. On an iPhone, add the page to the home screen first.",
    insecure: "Browsers allow this only on addresses that begin with https.",
    off_here: "This place sends no notices to browsers.",
    blocked: "The browser blocks notices from this page. Allow them in its settings for this site.",
    off: "Off.",
    asking: "One moment…",
    on: "On. The browser tells you even when the page is closed.",
    no_service: "The notice service of this browser's maker does not answer. A service below may reach you.",
  },
  turnOn: "Turn on",
  turnOff: "Turn off",
  otherBrowser: (maker) => `Another browser (${maker})`,
  makers: { google: "Chrome", mozilla: "Firefox", apple: "Safari", microsoft: "Edge" },

  elsewhere: "Other places",
  elsewhereHint: "A service reaches you even where your browser's own does not.",
  service: "Service",
  program: "Own program (JSON)",
  address: "Address",
  example: (example) => `Such as ${example}`,
  secrets: { signature: "Signing secret, if one is set", token: "Access token, if one is needed" },
  add: "Add",
  added: "Added. Try it out.",
  test: "Try",
  testOf: (name) => `Try: ${name}`,
  testing: "Sending…",
  remove: "Remove",
  removeOf: (name) => `Remove: ${name}`,
  sent: "Sent. It should be there now.",
  trials: {
    unreachable: "Nobody answers at this address.",
    name_not_found: "There is no such host.",
    connection_failed: "The host cannot be reached.",
    tls_failed: "The certificate of the host is not valid.",
    timed_out: "The host took too long to answer.",
    address_refused: "This address is not on the public internet, and the server asks no other.",
    port_refused: "The server may not ask this port.",
    rate_limited: "Too many notices just now. Wait a moment.",
    bad_answer: "The answer is not one of this service. Is the address right?",
    gone: "The service knows this address no more. Remove it and add a new one.",
    denied: "The service refuses it. Is the address complete, and the secret right?",
    trouble: "The service has trouble of its own. Try later.",
    other: "It did not work.",
  },
  serviceSaid: (said) => ` The service says: ${said}`,
};

export const noticePlacesZh: NoticePlacesStrings = {
  heading: "页面关闭时",
  about: "没有打开页面的时候，提到你、回复你的消息，以及悄悄话和私信，会发到这些地方。",
  visitor: "先说一句话，有了名字才能收通知。",
  loading: "正在加载…",
  failed: "没有加载出来。",
  offline: "没有连接，什么都没有改变。",

  thisBrowser: "这个浏览器",
  states: {
    unable: "这个浏览器不能在页面关闭时收通知。苹果手机请先把页面添加到主屏幕。",
    insecure: "浏览器只在加密的网址上允许这样做。",
    off_here: "这里不向浏览器发通知。",
    blocked: "浏览器拦住了这个页面的通知，请在浏览器的网站设置里允许。",
    off: "未开启。",
    asking: "请稍候…",
    on: "已开启，页面关了也会通知你。",
    no_service: "这个浏览器厂商的通知服务没有回应，可以试试下面的服务。",
  },
  turnOn: "开启",
  turnOff: "关闭",
  otherBrowser: (maker) => `另一个浏览器（${maker}）`,
  makers: { google: "谷歌", mozilla: "火狐", apple: "苹果", microsoft: "微软" },

  elsewhere: "其他地方",
  elsewhereHint: "浏览器自己的通知到不了的时候，这些服务也能到。",
  service: "服务",
  program: "自己的程序",
  address: "地址",
  example: (example) => `例如 ${example}`,
  secrets: { signature: "签名密钥（如果设置了）", token: "访问令牌（如果需要）" },
  add: "添加",
  added: "已添加，可以试一下。",
  test: "试一下",
  testOf: (name) => `试一下：${name}`,
  testing: "正在发送…",
  remove: "移除",
  removeOf: (name) => `移除：${name}`,
  sent: "已发送，应该收到了。",
  trials: {
    unreachable: "这个地址没有回应。",
    name_not_found: "没有这个主机。",
    connection_failed: "连不上这个主机。",
    tls_failed: "这个主机的证书无效。",
    timed_out: "这个主机太久没有回应。",
    address_refused: "这个地址不在公网上，服务器不会访问它。",
    port_refused: "服务器不能访问这个端口。",
    rate_limited: "通知太多了，请稍等一下。",
    bad_answer: "回应不像这个服务的，地址对吗？",
    gone: "这个地址已经失效，请移除后重新添加。",
    denied: "服务拒绝了，请检查地址是否完整、密钥是否正确。",
    trouble: "那个服务出了问题，请稍后再试。",
    other: "没有成功。",
  },
  serviceSaid: (said) => `服务的回答：${said}`,
};
