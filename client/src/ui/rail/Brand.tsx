import type { Chat } from "../../contract";
import { look } from "../app/house";
import { Cup } from "../parts/Icon";

/** What the place is called, beside its own picture or the cup. */
export function Brand({ chat }: { chat: Pick<Chat, "placeName"> }) {
  const place = chat.placeName.value;
  const { logo } = look.value;
  return (
    <div class="brand">
      {logo ? <img class="brand-logo" src={logo} alt="" width={30} height={30} /> : <Cup />}
      <b class="brand-name one-line" title={place}>
        <bdi>{place}</bdi>
      </b>
      {place === "Teahouse" && !logo && (
        <small class="brand-native" lang="zh-CN">
          茶馆
        </small>
      )}
    </div>
  );
}
