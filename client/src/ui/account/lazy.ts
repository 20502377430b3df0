import { accountWords } from "../../i18n/account";
import { later } from "../app/Later";

/** What is fetched when it is first shown, with its words. */
export const KeepDialog = later(
  () => import("./KeepDialog").then((module) => module.KeepDialog),
  accountWords,
);
export const SignInDialog = later(
  () => import("./SignInDialog").then((module) => module.SignInDialog),
  accountWords,
);
export const AccountDialog = later(
  () => import("./AccountDialog").then((module) => module.AccountDialog),
  accountWords,
);
export const AccountSection = later(
  () => import("./AccountSection").then((module) => module.AccountSection),
  accountWords,
);
export const LinkPage = later(() => import("./LinkPage").then((module) => module.LinkPage), accountWords);
export const KeepHint = later(() => import("./KeepHint").then((module) => module.KeepHint), accountWords);
