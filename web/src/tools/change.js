/** The inputs of a tool stand behind its answer: open where there is room, behind a word on a phone. */
import { h, narrow } from "../core/dom.js";
import { t } from "../core/words.js";

/** @param {...Node} inputs */
export const makeChange = (...inputs) => h("details", { class: "change", open: !narrow() }, h("summary", {}, t("tool.change")), ...inputs);
