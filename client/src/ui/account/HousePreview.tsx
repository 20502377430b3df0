import { words } from "../../i18n/account";
import { strings } from "../../i18n/language";
import { Avatar } from "../parts/Avatar";
import { Cup, Icon } from "../parts/Icon";
import "./HousePreview.css";

interface Props {
  name: string;
  owner: string;
}

/** The place in small, as it will be: drawn anew with every letter. */
export function HousePreview({ name, owner }: Props) {
  const t = words.value.links;
  const [first, second, field] = t.previewLines;
  return (
    <div class="house-preview" aria-hidden="true">
      <div class="preview-rail">
        <span class="preview-brand">
          <Cup size={20} />
          <b class="one-line">{name}</b>
        </span>
        <span class="preview-room current one-line"># {strings.value.lobby}</span>
        <i />
        <i />
      </div>
      <div class="preview-talk">
        <span class="preview-line">
          <Avatar person={{ id: 3, name: "Jasmine" }} small />
          <span>{first}</span>
        </span>
        <span class="preview-line">
          <Avatar person={{ id: 4, name: owner || "…" }} small />
          <span class="preview-said">{second}</span>
        </span>
        <span class="preview-field">
          <span class="one-line">{field}</span>
          <span class="preview-send">
            <Icon name="send" size={14} />
          </span>
        </span>
      </div>
    </div>
  );
}
