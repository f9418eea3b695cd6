// @ts-check
/**
 * Our own drawings to start from, written as the right half of each garment: the mirror draws the left one, as it does for
 * a hand. `half` is mirrored, `once` is not (a fly, a seam in the middle), `dots` colour.
 */

import { emptySketch, layerOfKind } from "../document/sketch.js";
import { pointsOfPath } from "../geometry/curve.js";

/** @typedef {import("../document/sketch.js").Sketch} Sketch */
/** @typedef {import("../geometry/types.js").Point} Point */
/** @typedef {{ half: string[], fine?: string[], once?: string[], dots: [x: number, y: number, colour: string][] }} Example */

const INK = "#1d1c1a";
const LINE_WIDTH = 7;
const FINE_WIDTH = 4; // stitches
const DOT_WIDTH = 38;

/** @type {Record<string, Example>} */
export const EXAMPLES = {
  "t-shirt": {
    half: [
      "M602 176 C648 198 704 214 748 236 C800 264 850 346 892 432 C862 456 826 474 788 486 C770 450 750 424 728 402", // shoulder, sleeve
      "M728 402 C720 520 722 700 732 850 C656 866 584 870 512 870", // side, hem
      "M748 236 C726 288 720 346 728 402", // armhole
      "M602 176 C592 238 558 268 512 268", // collar, inside
      "M626 187 C612 266 566 300 512 300", // collar, outside
      "M602 176 C574 196 542 202 512 202", // neck, behind
    ],
    fine: ["M878 404 C848 428 812 446 774 458", "M730 824 C656 840 584 844 512 844"],
    dots: [[512, 520, "#d4202f"]],
  },
  dress: {
    half: [
      "M588 128 C590 214 566 268 512 286", // neckline
      "M588 128 C606 124 626 126 642 132", // shoulder
      "M642 132 C632 214 642 272 680 306", // armhole
      "M680 306 C668 372 640 430 630 478", // bodice
      "M630 478 C592 488 552 492 512 492 M634 508 C594 518 552 522 512 522", // waistband
      "M630 478 L634 508 C690 610 752 744 790 872", // skirt
      "M790 872 C704 910 606 924 512 924", // hem
      "M592 520 C622 640 654 772 668 908 M552 524 C562 650 574 790 582 920", // folds
    ],
    fine: ["M782 848 C700 886 604 900 512 900"],
    dots: [[470, 420, "#2f8a57"]],
  },
  pants: {
    half: [
      "M512 122 C560 122 604 119 648 114 L656 168 C608 173 560 174 512 174", // waistband
      "M656 168 C694 262 704 400 706 540 C708 690 708 800 708 912", // outer leg
      "M708 912 C664 920 616 920 572 916", // hem
      "M572 916 C568 760 556 580 530 424 C524 410 518 404 512 402", // inner leg
      "M592 172 C596 222 630 248 684 250", // pocket
      "M586 120 L588 174 M602 119 L604 173", // belt loop
    ],
    fine: ["M706 888 C664 896 616 896 572 892"],
    once: ["M512 122 L512 402", "M516 344 C544 328 556 290 556 176"],
    dots: [[610, 560, "#1f2f57"]],
  },
  hat: {
    half: [
      "M512 262 C640 264 748 370 764 552", // crown
      "M764 552 C688 530 600 520 512 520", // band
      "M764 552 C806 588 826 630 822 672 C734 714 628 734 512 734", // brim
      "M512 238 C530 238 546 248 548 264", // button
      "M560 270 C640 334 682 430 690 534", // panel seam
    ],
    fine: ["M788 596 C704 572 608 562 512 562", "M806 652 C722 688 622 706 512 706"],
    once: ["M512 264 L512 520"],
    dots: [[590, 440, "#2f6fd6"]],
  },
  hoodie: {
    half: [
      "M512 96 C604 96 660 158 662 238 C660 262 650 276 636 288", // hood
      "M512 160 C572 160 604 204 606 254 C600 306 560 340 512 352", // opening
      "M636 288 C606 318 560 344 512 352", // neck
      "M648 276 C694 288 730 300 760 320", // shoulder
      "M760 320 C812 416 860 576 892 744 L896 802 L812 816 L806 760 C786 650 768 566 738 488", // sleeve
      "M892 744 L806 760", // cuff
      "M760 320 C734 370 728 430 738 488", // armhole
      "M738 488 C740 610 738 720 732 806 L728 872 C652 884 584 886 512 886", // side, hem
      "M732 806 C652 818 584 820 512 820", // rib
      "M512 604 L616 604 L672 700 L668 776 C612 782 560 784 512 784", // pocket
      "M550 338 C556 394 550 438 554 480", // cord
    ],
    dots: [[470, 540, "#8e9196"]],
  },
  skirt: {
    half: [
      "M512 196 C560 196 606 194 648 190 L656 248 C608 252 560 254 512 254", // waistband
      "M656 248 C704 410 760 600 796 790", // side
      "M796 790 C770 812 748 800 736 804 C716 826 694 812 676 818 C656 838 632 824 616 830 C596 846 572 834 556 838 C540 848 524 844 512 844", // hem
      "M624 252 C664 430 704 620 736 804 M594 253 C622 440 652 630 676 818 M566 254 C582 440 602 640 616 830 M538 254 C544 440 550 640 556 838",
    ],
    dots: [[512, 560, "#6f4bb0"]],
  },
};

/** @param {string} name @returns {Sketch} */
export function sketchOf(name) {
  const { half, fine = [], once = [], dots } = EXAMPLES[name];
  const sketch = emptySketch();
  layerOfKind(sketch, "line")?.strokes.push(
    ...half.flatMap((path) => strokesOf(path, LINE_WIDTH, true)),
    ...fine.flatMap((path) => strokesOf(path, FINE_WIDTH, true)),
    ...once.flatMap((path) => strokesOf(path, LINE_WIDTH, false)),
  );
  layerOfKind(sketch, "colour")?.strokes.push(
    ...dots.map(([x, y, colour]) => ({
      tool: /** @type {const} */ ("pen"),
      points: [/** @type {Point} */ ([x, y, 0.5, 0])],
      width: DOT_WIDTH,
      colour,
      mirror: false,
    })),
  );
  return sketch;
}

/** @param {string} path @param {number} width @param {boolean} mirror */
function strokesOf(path, width, mirror) {
  return pointsOfPath(path).map((points) => ({ tool: /** @type {const} */ ("pen"), points, width, colour: INK, mirror }));
}
