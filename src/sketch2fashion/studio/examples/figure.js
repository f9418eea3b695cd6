// @ts-check
/** A figure to draw on: our own croquis of nine heads, seen from the front, as a picture to trace. It is never rendered. */

/** @typedef {import("../document/sketch.js").Reference} Reference */

export const FIGURE_ID = "figure";

const SIDE = 1024;
const OPACITY = 0.55;

/** The right half on a paper of 1024 × 1024; the left one is its mirror image. */
const BODY = [
  "M512 36 C540 36 556 58 555 88 C554 116 538 146 512 146", // head
  "M536 130 C537 148 537 158 541 166 C554 180 584 184 604 192", // neck, shoulder
  "M604 192 C624 200 632 220 634 246 C637 290 644 320 648 352 C652 372 655 392 661 420 C667 448 672 470 675 492", // arm, outside
  "M675 492 C682 504 687 520 688 538 C688 556 684 572 677 582 C671 588 667 580 667 568 L663 536 C659 548 656 552 653 546 C650 534 653 510 656 496", // hand
  "M656 496 C650 462 640 430 630 394 C624 366 616 330 604 282 C602 270 600 262 597 254", // arm, inside
  "M597 254 C597 276 594 296 588 316 C578 346 564 366 563 388 C564 412 580 438 590 462 C598 484 602 504 602 526", // side of the body
  "M602 526 C603 580 594 630 584 676 C580 700 578 716 578 732 C584 762 584 790 578 824 C572 860 562 896 558 930", // leg, outside
  "M558 930 C562 946 572 960 576 974 C578 986 566 990 552 988 C542 986 538 974 537 958 C536 948 535 940 536 930", // foot
  "M536 930 C536 894 530 858 529 824 C528 794 534 768 538 734 C538 706 534 676 530 640 C526 606 520 570 516 532 L512 524", // leg, inside
];
const GUIDES = [
  "M512 146 L512 524", // the middle of the front
  "M512 180 C536 182 566 186 604 192", // shoulders
  "M512 300 C544 300 570 300 590 306", // bust
  "M512 392 C530 394 548 392 563 388", // waist
  "M512 478 C544 480 572 478 594 474", // hips
  "M540 716 C552 722 566 722 578 718", // knee
];

/** The figure in the middle of a paper of this size. @param {[number, number]} canvas @param {string} name @returns {Omit<Reference, "id">} */
export function figureReference([width, height], name) {
  const side = Math.min(width, height);
  return {
    name,
    visible: true,
    opacity: OPACITY,
    box: [(width - side) / 2, (height - side) / 2, side, side],
    picture: `data:image/svg+xml,${encodeURIComponent(figureSvg())}`,
  };
}

/** @returns {string} SVG */
export function figureSvg() {
  const half = `<path d="${BODY.join("")}"/><path d="${GUIDES.join("")}" stroke-width="2" stroke-dasharray="7 7"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${SIDE}" height="${SIDE}" viewBox="0 0 ${SIDE} ${SIDE}"><g fill="none" stroke="#5f86b3" stroke-width="3.5" stroke-linecap="round" stroke-linejoin="round">${half}<g transform="matrix(-1 0 0 1 ${SIDE} 0)">${half}</g></g></svg>`;
}
