/** Share: the link of this very view. */
import { copyButton } from "./ask.js";
import { byId, h } from "./dom.js";
import { t } from "./words.js";

export function openShare() {
  byId("share")?.replaceChildren(h("div", { class: "actions" }, copyButton(t("share.link"), () => location.href)));
}
