import { render } from "preact";
import { Frames } from "./Frames";
import { listenIn } from "./tap";

// Before the page opens its socket: this file comes first in the development build, and is in no other.
listenIn();

const place = document.createElement("div");

function close(): void {
  render(null, place);
  place.remove();
}

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || !event.shiftKey || event.code !== "KeyF") return;
  event.preventDefault();
  if (place.isConnected) {
    close();
    return;
  }
  document.body.append(place);
  render(<Frames onClose={close} />, place);
});
