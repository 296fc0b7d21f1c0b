// What a person does: by mouse, or by keyboard alone.

import assert from "node:assert/strict";
import { newestCode, services } from "./demo.mjs";

/** Presses and types with a mouse at hand. */
export class Mouse {
  constructor(page) {
    this.page = page;
  }

  async press(selector) {
    await this.page.click(selector);
  }

  async type(selector, text) {
    await this.page.fill(selector, text);
  }
}

/** Nothing but Tab, Space, Enter and letters; what has the focus must be seen to have it. */
export class Keyboard {
  constructor(page) {
    this.page = page;
  }

  async reach(selector) {
    for (let steps = 0; steps < 60; steps += 1) {
      const here = await this.page.evaluate((wanted) => {
        const { activeElement } = document;
        if (!activeElement?.matches(wanted)) return undefined;
        const { outlineStyle, boxShadow } = getComputedStyle(activeElement);
        const { top, bottom } = activeElement.getBoundingClientRect();
        const seen = outlineStyle !== "none" || boxShadow !== "none";
        return { seen, inWindow: bottom > 0 && top < window.innerHeight };
      }, selector);
      if (here) {
        assert.ok(here.seen, `the focus on ${selector} can be seen`);
        assert.ok(here.inWindow, `${selector} is in the window when it has the focus`);
        return;
      }
      await this.page.keyboard.press("Tab");
    }
    throw new Error(`${selector} is not reached by Tab at ${this.page.url()}`);
  }

  async press(selector) {
    await this.reach(selector);
    await this.page.keyboard.press("Enter");
  }

  async type(selector, text) {
    await this.reach(selector);
    await this.page.keyboard.type(text);
  }
}

/** One person at one browser, in one language. */
export class Person {
  constructor(visit, who, { language = "vi", keyboard = false, onPage = async () => {} } = {}) {
    this.visit = visit;
    this.page = visit.page;
    this.who = who;
    this.language = language;
    this.hands = keyboard ? new Keyboard(visit.page) : new Mouse(visit.page);
    this.onPage = onPage;
  }

  /** Waits until one of these pages is shown, and looks at it. */
  async see(...ids) {
    const bodies = ids.map((id) => `body#${id}`).join(",");
    await this.page.locator(bodies).waitFor({ state: "attached" }).catch(async () => {
      const shown = await this.page.locator("body").getAttribute("id");
      const words = (await this.page.locator("main").innerText().catch(() => "")).slice(0, 300);
      throw new Error(`waiting for ${ids.join(" or ")} at ${this.page.url()}, there is ${shown}: ${words}`);
    });
    const id = await this.page.locator("body").getAttribute("id");
    await this.onPage(id);
    return id;
  }

  async open(service) {
    await this.page.goto(`${services[service]}/?ui_locales=${this.language}`);
    await this.see("welcome");
  }

  /** From the service's first page to its answer; does whatever the provider asks for on the way. */
  async signIn(service) {
    await this.open(service);
    await this.hands.press("#sign-in");
    const asked = [];
    for (;;) {
      const id = await this.see("login", "otp", "consent", "received", "welcome");
      asked.push(id);
      if (id === "received" || id === "welcome") return asked;
      assert.ok(asked.length < 6, `asked again and again: ${asked}`);
      await { login: () => this.password(), otp: () => this.code(), consent: () => this.agree() }[id]();
    }
  }

  async password(text = this.who.password) {
    await this.hands.type("#username", this.who.number);
    await this.hands.type("#password", text);
    await this.leave(() => this.hands.press("#login-submit"));
  }

  async code(text) {
    await this.hands.type("#code", text ?? (await newestCode(this.who)));
    await this.leave(() => this.hands.press("#otp-submit"));
  }

  async agree() {
    await this.leave(() => this.hands.press("#consent-accept"));
  }

  /** Does not share, and goes back to the service from the page that says what to do now. */
  async refuse() {
    await this.leave(() => this.hands.press("#consent-deny"));
    if ((await this.see("refused", "welcome")) === "refused") await this.goBack();
  }

  /** From a page with no way on: back to the service. */
  async goBack() {
    await this.leave(() => this.hands.press("#leave"));
  }

  async signOut() {
    await this.leave(() => this.hands.press("#sign-out"));
    if ((await this.see("logout", "farewell")) === "logout") {
      await this.leave(() => this.hands.press("#logout-confirm"));
      await this.see("farewell");
    }
  }

  /** Does what leads to another document, and waits for it. */
  async leave(action) {
    const before = await this.page.evaluate(() => performance.timeOrigin);
    await action();
    for (let tries = 0; tries < 300; tries += 1) {
      const now = await this.page.evaluate(() => performance.timeOrigin).catch(() => before);
      if (now !== before) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await this.page.waitForLoadState("load");
  }
}
