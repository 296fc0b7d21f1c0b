// The pictures of the README: the same walk as the tests, at 390 px and at a desk.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Visit, desktop, launch, phone } from "./browser.mjs";
import { people, provider } from "./demo.mjs";
import { Person } from "./person.mjs";

const folder = process.argv[2];
await mkdir(folder, { recursive: true });
const browser = await launch();

for (const [place, size, dark, who, language, wanted] of [
  ["phone", phone, false, people.mai, "vi", ["login", "otp", "consent", "received", "ledger"]],
  ["desktop", desktop, false, people.huong, "vi", ["consent", "received"]],
  ["phone-dark-en", phone, true, people.binh, "en", ["consent"]],
]) {
  const visit = await Visit.begin(browser, { size, dark });
  const take = async (name) => {
    if (!wanted.includes(name)) return;
    await visit.page.evaluate(() => document.activeElement?.blur());
    await visit.page.screenshot({ path: join(folder, `${name}-${place}.png`), fullPage: true });
  };
  const person = new Person(visit, who, { language, onPage: take });
  await person.signIn("hospital");
  await visit.page.goto(`${provider}/toi/chia-se`);
  await take("ledger");
  await visit.context.close();
}
await browser.close();
