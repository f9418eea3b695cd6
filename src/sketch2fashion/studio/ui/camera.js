// @ts-check
/**
 * A photo from the camera. With a live picture where the page may have one (https or this machine); else the system's own
 * camera app, or its file chooser.
 */

import { dialog } from "./buttons.js";
import { h } from "./dom.js";
import { label } from "./i18n.js";

export class Camera {
  /** @type {MediaStream | null} */
  #stream = null;

  /** @param {(file: File) => void} use */
  constructor(use) {
    this.use = use;
    this.video = h("video", { class: "camera-picture", playsInline: true, muted: true });
    const shoot = h("button", { type: "button", class: "text-button primary" });
    label(shoot, "text", "camera.shoot");
    shoot.addEventListener("click", () => this.#shoot());
    this.dialog = dialog("action.camera", this.video, shoot);
    this.dialog.addEventListener("close", () => this.#stop());
  }

  async open() {
    const stream = await navigator.mediaDevices?.getUserMedia?.(WANTED).catch(() => null);
    if (!stream) return this.#askSystem();
    this.#stream = stream;
    this.video.srcObject = stream;
    this.dialog.showModal();
    await this.video.play().catch(() => {});
  }

  #shoot() {
    const { videoWidth: width, videoHeight: height } = this.video;
    if (width === 0) return;
    const canvas = h("canvas", { width, height });
    canvas.getContext("2d")?.drawImage(this.video, 0, 0);
    this.dialog.close();
    canvas.toBlob((blob) => blob && this.use(new File([blob], "camera.jpg", { type: blob.type })), "image/jpeg", 0.94);
  }

  #stop() {
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.video.srcObject = this.#stream = null;
  }

  #askSystem() {
    const input = h("input", { type: "file", accept: "image/*", capture: "environment", hidden: true });
    document.body.append(input);
    const done = () => input.remove();
    input.addEventListener("cancel", done);
    input.addEventListener("change", () => {
      done();
      if (input.files?.[0]) this.use(input.files[0]);
    });
    input.click();
  }
}

const WANTED = { video: { facingMode: "environment", width: { ideal: 1920 }, height: { ideal: 1440 } } };
