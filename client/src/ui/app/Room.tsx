import { Log } from "../log/Log";
import { DoneToast } from "../order/DoneToast";
import { useScreen } from "../parts/screen";
import { Composer } from "../write/Composer";
import { Banner } from "./Banner";
import { RoomHeader } from "./RoomHeader";
import "./Room.css";

interface Props {
  openRail: () => void;
  openPeople: () => void;
}

/** The open room: what it is called, what was said, and where to speak. */
export function Room(props: Props) {
  const { chat } = useScreen();
  return (
    <main class="room">
      <RoomHeader {...props} />
      <div class="log-frame">
        <Log />
        <Banner chat={chat} />
        <DoneToast />
      </div>
      <Composer />
    </main>
  );
}
