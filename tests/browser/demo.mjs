// The demo as it runs: where everything is, and who may sign in.

const { DANH_TEST_ISSUER, DANH_TEST_SANDBOX, DANH_TEST_BANK, DANH_TEST_HOSPITAL, DANH_TEST_PORTAL } = process.env;
const { DANH_TEST_MINISTRY, DANH_TEST_PERMITS } = process.env;

export const provider = DANH_TEST_ISSUER;
export const sandbox = DANH_TEST_SANDBOX;

/** The services stand on 127.0.0.1, another site than the provider's localhost: cookies know no ports. */
export const services = {
  bank: DANH_TEST_BANK,
  hospital: DANH_TEST_HOSPITAL,
  portal: DANH_TEST_PORTAL,
  ministry: DANH_TEST_MINISTRY,
  permits: DANH_TEST_PERMITS,
};

export const origins = new Set([provider, sandbox, ...Object.values(services)]);

const password = "Thu-nghiem-1";

/** People who can sign in everywhere. Stories take turns: a person has one browser at a time. */
export const people = {
  mai: { number: "999188000001", phone: "0500000088", name: "Nguyễn Thị Mai", insurance: "valid" },
  binh: { number: "999088000002", phone: "0500000002", name: "Trần Văn Bình", insurance: "valid" },
  nam: { number: "999055000003", phone: "0500000003", name: "Lê Văn Năm", insurance: "valid" },
  lam: { number: "999078000015", phone: "0500000015", name: "Mai Văn Lâm", insurance: "valid" },
  sam: { number: "999082000016", phone: "0500000016", name: "Tạ Thị Sâm", insurance: "valid" },
  bay: { number: "999079000007", phone: "0500000007", name: "Vũ Văn Bảy", insurance: "valid" },
  muoi: { number: "999185000010", phone: "0500000010", name: "Ngô Thị Mười", insurance: "invalid" },
  mot: { number: "999092000011", phone: "0500000011", name: "Hồ Văn Một", insurance: "valid" },
  huong: {
    number: "999191000012",
    phone: "0500000012",
    name: "Công Tằng Tôn Nữ Thị Quỳnh Hương",
    insurance: "valid",
  },
};

/** People who are told why they cannot go on. */
export const barred = {
  lan: { number: "999190000005", phone: "0500000005", name: "Hoàng Thị Lan" },
  sau: { number: "999085000006", phone: "0500000006", name: "Đỗ Văn Sáu" },
  ba: { number: "999090000013", phone: "0500000013", name: "Lý Văn Ba" },
};

for (const person of [...Object.values(people), ...Object.values(barred)]) person.password = password;

const seen = new Set();

/** The code of the newest message that has not been read yet. */
export async function newestCode(person) {
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await fetch(`${sandbox}/sms?to=${person.phone}`);
    const messages = await answer.json();
    const fresh = messages.find((message) => !seen.has(message.id));
    for (const message of messages) seen.add(message.id);
    if (fresh) return fresh.text.match(/(?<!\d)\d{6}(?!\d)/)[0];
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`no message came to ${person.phone}`);
}
