/** What stands in the log, and what can be done there. Names in arguments come isolated. */
export interface TalkStrings {
  reply: string;
  react: string;
  reactWith: (emoji: string) => string;
  moreReactions: string;
  more: string;
  actionsOf: (name: string) => string;
  edit: string;
  recall: string;
  pin: string;
  unpin: string;
  copyText: string;
  copyLink: string;
  markUnread: string;
  ignore: (name: string) => string;
  unignore: (name: string) => string;
  whisperTo: (name: string) => string;
  showVersions: string;
  copied: string;
  copyFailed: string;
  markedUnread: string;
  offline: string;

  /** Before a message, for those who hear it: who and when. */
  heard: (name: string, time: string) => string;
  /** A new message, told aloud; `action` is what somebody does. */
  said: (name: string, text: string) => string;
  acted: (name: string, text: string) => string;
  whispered: (name: string, text: string) => string;
  moreSaid: (n: number) => string;

  edited: string;
  editedAt: (time: string) => string;
  versions: string;
  versionNow: string;
  versionErased: string;
  versionsFailed: string;
  recalled: (name: string) => string;
  recalledByYou: string;
  recalledBy: (name: string, by: string) => string;
  recallTitle: string;
  recallText: string;

  /** Before the name and the words of what is answered. */
  quoted: string;
  toQuoted: string;
  quoteLoading: string;
  quoteGone: string;
  picture: string;
  video: string;
  sound: string;
  file: string;
  poll: string;

  others: (names: string, n: number) => string;
  yourself: string;

  pins: (n: number) => string;
  pinned: string;
  toPinned: string;
  allPins: string;
  noPins: string;

  votes: (n: number) => string;
  /** After an answer, for those who hear it. */
  share: (n: number, percent: number) => string;
  takeVoteBack: string;
  showVoters: string;
  hideVoters: string;
  nobodyVoted: string;
  closePoll: string;
  pollClosed: string;

  openPicture: (name: string) => string;
  pictures: (n: number, all: number) => string;
  previous: string;
  next: string;
  zoomIn: string;
  zoomOut: string;
  download: string;
  pictureFailed: string;
  openLink: (site: string) => string;

  ignored: (n: number) => string;
  show: string;
  hide: string;
  ignoredHint: string;

  toFirstUnread: (n: number) => string;
  toFirstUnreadUnknown: string;

  card: (name: string) => string;
  away: string;
  here: string;
  notHere: string;
  direct: string;
  itsYou: string;
  loadFailed: string;
}
