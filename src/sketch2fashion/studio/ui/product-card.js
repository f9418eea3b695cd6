// @ts-check
/** A product: its picture, what it costs, where, and why it was found. */

import { h, icon } from "./dom.js";
import { currentLanguage, label, priceText, t } from "./i18n.js";

/** @typedef {import("../render/api.js").Match} Match */
/** @typedef {{ isFavourite: boolean, canLike: boolean, like: (match: Match) => void, change: (match: Match) => void, favour: (match: Match) => boolean }} Deeds */

const OWN_SHOP = "catalog"; // what products without a shop of their own say
const ALIKE = 0.6; // from this part score on the shape or the colour is worth naming

/** @param {Match} match @param {Deeds} deeds */
export function productCard(match, { isFavourite, canLike, like, change, favour }) {
  const { id, title, price, currency, image, link, shop } = match;
  const cost = price === null ? t("results.noPrice") : priceText(price, currency);
  const picture = h("img", { src: image, alt: "", loading: "lazy", decoding: "async" });
  picture.addEventListener("error", () => picture.replaceWith(icon("examples", 48)), { once: true });
  const card = h(
    "a",
    {
      href: safeLink(link),
      "data-product": id,
      target: "_blank",
      rel: "noopener",
      lang: currentLanguage(),
      "aria-label": `${title}, ${cost}, ${why(match)}, ${t("results.opens")}`,
    },
    h("span", { class: "product-picture" }, picture),
    h("span", { class: "product-title", textContent: title }),
    h(
      "span",
      { class: "product-line" },
      h("strong", { textContent: cost }),
      h("span", { class: "product-shop", textContent: shop === OWN_SHOP ? t("results.ownShop") : shop }),
    ),
    h("span", { class: "why" }, h("span", { textContent: why(match) }), h("span", { class: "why-bars" }, ...bars(match))),
  );
  const heart = button("heart", "results.favour", title);
  heart.setAttribute("aria-pressed", String(isFavourite));
  heart.addEventListener("click", () => heart.setAttribute("aria-pressed", String(favour(match))));
  const more = button("find", "results.like", title);
  more.hidden = !canLike;
  more.addEventListener("click", () => like(match));
  const start = button("sparkle", "results.change", title);
  start.addEventListener("click", () => change(match));
  return h("li", { class: "product" }, card, h("div", { class: "product-tools" }, start, more, heart));
}

/** @param {"heart" | "find" | "sparkle"} picture @param {string} words @param {string} title */
function button(picture, words, title) {
  return label(h("button", { type: "button", class: "icon-button small" }, icon(picture, 18)), "label", words, { title });
}

/** How alike in shape and in colour, as two little bars. @param {Match} match */
function bars({ why: reasons }) {
  return /** @type {const} */ (["shape", "colour"]).flatMap((part) => {
    const share = reasons[part];
    if (share === null || share === undefined) return [];
    const bar = h("span", { class: "why-bar", title: `${t(`why.${part}`)} ${Math.round(share * 100)} %` });
    bar.style.setProperty("--share", String(Math.min(1, Math.max(0, share))));
    return [bar];
  });
}

/** @param {Match} match */
function why({ score, why: reasons }) {
  return t("why.percent", { percent: Math.round(score * 100), what: t(`why.${strongest(reasons)}`) });
}

/** @param {Match["why"]} reasons */
function strongest(reasons) {
  const [shape, colour] = [reasons.shape ?? 0, reasons.colour ?? 0];
  if (shape >= ALIKE && colour >= ALIKE) return "both";
  if (shape < ALIKE && colour < ALIKE) return "look";
  return shape >= colour ? "shape" : "colour";
}

/** A feed may hold anything; only web addresses become links. @param {string} link */
function safeLink(link) {
  try {
    const { protocol, href } = new URL(link, location.href);
    return protocol === "https:" || protocol === "http:" ? href : "about:blank";
  } catch {
    return "about:blank";
  }
}
