import { orderWords } from "../../i18n/order";
import { later } from "../app/Later";

/** What is fetched when it is first shown, with its words. */
export const DeedDialog = later(() => import("./DeedDialog").then((module) => module.DeedDialog), orderWords);
export const ModerateDialog = later(
  () => import("./ModerateDialog").then((module) => module.ModerateDialog),
  orderWords,
);
export const RoomDialog = later(() => import("./RoomDialog").then((module) => module.RoomDialog), orderWords);
export const QueuePanel = later(() => import("./QueuePanel").then((module) => module.QueuePanel), orderWords);
