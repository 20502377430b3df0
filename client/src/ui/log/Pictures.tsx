import { useState } from "preact/hooks";
import { strings } from "../../i18n/language";
import type { File } from "../../wire.gen";
import { Icon } from "../parts/Icon";
import { show } from "../parts/overlay";
import { addressOfPicture, boxOf } from "./attached";
import "./Pictures.css";

/** Pictures of a message: one at its own shape, several as a grid. Their place is there before they are. */
export function Pictures({ files }: { files: readonly File[] }) {
  const alone = files.length === 1;
  return (
    <div class={alone ? "pictures alone" : `pictures many ${files.length % 3 === 0 ? "three" : "two"}`}>
      {files.map((file, index) => (
        <Picture
          key={file.id}
          file={file}
          box={alone ? boxOf(file) : { width: 210, height: 210 }}
          open={() => show({ kind: "pictures", files, index })}
        />
      ))}
    </div>
  );
}

interface Props {
  file: File;
  box: { width: number; height: number };
  open: () => void;
}

function Picture({ file, box, open }: Props) {
  const t = strings.value.talk;
  const [failed, setFailed] = useState(false);
  return (
    <button
      type="button"
      class={`picture ${failed ? "failed" : ""}`}
      aria-label={t.openPicture(file.name)}
      aria-haspopup="dialog"
      onClick={open}
    >
      <img
        src={addressOfPicture(file)}
        alt=""
        width={box.width}
        height={box.height}
        loading="lazy"
        decoding="async"
        draggable={false}
        onError={() => setFailed(true)}
      />
      {failed && (
        <span class="picture-failed">
          <Icon name="alert" size={18} />
          <span>{t.pictureFailed}</span>
        </span>
      )}
    </button>
  );
}
